import { readTensors } from './read-tensors.js'
import { VoiceModelError } from './voice-model-error.js'

/** The tensors of Silero VAD (version 6, 16 kHz) by their names in the file, and their shapes. */
const shapes = {
  'stft.forward_basis_buffer': [258, 1, 256],
  'encoder.0.reparam_conv.weight': [128, 129, 3],
  'encoder.0.reparam_conv.bias': [128],
  'encoder.1.reparam_conv.weight': [64, 128, 3],
  'encoder.1.reparam_conv.bias': [64],
  'encoder.2.reparam_conv.weight': [64, 64, 3],
  'encoder.2.reparam_conv.bias': [64],
  'encoder.3.reparam_conv.weight': [128, 64, 3],
  'encoder.3.reparam_conv.bias': [128],
  'decoder.rnn.weight_ih': [512, 128],
  'decoder.rnn.weight_hh': [512, 128],
  'decoder.rnn.bias_ih': [512],
  'decoder.rnn.bias_hh': [512],
  'decoder.decoder.2.weight': [1, 128, 1],
  'decoder.decoder.2.bias': [1],
} as const

export type SileroWeights = Readonly<Record<keyof typeof shapes, Float32Array>>

/** The weights out of the file as it is published (`silero_vad_v6.onnx`). Throws `VoiceModelError('model-unreadable')` where one is missing, has another shape or is no number. */
export function readSileroWeights(model: Uint8Array): SileroWeights {
  const tensors = readTensors(model)
  const weights = Object.entries(shapes).map(([name, shape]) => {
    const tensor = tensors.get(name)
    if (!tensor) throw new VoiceModelError('model-unreadable', `This is no voice model that is known here: it has no ${name}.`)
    const count = shape.reduce<number>((product, size) => product * size, 1)
    if (tensor.shape.join() !== shape.join() || tensor.bytes.length !== 4 * count) {
      throw new VoiceModelError('model-unreadable', `This is no voice model that is known here: ${name} has another shape.`)
    }
    const values = floatsOf(tensor.bytes)
    if (!values.every(Number.isFinite)) throw new VoiceModelError('model-unreadable', `The voice model is broken: ${name} holds what is no number.`)
    return [name, values] as const
  })
  return Object.fromEntries(weights) as SileroWeights
}

function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const floats = new Float32Array(bytes.length / 4)
  for (let at = 0; at < floats.length; at++) floats[at] = view.getFloat32(4 * at, true)
  return floats
}
