import { describe, expect, it } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { SpeculationLedger } from '../lib/speculation.js'
import type { SpeechSynthesiser } from '../providers/tts/contract.js'
import type { SpeakingSettings } from './contract.js'
import { rehearseSpeech } from './rehearse-speech.js'

const never = new AbortController().signal
const settings: SpeakingSettings = { voice: 'slt', speed: 1, format: { encoding: 'pcm16', sampleRateHz: 24_000 }, leadMs: 200, longestPieceMs: 200 }

/** Speaks each text as one piece of as many samples as it has letters, and notes what it was asked for. */
function synthesiser() {
  const spoken: string[] = []
  const inner: SpeechSynthesiser = {
    name: 'counting',
    voices: ['slt'],
    async *synthesise({ text }) {
      spoken.push(text)
      yield { samples: new Int16Array(text.length), sampleRateHz: 16_000, words: [] }
    },
    close: async () => {},
  }
  const ledger = new SpeculationLedger(new ManualClock())
  return { spoken, speech: rehearseSpeech(inner, ledger), counts: () => ledger.report().firstClauses }
}

async function* written(...deltas: string[]): AsyncGenerator<string> {
  yield* deltas
}

async function lengthOf(speech: SpeechSynthesiser, text: string): Promise<number> {
  let length = 0
  for await (const piece of speech.synthesise({ text, voice: 'slt', speed: 1 }, never)) length += piece.samples.length
  return length
}

describe('speech in secret', () => {
  it('is the first clause alone, and is spoken once', async () => {
    const { spoken, speech, counts } = synthesiser()
    await speech.rehearse(written('Certainly, I can help you with that. ', 'What is your name?'), settings, never)
    expect(spoken).toHaveLength(1)
    const first = spoken[0] as string
    expect(await lengthOf(speech, first)).toBe(first.length)
    expect(spoken).toHaveLength(1)
    await lengthOf(speech, first)
    expect(spoken).toHaveLength(2)
    expect(counts()).toMatchObject({ started: 1, used: 1, thrownAway: 0 })
  })

  it('is thrown away when the user goes on', async () => {
    const { spoken, speech, counts } = synthesiser()
    const user = new AbortController()
    await speech.rehearse(written('Certainly.'), settings, user.signal)
    user.abort(new Error('The user went on.'))
    await lengthOf(speech, spoken[0] as string)
    expect(spoken).toHaveLength(2)
    expect(counts()).toMatchObject({ started: 1, used: 0, thrownAway: 1 })
  })
})
