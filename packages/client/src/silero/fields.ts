import { VoiceModelError } from './voice-model-error.js'

/** One field of a message: whole numbers as numbers (exact up to 2^53), everything else as its bytes, which are lent. */
export interface Field {
  readonly number: number
  readonly value: number | Uint8Array
}

/**
 * The fields of a message of protocol buffers, in their order, by the encoding's own rules: a tag of field number and wire type, then a varint (0), 8 bytes (1),
 * a length and so many bytes (2), or 4 bytes (5). Throws `VoiceModelError('model-unreadable')` where the bytes end too early or follow another rule.
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0
  const varint = () => {
    let value = 0
    for (let factor = 1, count = 0; count < mostVarintBytes; count++, factor *= 0x80) {
      const byte = message[at++]
      if (byte === undefined) break
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
    throw unreadable('a number does not end')
  }
  const bytes = (count: number) => {
    if (count > message.length - at) throw unreadable('a field is longer than the file')
    at += count
    return message.subarray(at - count, at)
  }
  while (at < message.length) {
    const tag = varint()
    const number = Math.floor(tag / 8)
    switch (tag % 8) {
      case 0:
        yield { number, value: varint() }
        break
      case 1:
        yield { number, value: bytes(8) }
        break
      case 2:
        yield { number, value: bytes(varint()) }
        break
      case 5:
        yield { number, value: bytes(4) }
        break
      default:
        throw unreadable('a field of an unknown kind')
    }
  }
}

/** 64 bits, seven to a byte. */
const mostVarintBytes = 10

function unreadable(problem: string): VoiceModelError {
  return new VoiceModelError('model-unreadable', `The voice model cannot be read: ${problem}.`)
}
