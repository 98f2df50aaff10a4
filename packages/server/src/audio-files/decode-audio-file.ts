import { type Container, containerOf } from './container.js'
import { AudioFileError, type AudioPieces } from './contract.js'
import { decodeMp3 } from './decode-mp3.js'
import { decodeOggOpus, isOggOpus } from './decode-ogg-opus.js'
import { decodePcm16, decodeWav } from './decode-wav.js'
import { decodeWithFfmpeg } from './decode-with-ffmpeg.js'

export interface AudioFile {
  readonly bytes: Uint8Array
  /** As the client named it; only its ending counts, and only where the bytes say nothing. */
  readonly name: string
  /** `audio/pcm;rate=16000` says what bytes without a header are. */
  readonly contentType: string
}

/** The rate of the wire. */
const usualRateHz = 24_000

/** The audio of a file, by what its bytes say that it is. WAV, PCM, MP3 and Opus in Ogg are read here, the rest by ffmpeg where there is one. Throws `AudioFileError`. */
export function decodeAudioFile(file: AudioFile, signal: AbortSignal): AudioPieces {
  const container = containerOf(file.bytes)
  if (container === null) {
    const rateHz = pcmRate(file)
    if (rateHz !== null) return decodePcm16(file.bytes, rateHz)
    throw new AudioFileError('not-audio', 'The file is no audio that is known here. Send WAV, PCM, MP3, Ogg, FLAC, M4A or WebM.')
  }
  return decoderOf(container, file.bytes, signal)
}

function decoderOf(container: Container, bytes: Uint8Array, signal: AbortSignal): AudioPieces {
  if (container === 'wav') return decodeWav(bytes)
  if (container === 'mp3') return decodeMp3(bytes)
  if (container === 'ogg' && isOggOpus(bytes)) return decodeOggOpus(bytes)
  return decodeWithFfmpeg(bytes, container, signal)
}

/** null: nothing says that this is PCM. */
function pcmRate({ name, contentType }: AudioFile): number | null {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';')
  const isPcm = ['audio/pcm', 'audio/l16', 'audio/x-raw'].includes(type.trim()) || /\.(pcm|raw)$/i.test(name)
  if (!isPcm) return null
  const rate = Number(parameters.map((each) => /^\s*rate=(\d+)\s*$/.exec(each)?.[1]).find((each) => each !== undefined) ?? usualRateHz)
  return rate >= 4_000 && rate <= 192_000 ? rate : null
}
