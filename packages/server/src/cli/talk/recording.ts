import { readFileSync } from 'node:fs'
import { floatFromInt16, int16FromFloat, readWav, resample, WavError } from '@sidetone/audio'
import { CliError } from '../cli-error.js'

/** A WAV file's samples, mono, at the rate that is wanted. */
export function readRecording(file: string, sampleRateHz: number): Int16Array {
  const wav = parse(file, readBytes(file))
  if (wav.samples.length === 0) throw new CliError(`${file} holds no audio.`)
  return wav.sampleRateHz === sampleRateHz ? wav.samples : int16FromFloat(resample(floatFromInt16(wav.samples), wav.sampleRateHz, sampleRateHz))
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const problem =
      code === 'ENOENT' ? `There is no file ${file}.` : code === 'EISDIR' ? `${file} is a folder; name a WAV file.` : `${file} cannot be read (${code}).`
    throw new CliError(problem, { cause: error })
  }
}

function parse(file: string, bytes: Uint8Array) {
  try {
    return readWav(bytes)
  } catch (error) {
    if (!(error instanceof WavError)) throw error
    throw new CliError(`${file} cannot be used: ${error.message} Convert it with: ffmpeg -i ${file} -ac 1 -c:a pcm_s16le speech.wav`, { cause: error })
  }
}
