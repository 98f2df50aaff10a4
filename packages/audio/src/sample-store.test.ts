import { expect, test } from 'vitest'
import { SampleStore } from './sample-store.js'

/** Sample n of the stream holds n, so that a slice says where it came from. */
function filled(total: number, packet: number): SampleStore {
  const store = new SampleStore()
  for (let at = 0; at < total; at += packet) store.append(Float32Array.from({ length: Math.min(packet, total - at) }, (_, index) => at + index))
  return store
}

test.each([1_000, 16_384, 40_000])('a slice holds the samples of its positions, appended %i at a time', (packet) => {
  const slice = filled(100_000, packet).slice(16_000, 50_001)
  expect(slice).toHaveLength(34_001)
  expect(slice.every((sample, index) => sample === 16_000 + index)).toBe(true)
})

test('a slice is a copy, cut to what is there', () => {
  const store = filled(1_000, 100)
  store.slice(0, 10).fill(7)
  expect([...store.slice(-5, 3)]).toEqual([0, 1, 2])
  expect(store.slice(990, 2_000)).toHaveLength(10)
  expect(store.slice(2_000, 3_000)).toHaveLength(0)
})

test('positions stay absolute when the front is dropped', () => {
  const store = filled(100_000, 1_000)
  store.dropBefore(70_000)
  expect([store.start, store.end]).toEqual([70_000, 100_000])
  expect([...store.slice(0, 70_002)]).toEqual([70_000, 70_001])
  store.dropBefore(10)
  expect(store.start).toBe(70_000)
})

test('dropping beyond the end empties it, and appending goes on from there', () => {
  const store = filled(20_000, 1_000)
  store.dropBefore(99_999)
  expect([store.start, store.end]).toEqual([20_000, 20_000])
  store.append(Float32Array.of(5))
  expect([...store.slice(0, 99_999)]).toEqual([5])
})
