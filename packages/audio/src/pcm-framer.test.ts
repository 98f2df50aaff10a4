import { expect, test } from 'vitest'
import { PcmFramer } from './pcm-framer.js'

const count = (length: number) => Float32Array.from({ length }, (_, index) => index + 1)

function framed(packetLengths: number[], frameLength = 4) {
  const frames: number[][] = []
  const framer = new PcmFramer(new Float32Array(frameLength), (borrowed) => frames.push([...borrowed]))
  const signal = count(packetLengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const length of packetLengths) {
    framer.push(signal.subarray(at, at + length))
    at += length
  }
  return { frames, framer }
}

test('frames are the same however the packets are cut', () => {
  const frames = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]
  for (const cut of [[9], [1, 8], [4, 5], [3, 3, 3], [0, 9], [1, 1, 1, 1, 1, 1, 1, 1, 1], [7, 2]]) {
    const { frames: cutFrames, framer } = framed(cut)
    expect(cutFrames).toEqual(frames)
    expect(framer.pendingSamples).toBe(1)
  }
})

test('flush fills up a begun frame with silence, once', () => {
  const { frames, framer } = framed([6])
  framer.flush()
  framer.flush()
  expect(frames).toEqual([
    [1, 2, 3, 4],
    [5, 6, 0, 0],
  ])
})

test('reset drops a begun frame', () => {
  const { frames, framer } = framed([3])
  framer.reset()
  framer.push(count(4))
  expect(frames).toEqual([[1, 2, 3, 4]])
})

test('works on 16 bit samples too', () => {
  const frames: number[][] = []
  new PcmFramer(new Int16Array(2), (borrowed) => frames.push([...borrowed])).push(Int16Array.of(1, 2, 3))
  expect(frames).toEqual([[1, 2]])
})
