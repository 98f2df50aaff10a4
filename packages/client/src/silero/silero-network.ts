import { applyLayer, type Layer } from './layer.js'
import { readSileroWeights, type SileroWeights } from './silero-weights.js'

/** What the network is asked about at a time: 512 samples at 16 kHz, 32 ms. */
export const sileroFrameSamples = 512

/** Samples of the frame before that it sees as well, and of the frame's own end, mirrored, that it sees behind it. */
const contextSamples = 64
const windowSamples = 256
const windowHop = 128
/** Windows in a frame with its context and its mirrored end. */
const windows = 4
const bins = windowSamples / 2 + 1
/** Channels, and moments, that come out of each convolution over time. */
const encoders = [
  { channels: 128, moments: 4 },
  { channels: 64, moments: 2 },
  { channels: 64, moments: 1 },
  { channels: 128, moments: 1 },
] as const
const kernel = 3
const hidden = 128

/**
 * Silero VAD for 16 kHz, by hand, with the weights of the file as it is published: the amplitudes of a short-time Fourier transform, four convolutions over time, a
 * recurrent (LSTM) cell and a sigmoid. The order of things, and the sizes, are those of the file's graph (the branch for 16 kHz). One remembers what it heard, so
 * each stream of audio has its own. `model`: the file; throws `VoiceModelError('model-unreadable')`.
 */
export class SileroNetwork {
  readonly #signal = new Float32Array(contextSamples + sileroFrameSamples + contextSamples)
  readonly #spectrum = new Float32Array(windows * 2 * bins)
  /** Moments of a convolution's input, with a moment of silence at both ends. */
  readonly #amplitudes = new Float32Array((windows + 2) * bins)
  readonly #activations = encoders.map(({ channels, moments }) => new Float32Array((moments + 2) * channels))
  /** What the encoders say, then what the cell said last. */
  readonly #cellInput = new Float32Array(2 * hidden)
  readonly #cellState = new Float32Array(hidden)
  readonly #gates = new Float32Array(4 * hidden)
  readonly #logit = new Float32Array(1)
  readonly #transform: Layer
  readonly #convolutions: readonly Layer[]
  readonly #cell: Layer
  readonly #projection: Layer

  constructor(model: Uint8Array) {
    const weights = readSileroWeights(model)
    const rows = 2 * bins
    const basis = weights['stft.forward_basis_buffer']
    this.#transform = { weights: basis, bias: new Float32Array(rows), rows, width: windowSamples, hop: windowHop, steps: windows }
    this.#convolutions = [
      convolution(weights, 'encoder.0', bins, 1),
      convolution(weights, 'encoder.1', encoders[0].channels, 2),
      convolution(weights, 'encoder.2', encoders[1].channels, 2),
      convolution(weights, 'encoder.3', encoders[2].channels, 1),
    ]
    this.#cell = cell(weights)
    this.#projection = { weights: weights['decoder.decoder.2.weight'], bias: weights['decoder.decoder.2.bias'], rows: 1, width: hidden, hop: 0, steps: 1 }
  }

  /** How probable it is, 0 to 1, that there is voice in this frame, which follows the one before. `borrowed`: 512 samples in [-1, 1]. */
  probability(borrowed: Float32Array): number {
    this.#hear(borrowed)
    this.#transformSignal()
    this.#encode()
    this.#remember()
    const audible = this.#cellInput.subarray(hidden).map(rectified)
    applyLayer(this.#projection, audible, this.#logit, 0)
    return sigmoid(this.#logit[0] as number)
  }

  #hear(frame: Float32Array): void {
    const signal = this.#signal
    const end = contextSamples + sileroFrameSamples
    signal.copyWithin(0, sileroFrameSamples, end)
    signal.set(frame, contextSamples)
    for (let at = 0; at < contextSamples; at++) signal[end + at] = signal[end - 2 - at] as number
  }

  #transformSignal(): void {
    const spectrum = this.#spectrum
    applyLayer(this.#transform, this.#signal, spectrum, 0)
    for (let window = 0; window < windows; window++) {
      const at = window * 2 * bins
      for (let bin = 0; bin < bins; bin++) {
        const real = spectrum[at + bin] as number
        const imaginary = spectrum[at + bins + bin] as number
        this.#amplitudes[(window + 1) * bins + bin] = Math.sqrt(real * real + imaginary * imaginary)
      }
    }
  }

  #encode(): void {
    let input: Float32Array = this.#amplitudes
    this.#convolutions.forEach((layer, index) => {
      const output = this.#activations[index] as Float32Array
      applyLayer(layer, input, output, layer.rows)
      for (let at = 0; at < output.length; at++) output[at] = rectified(output[at] as number)
      input = output
    })
    this.#cellInput.set(input.subarray(hidden, 2 * hidden))
  }

  #remember(): void {
    const gates = this.#gates
    applyLayer(this.#cell, this.#cellInput, gates, 0)
    for (let unit = 0; unit < hidden; unit++) {
      const letIn = sigmoid(gates[unit] as number)
      const keep = sigmoid(gates[hidden + unit] as number)
      const news = Math.tanh(gates[2 * hidden + unit] as number)
      const tell = sigmoid(gates[3 * hidden + unit] as number)
      const state = keep * (this.#cellState[unit] as number) + letIn * news
      this.#cellState[unit] = state
      this.#cellInput[hidden + unit] = tell * Math.tanh(state)
    }
  }
}

/** The file has the weights of a row by channel, then by moment; here they are by moment, then by channel, as the input is. */
function convolution(weights: SileroWeights, name: `encoder.${0 | 1 | 2 | 3}`, channels: number, stride: number): Layer {
  const published = weights[`${name}.reparam_conv.weight`]
  const bias = weights[`${name}.reparam_conv.bias`]
  const width = kernel * channels
  const moments = encoders[Number(name.at(-1))]?.moments as number
  const turned = new Float32Array(published.length)
  for (let at = 0; at < turned.length; at++) {
    const place = at % width
    turned[at] = published[at - place + (place % channels) * kernel + Math.floor(place / channels)] as number
  }
  return { weights: turned, bias, rows: bias.length, width, hop: stride * channels, steps: moments }
}

/** One row a gate and unit: weights of the input, then of what the cell said last. Gates in the order of PyTorch: input, forget, cell, output. */
function cell(weights: SileroWeights): Layer {
  const rows = 4 * hidden
  const width = 2 * hidden
  const joined = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) {
    joined.set(weights['decoder.rnn.weight_ih'].subarray(row * hidden, (row + 1) * hidden), row * width)
    joined.set(weights['decoder.rnn.weight_hh'].subarray(row * hidden, (row + 1) * hidden), row * width + hidden)
  }
  const bias = weights['decoder.rnn.bias_ih'].map((each, row) => each + (weights['decoder.rnn.bias_hh'][row] as number))
  return { weights: joined, bias, rows, width, hop: 0, steps: 1 }
}

function rectified(value: number): number {
  return value > 0 ? value : 0
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
