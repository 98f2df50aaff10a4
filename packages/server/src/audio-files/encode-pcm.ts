import { bytesFromInt16, writeWav } from '@sidetone/audio'
import { type AudioEncoder, encoderRateHz } from './contract.js'

/** PCM16, little-endian, without a header. */
export function createPcmEncoder(): AudioEncoder {
  return { contentType: 'audio/pcm', push: (borrowed) => bytesFromInt16(borrowed), end: () => new Uint8Array() }
}

/** WAV as streams write it: its length is not known when its header leaves, so the header says "until the end". */
export function createWavEncoder(): AudioEncoder {
  let header: Uint8Array | null = unboundedHeader()
  const take = () => {
    const taken = header ?? new Uint8Array()
    header = null
    return taken
  }
  return {
    contentType: 'audio/wav',
    push: (borrowed) => new Uint8Array(Buffer.concat([take(), bytesFromInt16(borrowed)])),
    end: take,
  }
}

function unboundedHeader(): Uint8Array {
  const header = writeWav({ sampleRateHz: encoderRateHz, samples: new Int16Array() })
  const view = new DataView(header.buffer)
  view.setUint32(4, 0xffffffff, true)
  view.setUint32(40, 0xffffffff, true)
  return header
}
