import { expect, test } from 'vitest'
import type { SpeechPiece } from '../contract.js'
import { synthesiserKeepsItsContract } from '../contract-suite.js'
import { createScriptedSynthesiser, type ScriptedSpeech } from './scripted-synthesiser.js'

synthesiserKeepsItsContract('scripted', async () => createScriptedSynthesiser('anything'))

const never = new AbortController().signal

async function say(script: readonly ScriptedSpeech[], texts: readonly string[]): Promise<SpeechPiece[]> {
  const synthesiser = createScriptedSynthesiser(script)
  const pieces: SpeechPiece[] = []
  for (const text of texts) {
    for await (const piece of synthesiser.synthesise({ text, voice: 'alloy', speed: 1 }, never)) pieces.push(piece)
  }
  synthesiser.expectDone()
  return pieces
}

test('words are tones of 200 ms with 50 ms between them', async () => {
  const [piece] = await say([{ text: 'One two.' }], ['One two.'])
  expect(piece!.words).toEqual([
    { textStart: 0, textEnd: 3, startMs: 0, endMs: 200 },
    { textStart: 4, textEnd: 8, startMs: 250, endMs: 450 },
  ])
  expect(piece!.samples.length).toBe(8000)
})

test('a text that the script does not have next fails, and so does one too many', async () => {
  await expect(say([{ text: 'One.' }], ['Two.'])).rejects.toMatchObject({ code: 'synthesis-failed' })
  await expect(say([{ text: 'One.' }], ['One.', 'Two.'])).rejects.toMatchObject({ code: 'synthesis-failed' })
})

test('texts that were never asked for are told', async () => {
  await expect(say([{ text: 'One.' }, { text: 'Two.' }], ['One.'])).rejects.toThrow('1 texts')
})

test('a scripted failure is the failure of a synthesiser', async () => {
  await expect(say([{ text: 'One.', instead: { failure: 'broken' } }], ['One.'])).rejects.toMatchObject({ code: 'synthesis-failed', message: 'broken' })
})

test('a pending text ends with the abort only', async () => {
  const synthesiser = createScriptedSynthesiser([{ text: 'One.', instead: 'pending' }])
  const abort = new AbortController()
  const speech = synthesiser.synthesise({ text: 'One.', voice: 'alloy', speed: 1 }, abort.signal)[Symbol.asyncIterator]()
  const first = speech.next()
  abort.abort(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
})
