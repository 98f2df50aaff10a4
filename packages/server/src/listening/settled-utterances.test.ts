import { expect, test } from 'vitest'
import { SettledUtterances } from './settled-utterances.js'

const samples = new Float32Array(10)

test('each place is read and recognised once', async () => {
  let calls = 0
  const settled = new SettledUtterances(async () => `call ${++calls}`)
  expect(await settled.text('a', () => samples)).toBe('call 1')
  expect(await settled.text('b', () => samples)).toBe('call 2')
  const readAgain = () => {
    throw new Error('read twice')
  }
  expect(await settled.text('a', readAgain)).toBe('call 1')
})

test('one is recognised after the other', async () => {
  let running = 0
  const settled = new SettledUtterances(async () => {
    expect(++running).toBe(1)
    await Promise.resolve()
    running--
    return ''
  })
  await Promise.all(['a', 'b', 'c'].map((place) => settled.text(place, () => samples)))
})

test('what failed is tried anew, and the next does not suffer', async () => {
  let calls = 0
  const settled = new SettledUtterances(async () => {
    if (++calls === 1) throw new Error('broken')
    return `call ${calls}`
  })
  const first = settled.text('a', () => samples)
  const second = settled.text('b', () => samples)
  await expect(first).rejects.toThrow('broken')
  expect(await second).toBe('call 2')
  expect(await settled.text('a', () => samples)).toBe('call 3')
})

test('stopping aborts what runs', async () => {
  const settled = new SettledUtterances((_, signal) => new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason))))
  const text = settled.text('a', () => samples)
  await Promise.resolve()
  settled.stop(new Error('gone'))
  await expect(text).rejects.toThrow('gone')
})
