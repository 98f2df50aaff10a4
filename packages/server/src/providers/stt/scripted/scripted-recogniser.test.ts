import { expect, test } from 'vitest'
import { recogniserKeepsItsContract } from '../contract-suite.js'
import { createScriptedRecogniser } from './scripted-recogniser.js'

const never = new AbortController().signal
const tone = Float32Array.from({ length: 1600 }, (_, index) => Math.sin(index))
const utterance = { samples: tone, sampleRateHz: 16_000, language: null } as const

recogniserKeepsItsContract(
  'scripted',
  async () => createScriptedRecogniser(Array.from({ length: 10 }, () => ({ text: 'Good morning.' }))),
  async () => ({ samples: tone, word: 'morning' }),
)

test('answers come in the order of the script, failures among them, and a call beyond it fails', async () => {
  const recogniser = createScriptedRecogniser([{ text: 'One.' }, { failure: 'broken' }])
  expect(() => recogniser.expectDone()).toThrow('2 recognitions')
  expect(await recogniser.recognise(utterance, never)).toEqual({ text: 'One.' })
  await expect(recogniser.recognise(utterance, never)).rejects.toMatchObject({ code: 'recognition-failed', message: 'broken' })
  recogniser.expectDone()
  await expect(recogniser.recognise(utterance, never)).rejects.toMatchObject({ code: 'recognition-failed' })
  expect(recogniser.heard).toHaveLength(3)
})

test('a pending answer ends with the abort only', async () => {
  const recogniser = createScriptedRecogniser([{ pending: true }])
  const abort = new AbortController()
  const recognition = recogniser.recognise(utterance, abort.signal)
  abort.abort(new Error('gone'))
  await expect(recognition).rejects.toThrow('gone')
})
