import { workerData } from 'piscina'
import { logMel, melBands, melFrames } from './log-mel.js'

/** The part of onnxruntime-node's API that is used. */
interface Runtime {
  readonly InferenceSession: { create(file: string, options: object): Promise<InferenceSession> }
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => unknown
}

interface InferenceSession {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(inputs: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, { readonly data: ArrayLike<number> } | undefined>>>
}

export interface WorkerData {
  readonly modelFile: string
  /** URL of onnxruntime-node. */
  readonly runtime: string
}

const inputName = 'input_features'

const { modelFile, runtime } = workerData as WorkerData
const ort = (await import(runtime)) as Runtime
// One thread: it is asked for a short answer while the recogniser works beside it.
const session = await ort.InferenceSession.create(modelFile, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' })

/** What the model's only output holds for this audio: a probability, or its logit. */
export async function ask(samples: Float32Array): Promise<number> {
  const [output] = session.outputNames
  if (!session.inputNames.includes(inputName) || output === undefined) throw new Error(`It has no input "${inputName}".`)
  const outputs = await session.run({ [inputName]: new ort.Tensor('float32', logMel(samples), [1, melBands, melFrames]) })
  return Number(outputs[output]?.data[0] ?? Number.NaN)
}
