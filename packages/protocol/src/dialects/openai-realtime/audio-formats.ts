import type { AudioFormat } from '../../vocabulary/audio-format.js'
import type { WireAudioFormat, WireAudioFormatIn } from './wire.js'

/** PCM without a rate is 24 kHz; both G.711 laws are 8 kHz. */
export function readAudioFormat(format: WireAudioFormatIn): AudioFormat {
  switch (format.type) {
    case 'audio/pcm':
      return { encoding: 'pcm16', sampleRateHz: format.rate ?? 24_000 }
    case 'audio/pcmu':
      return { encoding: 'mulaw', sampleRateHz: 8_000 }
    case 'audio/pcma':
      return { encoding: 'alaw', sampleRateHz: 8_000 }
  }
}

export function writeAudioFormat(format: AudioFormat): WireAudioFormat {
  switch (format.encoding) {
    case 'pcm16':
      return { type: 'audio/pcm', rate: format.sampleRateHz }
    case 'mulaw':
      return { type: 'audio/pcmu' }
    case 'alaw':
      return { type: 'audio/pcma' }
  }
}
