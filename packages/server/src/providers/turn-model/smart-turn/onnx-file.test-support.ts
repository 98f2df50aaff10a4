/*
 * Writes a model with Smart Turn's input in the format of ONNX (onnx.proto of the ONNX project), by hand: the sum of the features, each times its weight, and
 * its sigmoid where asked for. Nothing of it is learned.
 */

type Field = [number: number, value: number | string | Uint8Array | readonly Field[]]

const floatType = 1
const shape = [1, 80, 800]

export interface TinyModel {
  /** Features by their place in the input, and what each counts. */
  readonly weights: readonly (readonly [index: number, weight: number])[]
  readonly sigmoid: boolean
  readonly inputName?: string
}

export function onnxFile({ weights, sigmoid, inputName = 'input_features' }: TinyModel): Uint8Array {
  const all = new Float32Array(80 * 800)
  for (const [index, weight] of weights) all[index] = weight
  const nodes: Field[] = [
    [1, node('Mul', [inputName, 'weights'], 'weighed')],
    [1, node('ReduceSum', ['weighed'], sigmoid ? 'sum' : 'logits', [attribute('axes', [1, 2]), attribute('keepdims', 0)])],
  ]
  if (sigmoid) nodes.push([1, node('Sigmoid', ['sum'], 'logits')])
  const initializer: Field[] = [...shape.map((size): Field => [1, size]), [2, floatType], [8, 'weights'], [9, new Uint8Array(all.buffer)]]
  const graph: Field[] = [...nodes, [2, 'tiny'], [5, initializer], [11, value(inputName, shape)], [12, value('logits', [1])]]
  return message([
    [1, 8],
    [7, graph],
    [8, [[2, 12]]],
  ])
}

function node(operation: string, inputs: readonly string[], output: string, attributes: readonly Field[] = []): Field[] {
  return [...inputs.map((input): Field => [1, input]), [2, output], [4, operation], ...attributes]
}

/** Of one integer (type 2) or several (type 7). */
function attribute(name: string, content: number | readonly number[]): Field {
  if (typeof content === 'number') {
    return [
      5,
      [
        [1, name],
        [3, content],
        [20, 2],
      ],
    ]
  }
  return [5, [[1, name], ...content.map((each): Field => [8, each]), [20, 7]]]
}

function value(name: string, sizes: readonly number[]): Field[] {
  const dimensions = sizes.map((size): Field => [1, [[1, size]]])
  return [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, floatType],
            [2, dimensions],
          ],
        ],
      ],
    ],
  ]
}

/** The wire format of protocol buffers: a tag of field number and wire type, then a varint or a length and so many bytes. */
function message(fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, content]) => {
      if (typeof content === 'number') return Buffer.concat([varint(number << 3), varint(content)])
      const bytes = typeof content === 'string' ? Buffer.from(content) : content instanceof Uint8Array ? content : message(content)
      return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes])
    }),
  )
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  bytes.push(rest)
  return Uint8Array.from(bytes)
}
