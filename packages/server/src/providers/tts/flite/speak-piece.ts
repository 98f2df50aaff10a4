import { floatFromInt16, int16FromFloat, peak, readWav, resample } from '@sidetone/audio'
import type { FliteProgram } from './flite-program.js'
import { type Phone, pause, readPhones, soundGroups } from './phones.js'
import { bareWord } from './tokens.js'
import { trimSpeech } from './trim-speech.js'
import type { VoiceRecipe } from './voices.js'
import { estimatedWordTimes, type WordTime, wordTimes } from './word-times.js'

/** A piece of text to speak: its tokens as they are written for Flite. */
export interface SpeakJob {
  readonly spoken: readonly string[]
  readonly voice: VoiceRecipe
  /** Factor on the voice's own rate. */
  readonly speed: number
}

export interface SpokenPiece {
  readonly samples: Int16Array
  readonly sampleRateHz: number
  /** One a token, in ms of the samples. */
  readonly times: readonly { readonly startMs: number; readonly endMs: number }[]
}

const largestPeak = 0.97

/** Null when there is nothing to be heard in it. */
export function speakPiece(flite: FliteProgram, { spoken, voice, speed }: SpeakJob): SpokenPiece | null {
  const options = ['-voice', voice.base, ...set('duration_stretch', voice.size / (voice.rate * speed)), ...set('f0_shift', voice.pitch), '-psdur']
  const { printed, wav } = flite.run(options, spoken.filter((each) => each !== '').join(' '), 'wav')
  const phones = readPhones(printed)
  const first = phones.find((phone) => phone.name !== pause)
  const last = phones.findLast((phone) => phone.name !== pause)
  if (!first || !last) return null
  const { samples, sampleRateHz } = readWav(wav)
  const trimmed = trimSpeech(floatFromInt16(samples), sampleRateHz, { start: first.start, end: last.end })
  const sized = voice.size === 1 ? trimmed.samples : resample(trimmed.samples, Math.round(sampleRateHz * voice.size), sampleRateHz)
  amplify(sized, 10 ** (voice.gainDb / 20))
  const durationMs = (sized.length / sampleRateHz) * 1000
  const toMs = (seconds: number) => Math.min(durationMs, Math.max(0, ((seconds - trimmed.startSeconds) / voice.size) * 1000))
  const times = timesOf(flite, phones, spoken).map(({ start, end }) => ({ startMs: toMs(start), endMs: toMs(end) }))
  return { samples: int16FromFloat(sized), sampleRateHz, times }
}

function set(feature: string, value: number): string[] {
  return ['--setf', `${feature}=${value.toFixed(4)}`]
}

/** The words are said once more, each alone, by the fastest voice at its fastest: that costs 2 ms and tells which sounds belong to which word. */
function timesOf(flite: FliteProgram, phones: readonly Phone[], spoken: readonly string[]): WordTime[] {
  const bare = spoken.map(bareWord)
  const words = bare.filter((word) => word !== '')
  const { printed } = flite.run(['-voice', 'kal', ...set('duration_stretch', 0.05), '-psdur'], words.map((word) => `${word},`).join(' '), 'none')
  const groups = soundGroups(readPhones(printed))
  if (groups.length !== words.length) {
    return estimatedWordTimes(
      phones,
      bare.map((word) => word.length),
    )
  }
  return wordTimes(
    phones,
    bare.map((word) => (word === '' ? [] : groups.shift()!)),
  )
}

function amplify(samples: Float32Array, gain: number): void {
  const bounded = Math.min(gain, largestPeak / (peak(samples) || 1))
  for (let index = 0; index < samples.length; index++) samples[index]! *= bounded
}
