import { hasHumanSpeech, humanClips } from '@sidetone/tests/support/human-speech.js'
import type { BenchClip } from './clips.js'

export function spokenWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
}

/**
 * Where each word of a clip ends, in ms. Nobody has marked it, so the time of the speech, pauses left out, is given to the words by their letters; only the
 * end of the last one is exact.
 */
export function wordEndsMs(clip: BenchClip, transcript: string): number[] {
  const pauses = hasHumanSpeech ? (humanClips().find(({ file }) => file.endsWith(clip.name))?.pausesSeconds ?? []) : []
  const pausedSeconds = pauses.reduce((sum, [from, to]) => sum + to - from, 0)
  const words = spokenWords(transcript)
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  let spoken = 0
  return words.map((word) => {
    spoken += word.length
    let atSeconds = clip.speechStartSeconds + (spoken / letters) * (clip.speechEndSeconds - clip.speechStartSeconds - pausedSeconds)
    for (const [from, to] of pauses) if (atSeconds > from) atSeconds += to - from
    return atSeconds * 1000
  })
}

export interface ToldWord {
  readonly atMs: number
  /** From the end of the word. */
  readonly delayMs: number
}

/** Each word of what was told, with the moment at which it was there: `texts` is all that was told by then. A word is there when its first letter is. */
export function toldWords(texts: readonly { readonly atMs: number; readonly text: string }[], endsMs: readonly number[]): ToldWord[] {
  let known = 0
  return texts.flatMap(({ atMs, text }) => {
    const ends = endsMs.slice(known, spokenWords(text).length)
    known += ends.length
    return ends.map((endMs) => ({ atMs, delayMs: atMs - endMs }))
  })
}
