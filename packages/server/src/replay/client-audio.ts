import { readFileSync } from 'node:fs'
import { bytesFromInt16, encodeAlaw, encodeMulaw, floatFromInt16, int16FromFloat, readWav, resample, type Wav } from '@sidetone/audio'
import type { AudioFile, ClientAudio } from '../recording/format.js'
import type { WireEvent } from './wire-event.js'

/** A format as the wire names it. */
export interface WireFormat {
  readonly type: string
  readonly rate?: number
}

/** The beta's names of formats. */
const betaFormats: { readonly [name: string]: WireFormat } = {
  pcm16: { type: 'audio/pcm' },
  g711_ulaw: { type: 'audio/pcmu' },
  g711_alaw: { type: 'audio/pcma' },
}

/** Of a session as it was told, in either form of the API. That of a translation is not told: it is PCM at 24 kHz. */
export function inputFormatOf(session: WireEvent['session']): WireFormat {
  return session.audio?.input.format ?? betaFormats[session.input_audio_format ?? 'pcm16']
}

/** Of a response, likewise. */
export function outputFormatOf(response: WireEvent['response']): WireFormat {
  return response.audio?.output.format ?? betaFormats[response.output_audio_format]
}

/** Between two frequencies of speech, and loud enough for the highest usual threshold. */
const toneHz = 400
const toneAmplitude = 0.8
/** As devices and SDKs send it. */
export const packetMs = 20

export function sampleRateOf(format: WireFormat): number {
  return format.type === 'audio/pcm' ? (format.rate ?? 24_000) : 8_000
}

/** How much time so many bytes of this format take. */
export function durationOf(format: WireFormat, bytes: number): number {
  return (bytes / (format.type === 'audio/pcm' ? 2 : 1) / sampleRateOf(format)) * 1000
}

/** Reads each WAV file once. */
export type ReadFile = (file: string) => Wav

export function createFileReader(): ReadFile {
  const files = new Map<string, Wav>()
  return (file) => {
    const wav = files.get(file) ?? readWav(new Uint8Array(readFileSync(file)))
    files.set(file, wav)
    return wav
  }
}

export function lengthMs(audio: ClientAudio, readFile: ReadFile): number {
  if ('silenceMs' in audio) return audio.silenceMs
  if ('voiceMs' in audio) return audio.voiceMs
  const { samples, sampleRateHz } = part(audio, readFile)
  return (samples.length / sampleRateHz) * 1000
}

/** Mono samples in [-1, 1]. */
export function render(audio: ClientAudio, sampleRateHz: number, readFile: ReadFile): Float32Array {
  if ('silenceMs' in audio) return new Float32Array(Math.round((audio.silenceMs / 1000) * sampleRateHz))
  if ('voiceMs' in audio) {
    const samples = new Float32Array(Math.round((audio.voiceMs / 1000) * sampleRateHz))
    return samples.map((_, index) => toneAmplitude * Math.sin((2 * Math.PI * toneHz * index) / sampleRateHz))
  }
  const taken = part(audio, readFile)
  return resample(floatFromInt16(taken.samples), taken.sampleRateHz, sampleRateHz)
}

function part({ file, startMs = 0, endMs }: AudioFile, readFile: ReadFile): Wav {
  const { samples, sampleRateHz } = readFile(file)
  const at = (ms: number) => Math.round((ms / 1000) * sampleRateHz)
  return { samples: samples.subarray(at(startMs), endMs === undefined ? samples.length : at(endMs)), sampleRateHz }
}

/** As the wire carries it. */
export function encode(samples: Float32Array, format: WireFormat): string {
  const integers = int16FromFloat(samples)
  const bytes = format.type === 'audio/pcmu' ? encodeMulaw(integers) : format.type === 'audio/pcma' ? encodeAlaw(integers) : bytesFromInt16(integers)
  return Buffer.from(bytes).toString('base64')
}
