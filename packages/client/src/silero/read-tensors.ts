import { fieldsOf } from './fields.js'

export interface Tensor {
  readonly shape: readonly number[]
  /** Of 32 bits each, least significant byte first. */
  readonly bytes: Uint8Array
}

/** Numbers of fields, and values, in onnx.proto of the ONNX project. */
const onnx = {
  model: { graph: 7 },
  graph: { node: 1 },
  node: { operation: 4, attribute: 5 },
  attribute: { name: 1, tensor: 5, graph: 6 },
  tensor: { dimension: 1, dataType: 2, name: 8, rawData: 9 },
  float: 1,
} as const

/**
 * The constants of 32-bit floats, by name, that a model of two sample rates uses at the first of them: those of the branch that is taken when the condition at its
 * top holds. For Silero that is 16 kHz. Throws `VoiceModelError('model-unreadable')` where the bytes are no message.
 */
export function readTensors(model: Uint8Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>()
  for (const node of nodesOf(all(model, onnx.model.graph))) {
    if (text(node, onnx.node.operation) !== 'If') continue
    for (const constant of nodesOf(attributesOf(node, 'then_branch', onnx.attribute.graph))) {
      if (text(constant, onnx.node.operation) !== 'Constant') continue
      for (const tensor of attributesOf(constant, 'value', onnx.attribute.tensor)) add(tensors, tensor)
    }
  }
  return tensors
}

function add(tensors: Map<string, Tensor>, tensor: Uint8Array): void {
  let name = ''
  let isFloat = false
  let bytes: Uint8Array = new Uint8Array()
  const shape: number[] = []
  for (const { number, value } of fieldsOf(tensor)) {
    if (number === onnx.tensor.dataType) isFloat = value === onnx.float
    if (number === onnx.tensor.dimension && typeof value === 'number') shape.push(value)
    if (number === onnx.tensor.name && typeof value !== 'number') name = decoder.decode(value)
    if (number === onnx.tensor.rawData && typeof value !== 'number') bytes = value
  }
  if (isFloat && name !== '') tensors.set(name, { shape, bytes })
}

const decoder = new TextDecoder()

function nodesOf(graphs: readonly Uint8Array[]): Uint8Array[] {
  return graphs.flatMap((graph) => all(graph, onnx.graph.node))
}

function attributesOf(node: Uint8Array, name: string, kind: number): Uint8Array[] {
  const named = all(node, onnx.node.attribute).filter((attribute) => text(attribute, onnx.attribute.name) === name)
  return named.flatMap((attribute) => all(attribute, kind))
}

/** Every message or text in this field. */
function all(message: Uint8Array, number: number): Uint8Array[] {
  return [...fieldsOf(message)].flatMap((field) => (field.number === number && typeof field.value !== 'number' ? [field.value] : []))
}

function text(message: Uint8Array, number: number): string {
  return decoder.decode(all(message, number)[0])
}
