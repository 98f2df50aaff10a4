import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { floatFromInt16, int16FromBytes } from '@sidetone/audio'
import type { Container } from './container.js'
import { AudioFileError, type AudioPiece } from './contract.js'

const rateHz = 16_000
/** Half an hour of audio takes a few seconds. */
const longestMs = 60_000

/** ffmpeg's names of the formats. Said outright, because a file that ffmpeg may guess at can make it open other files. */
const demuxers: Readonly<Record<Container, string>> = { wav: 'wav', mp3: 'mp3', ogg: 'ogg', flac: 'flac', mp4: 'mov', webm: 'matroska' }

/**
 * Decodes by the program ffmpeg, in a process of its own that ends with the signal. Throws `AudioFileError`: `no-decoder` when there is no ffmpeg.
 * MP4 keeps its table of contents at the end, so the file lies on the disk for as long as it takes, for this user's eyes only.
 */
export async function* decodeWithFfmpeg(file: Uint8Array, container: Container, signal: AbortSignal): AsyncGenerator<AudioPiece> {
  const folder = await mkdtemp(join(tmpdir(), 'sidetone-audio-'))
  try {
    const path = join(folder, 'audio')
    await writeFile(path, file, { mode: 0o600, signal })
    const input = ['-protocol_whitelist', 'file', '-f', demuxers[container], '-i', path]
    const output = ['-map', '0:a:0', '-ac', '1', '-ar', String(rateHz), '-f', 's16le', 'pipe:1']
    const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', ...input, ...output], {
      signal,
      timeout: longestMs,
      stdio: ['ignore', 'pipe', 'ignore'],
      killSignal: 'SIGKILL',
    })
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
    // Looked at behind the audio.
    ended.catch(() => {})
    try {
      let odd = Buffer.alloc(0)
      for await (const chunk of child.stdout) {
        const bytes = Buffer.concat([odd, chunk as Buffer])
        const even = bytes.length - (bytes.length % 2)
        odd = bytes.subarray(even)
        yield { samples: floatFromInt16(int16FromBytes(bytes.subarray(0, even))), sampleRateHz: rateHz }
      }
      const code = await ended.catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') throw noFfmpeg(container, cause)
        throw cause
      })
      if (code !== 0) throw new AudioFileError('not-audio', 'The audio file could not be decoded. It may be damaged, or of another kind than it says.')
    } finally {
      child.kill('SIGKILL')
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function noFfmpeg(container: Container, cause: unknown): AudioFileError {
  return new AudioFileError('no-decoder', `To read ${container} files, ffmpeg must be installed on the server. Without it, send WAV, MP3 or Opus in Ogg.`, {
    cause,
  })
}
