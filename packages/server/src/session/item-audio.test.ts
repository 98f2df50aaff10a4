import type { AudioFormat } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { ItemAudio } from './item-audio.js'

const format: AudioFormat = { encoding: 'pcm16', sampleRateHz: 8_000 }
const ms = 16
const packet = (from: number, bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => from + index)
const list = (bytes: Uint8Array | undefined) => bytes && [...bytes]

describe('the audio of items', () => {
  it('C6 is what was committed, to the byte, and the rest stays for the next one', () => {
    const audio = new ItemAudio(1_000)
    audio.receive(packet(0, 2 * ms), format, 2)
    audio.receive(packet(2 * ms, 2 * ms), format, 4)
    audio.commit('a', 0, 3)
    audio.commit('b', 3, 4)
    expect(list(audio.of('a', null))).toEqual([...packet(0, 3 * ms)])
    expect(list(audio.of('b', null))).toEqual([...packet(3 * ms, ms)])
  })

  it('C6 keeps whole samples where packets split them', () => {
    const audio = new ItemAudio(1_000)
    audio.receive(packet(0, 5), format, 5 / ms)
    audio.receive(packet(5, 27), format, 2)
    audio.commit('a', 0, 1)
    audio.commit('b', 1, 2)
    expect(list(audio.of('a', null))).toEqual([...packet(0, 16)])
    expect(list(audio.of('b', null))).toEqual([...packet(16, 16)])
  })

  it('C6 leaves out what was dropped ahead of speech', () => {
    const audio = new ItemAudio(1_000)
    audio.receive(packet(0, ms), format, 1)
    audio.receive(packet(ms, ms), format, 1)
    audio.commit('a', 1, 2)
    expect(list(audio.of('a', null))).toEqual([...packet(ms, ms)])
  })

  it('C6 of a lent buffer is a copy', () => {
    const audio = new ItemAudio(1_000)
    const borrowed = Buffer.from(packet(1, ms))
    audio.receive(borrowed, format, 1)
    audio.add('reply', borrowed, format)
    borrowed.fill(0)
    audio.commit('a', 0, 1)
    expect(audio.of('a', null)?.[0]).toBe(1)
    expect(audio.of('reply', null)?.[0]).toBe(1)
  })

  it('C6 grows with a reply and ends where it was heard', () => {
    const audio = new ItemAudio(1_000)
    audio.add('reply', packet(0, ms), format)
    audio.add('reply', packet(ms, ms), format)
    expect(list(audio.of('reply', 1.5))).toEqual([...packet(0, 24)])
    audio.forget('reply')
    expect(audio.of('reply', null)).toBeUndefined()
  })

  it('C6 of one format only: an item across a change of it has none', () => {
    const audio = new ItemAudio(1_000)
    audio.receive(packet(0, 2 * ms), format, 2)
    audio.receive(packet(0, 8), { encoding: 'mulaw', sampleRateHz: 8_000 }, 3)
    audio.commit('a', 0, 3)
    audio.receive(packet(8, 8), { encoding: 'mulaw', sampleRateHz: 8_000 }, 1)
    audio.commit('b', 3, 4)
    expect(audio.of('a', null)).toBeUndefined()
    expect(list(audio.of('b', null))).toEqual([...packet(8, 8)])
  })

  it('C6 is bounded: the oldest item goes first, and an item that lost its beginning has none', () => {
    const audio = new ItemAudio(4 * ms)
    audio.add('a', packet(0, 2 * ms), format)
    audio.add('b', packet(0, 2 * ms), format)
    audio.add('b', packet(0, ms), format)
    expect([audio.of('a', null), audio.of('b', null)?.length]).toEqual([undefined, 3 * ms])
    for (let count = 1; count <= 6; count++) audio.receive(packet(0, ms), format, count)
    audio.commit('c', 0, 6)
    expect([audio.of('b', null), audio.of('c', null)]).toEqual([undefined, undefined])
  })
})
