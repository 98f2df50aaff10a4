/**
 * A layer that is laid over its input again and again: at each of `steps` places, `hop` numbers apart, each of `rows` rows of `width` weights gives one number.
 * A convolution over time is one, where the channels of a moment lie together and a row holds the weights of one moment after the other.
 */
export interface Layer {
  /** Row after row. */
  readonly weights: Float32Array
  /** One a row. */
  readonly bias: Float32Array
  readonly rows: number
  readonly width: number
  readonly hop: number
  readonly steps: number
}

/** Writes the numbers of a step one after the other, step after step, into `output` from `start` on. */
export function applyLayer(layer: Layer, input: Float32Array, output: Float32Array, start: number): void {
  const { rows, hop, steps } = layer
  for (let step = 0; step < steps; ) {
    const pair = step + 1 < steps
    let row = 0
    for (; row + 4 <= rows; row += 4) {
      if (pair) fourRowsTwice(layer, row, input, step * hop, output, start + step * rows + row)
      else fourRows(layer, row, input, step * hop, output, start + step * rows + row)
    }
    for (; row < rows; row++) {
      oneRow(layer, row, input, step * hop, output, start + step * rows + row)
      if (pair) oneRow(layer, row, input, (step + 1) * hop, output, start + (step + 1) * rows + row)
    }
    step += pair ? 2 : 1
  }
}

// Several sums at a time share what they read, and none waits for the addition of another: half the time of one at a time. `| 0` keeps indices integers.

function fourRowsTwice({ weights, bias, rows, width, hop }: Layer, row: number, input: Float32Array, from: number, output: Float32Array, to: number): void {
  const first = row * width
  const second = first + width
  const third = second + width
  const fourth = third + width
  const next = from + hop
  let sum1 = bias[row] as number
  let sum2 = bias[row + 1] as number
  let sum3 = bias[row + 2] as number
  let sum4 = bias[row + 3] as number
  let next1 = sum1
  let next2 = sum2
  let next3 = sum3
  let next4 = sum4
  for (let at = 0; at < width; at = (at + 1) | 0) {
    const now = input[(from + at) | 0] as number
    const then = input[(next + at) | 0] as number
    const weight1 = weights[(first + at) | 0] as number
    const weight2 = weights[(second + at) | 0] as number
    const weight3 = weights[(third + at) | 0] as number
    const weight4 = weights[(fourth + at) | 0] as number
    sum1 += weight1 * now
    sum2 += weight2 * now
    sum3 += weight3 * now
    sum4 += weight4 * now
    next1 += weight1 * then
    next2 += weight2 * then
    next3 += weight3 * then
    next4 += weight4 * then
  }
  output[to] = sum1
  output[to + 1] = sum2
  output[to + 2] = sum3
  output[to + 3] = sum4
  output[to + rows] = next1
  output[to + rows + 1] = next2
  output[to + rows + 2] = next3
  output[to + rows + 3] = next4
}

function fourRows({ weights, bias, width }: Layer, row: number, input: Float32Array, from: number, output: Float32Array, to: number): void {
  const first = row * width
  const second = first + width
  const third = second + width
  const fourth = third + width
  let sum1 = bias[row] as number
  let sum2 = bias[row + 1] as number
  let sum3 = bias[row + 2] as number
  let sum4 = bias[row + 3] as number
  for (let at = 0; at < width; at = (at + 1) | 0) {
    const now = input[(from + at) | 0] as number
    sum1 += (weights[(first + at) | 0] as number) * now
    sum2 += (weights[(second + at) | 0] as number) * now
    sum3 += (weights[(third + at) | 0] as number) * now
    sum4 += (weights[(fourth + at) | 0] as number) * now
  }
  output[to] = sum1
  output[to + 1] = sum2
  output[to + 2] = sum3
  output[to + 3] = sum4
}

function oneRow({ weights, bias, width }: Layer, row: number, input: Float32Array, from: number, output: Float32Array, to: number): void {
  let sum = bias[row] as number
  for (let at = 0; at < width; at++) sum += (weights[row * width + at] as number) * (input[from + at] as number)
  output[to] = sum
}
