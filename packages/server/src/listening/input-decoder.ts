import { createResampler, decodeAlaw, decodeMulaw, floatFromInt16, Pcm16Reader } from '@sidetone/audio'
import type { AudioFormat } from '@sidetone/protocol'
import { sampleRateHz } from './sample-rate.js'

/** The bytes of a link become 16 kHz samples in [-1, 1). */
export interface InputDecoder {
  /** What the packet completes. The result is lent: valid until the next call. */
  decode(borrowed: Uint8Array): Float32Array
  /** 16 kHz samples that have been received but not given out: the resampler looks a millisecond ahead. */
  owedSamples(): number
  /** Gives out what is owed; the decoder is at its end then. */
  flush(): Float32Array
}

export function createInputDecoder(format: AudioFormat): InputDecoder {
  const toFloat = floatDecoder(format)
  const resampler = createResampler(format.sampleRateHz, sampleRateHz)
  let received = 0
  let given = 0

  const give = (samples: Float32Array) => {
    given += samples.length
    return samples
  }

  return {
    decode(borrowed) {
      const samples = toFloat(borrowed)
      received += samples.length
      return give(resampler.process(samples))
    },
    owedSamples: () => Math.ceil((received * sampleRateHz) / format.sampleRateHz) - given,
    flush: () => give(resampler.flush()),
  }
}

function floatDecoder(format: AudioFormat): (borrowed: Uint8Array) => Float32Array {
  if (format.encoding === 'pcm16') {
    const reader = new Pcm16Reader()
    return (borrowed) => reader.read(borrowed)
  }
  const expand = format.encoding === 'mulaw' ? decodeMulaw : decodeAlaw
  let integers = new Int16Array(0)
  let floats = new Float32Array(0)
  return (borrowed) => {
    if (integers.length < borrowed.length) {
      integers = new Int16Array(borrowed.length)
      floats = new Float32Array(borrowed.length)
    }
    return floatFromInt16(expand(borrowed, integers), floats)
  }
}
