import { access } from 'node:fs/promises'
import { SidetoneError } from '@sidetone/protocol'
import { Piscina } from 'piscina'
import { type Clock, systemClock } from '../../../lib/clock.js'
import { WorkQueue } from '../../../lib/work-queue.js'
import { type TurnModel, turnModelSamples } from '../contract.js'
import { findRuntime } from './find-runtime.js'
import type { WorkerData } from './worker.js'

export interface SmartTurnSettings {
  /** An ONNX file with one input `input_features` of 1 × 80 × 800 and one output. */
  readonly modelFile: string
  readonly clock?: Clock
  /** URL of onnxruntime-node; by default the one that is installed. */
  readonly runtime?: string
}

/** An answer that takes longer comes too late for any decision; its thread is replaced. */
const mostMs = 1_000
/** To load the model and to run it for the first time. */
const mostLoadMs = 30_000

/**
 * Models of the class of Smart Turn v3 (pipecat-ai/smart-turn, BSD-2), in a thread of their own, loaded and warm. Throws `SidetoneError('internal')` when ONNX
 * Runtime is not installed or the model cannot be used.
 */
export async function createSmartTurn({ modelFile, clock = systemClock, runtime = findRuntime() }: SmartTurnSettings): Promise<TurnModel> {
  await access(modelFile).catch((cause) => {
    throw new SidetoneError('internal', `The turn model ${modelFile} cannot be read.`, { cause })
  })
  const data: WorkerData = { modelFile, runtime }
  const pool = new Piscina({ filename: new URL('./worker.js', import.meta.url).href, minThreads: 1, maxThreads: 1, workerData: data })
  const model = new SmartTurn(pool, clock)
  try {
    await model.ask(new Float32Array(turnModelSamples), mostLoadMs)
  } catch (cause) {
    await pool.destroy()
    const because = ((cause as Error).cause as Error | undefined)?.message ?? (cause as Error).message
    throw new SidetoneError('internal', `The turn model ${modelFile} cannot be used: ${because}`, { cause })
  }
  return model
}

class SmartTurn implements TurnModel {
  readonly name = 'smart-turn'
  readonly #pool: Piscina
  readonly #clock: Clock
  readonly #queue = new WorkQueue(1)
  #closed = false

  constructor(pool: Piscina, clock: Clock) {
    this.#pool = pool
    this.#clock = clock
  }

  probability(samples: Float32Array, signal: AbortSignal): Promise<number> {
    return this.#queue.run(() => this.ask(samples.slice(-turnModelSamples), mostMs), signal)
  }

  async ask(samples: Float32Array, withinMs: number): Promise<number> {
    if (this.#closed) throw new SidetoneError('internal', 'The turn model is closed.')
    const timeout = new AbortController()
    const timer = this.#clock.after(withinMs, () => timeout.abort())
    try {
      return probabilityOf(await this.#pool.run(samples, { name: 'ask', signal: timeout.signal, transferList: [samples.buffer as ArrayBuffer] }))
    } catch (cause) {
      throw new SidetoneError('internal', timeout.signal.aborted ? 'The turn model took too long.' : 'The turn model failed.', { cause })
    } finally {
      timer.cancel()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#pool.destroy()
  }
}

/** Smart Turn v3 gives a probability. What cannot be one is taken for its logit, as other exports give it. */
function probabilityOf(output: number): number {
  if (!Number.isFinite(output)) throw new Error('Its output is no number.')
  return output >= 0 && output <= 1 ? output : 1 / (1 + Math.exp(-output))
}
