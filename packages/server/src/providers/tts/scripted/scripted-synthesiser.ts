import { SidetoneError } from '@sidetone/protocol'
import { abortable } from '../../../lib/abort.js'
import type { SpeechPiece, SpeechRequest, SpeechSynthesiser } from '../contract.js'

/** A text that is asked for, and what happens instead of its speech: a failure, or (`pending`) nothing until it is aborted. */
export interface ScriptedSpeech {
  readonly text: string
  readonly instead?: { readonly failure: string } | 'pending'
}

export interface ScriptedSynthesiser extends SpeechSynthesiser {
  /** What was asked for, in order. */
  readonly asked: readonly SpeechRequest[]
  /** Throws when part of the script was never asked for. */
  expectDone(): void
}

/** Each word is a tone of this length at speed 1, followed by a gap. */
export const scriptedWordMs = 200
export const scriptedGapMs = 50

const sampleRateHz = 16_000

/** For tests of other stages: speaks in tones, with exact word timings. Fails on a text that the script does not have next; `anything` speaks every text. */
export function createScriptedSynthesiser(script: readonly ScriptedSpeech[] | 'anything'): ScriptedSynthesiser {
  const asked: SpeechRequest[] = []
  let next = 0

  async function perform(request: SpeechRequest): Promise<SpeechPiece> {
    if (script === 'anything') return tones(request)
    const step = script[next++]
    if (step?.text !== request.text) throw failure(step ? 'The script has another text next.' : `The script has ${script.length} texts; this is one more.`)
    if (step.instead === 'pending') return new Promise(() => {})
    if (step.instead) throw failure(step.instead.failure)
    return tones(request)
  }

  return {
    name: 'scripted',
    voices: ['alloy', 'ash'],
    asked,
    async *synthesise(request: SpeechRequest, signal: AbortSignal) {
      signal.throwIfAborted()
      if (!this.voices.includes(request.voice)) throw failure('There is no voice of this name.')
      if (!/\S/.test(request.text)) return
      asked.push(request)
      yield await abortable(perform(request), signal)
    },
    expectDone() {
      if (script !== 'anything' && next < script.length) throw new Error(`${script.length - next} texts of the script were never asked for.`)
    },
    close: async () => {},
  }
}

function tones({ text, speed }: SpeechRequest): SpeechPiece {
  const wordMs = scriptedWordMs / speed
  const wordAndGapMs = (scriptedWordMs + scriptedGapMs) / speed
  const words = Array.from(text.matchAll(/\S+/g), (match, index) => ({
    textStart: match.index,
    textEnd: match.index + match[0].length,
    startMs: index * wordAndGapMs,
    endMs: index * wordAndGapMs + wordMs,
  }))
  const samples = new Int16Array(Math.round((words.length * wordAndGapMs * sampleRateHz) / 1000))
  for (let index = 0; index < samples.length; index++) {
    const ms = (index / sampleRateHz) * 1000
    if (ms % wordAndGapMs < wordMs) samples[index] = 8000 * Math.sin((2 * Math.PI * 400 * index) / sampleRateHz)
  }
  return { samples, sampleRateHz, words }
}

function failure(message: string): SidetoneError {
  return new SidetoneError('synthesis-failed', message)
}
