import { describe, expect, it } from 'vitest'
import { chance, clicksOf } from '../test-support/index.js'
import { PlaybackRing } from './ring.js'
import type { RingNews } from './ring-messages.js'

const rateHz = 48_000
const ms = rateHz / 1_000

/** A tone that nobody can mistake: its largest step is 0.5 * 2 pi * 440 / 48000 = 0.029. */
const largestStep = 0.03
function tone(samples: number, start = 0): Float32Array {
  return Float32Array.from({ length: samples }, (_, at) => 0.5 * Math.sin((2 * Math.PI * 440 * (start + at)) / rateHz))
}

function ring() {
  const news: RingNews[] = []
  const sounded: number[] = []
  const made = new PlaybackRing(rateHz, (each) => news.push(each))
  return {
    ring: made,
    news,
    sounded,
    render(samples: number) {
      for (let at = 0; at < samples; at += 128) {
        const output = new Float32Array(128)
        made.render(output, sounded.length)
        sounded.push(...output)
      }
    },
    told: (type: RingNews['type']) => news.filter((each) => each.type === type),
  }
}

describe('the playback ring', () => {
  it('is silent while it has nothing', () => {
    const { render, sounded, news } = ring()
    render(1_280)
    expect(new Set(sounded)).toEqual(new Set([0]))
    expect(news).toEqual([])
  })

  it('joins pieces of any size and parts behind one another without a click', () => {
    const { ring: made, render, sounded, told } = ring()
    const random = chance(3)
    let given = 0
    for (const part of [1, 2]) {
      for (let piece = 0; piece < 20; piece++) {
        const samples = 1 + Math.floor(random() * 900)
        made.take({ type: 'push', part, samples: tone(samples, given) })
        given += samples
      }
      made.take({ type: 'end', part })
    }
    render(given + 256)
    expect(clicksOf(sounded, largestStep)).toBe(0)
    // Between the fades it is the signal itself.
    expect(sounded.slice(300, given - 300)).toEqual([...tone(given).slice(300, given - 300)])
    expect(told('drained').map((each) => each.part)).toEqual([1, 2])
    expect(told('started').map((each) => each.part)).toEqual([1, 2])
    expect(told('drained').reduce((sum, each) => sum + (each.type === 'drained' ? each.played : 0), 0)).toBe(given)
  })

  it('begins to sound when the target depth is there', () => {
    const { ring: made, render, told } = ring()
    made.take({ type: 'target', samples: 30 * ms })
    made.take({ type: 'push', part: 1, samples: tone(20 * ms) })
    render(1_280)
    expect(told('started')).toEqual([])
    made.take({ type: 'push', part: 1, samples: tone(10 * ms) })
    render(128)
    expect(told('started')).toMatchObject([{ part: 1, frame: 1_280 }])
  })

  it('begins at once when nothing more will come, and after 100 ms in any case', () => {
    const ended = ring()
    ended.ring.take({ type: 'push', part: 1, samples: tone(5 * ms) })
    ended.ring.take({ type: 'end', part: 1 })
    ended.render(128)
    expect(ended.told('started')).toHaveLength(1)
    const waiting = ring()
    waiting.ring.take({ type: 'push', part: 1, samples: tone(5 * ms) })
    waiting.render(110 * ms)
    expect(waiting.told('started')).toHaveLength(1)
  })

  it('fades out when it runs dry and in when it goes on, and counts one gap', () => {
    const { ring: made, render, sounded, news } = ring()
    made.take({ type: 'push', part: 1, samples: tone(1_111) })
    render(4_800)
    made.take({ type: 'push', part: 1, samples: tone(4_800, 1_111) })
    render(2_560)
    expect(clicksOf(sounded, largestStep)).toBe(0)
    expect(news.findLast((each) => each.type === 'position')).toMatchObject({ gaps: 1 })
  })

  it('counts no gap when the end of a part is told late', () => {
    const { ring: made, render, told } = ring()
    made.take({ type: 'push', part: 1, samples: tone(20 * ms) })
    render(40 * ms)
    made.take({ type: 'end', part: 1 })
    made.take({ type: 'push', part: 2, samples: tone(60 * ms) })
    render(40 * ms)
    expect(told('drained')).toMatchObject([{ part: 1, played: 20 * ms }])
    expect(told('position').at(-1)).toMatchObject({ part: 2, gaps: 0 })
  })

  it('is silent 10 ms after a flush, without a click, and plays what comes then from its beginning', () => {
    const { ring: made, render, sounded, told } = ring()
    made.take({ type: 'push', part: 1, samples: tone(100 * ms) })
    render(1_280)
    made.take({ type: 'flush' })
    render(10 * ms)
    const silentFrom = sounded.length
    render(1_280)
    expect(clicksOf(sounded, largestStep)).toBe(0)
    expect(Math.max(...sounded.slice(silentFrom).map(Math.abs))).toBe(0)
    expect(made.depth).toBe(0)
    made.take({ type: 'push', part: 2, samples: tone(100 * ms) })
    render(10 * ms)
    expect(told('started').at(-1)).toMatchObject({ part: 2, frame: silentFrom + 1_280 })
    expect(clicksOf(sounded, largestStep)).toBe(0)
  })

  it('a flush while it fades, and one when nothing sounds, do not click either', () => {
    const { ring: made, render, sounded } = ring()
    made.take({ type: 'flush' })
    made.take({ type: 'push', part: 1, samples: tone(50 * ms) })
    render(512)
    made.take({ type: 'flush' })
    render(128)
    made.take({ type: 'flush' })
    render(1_280)
    expect(clicksOf(sounded, largestStep)).toBe(0)
    expect(sounded.at(-1)).toBe(0)
  })

  it('keeps no more than five minutes', () => {
    const { ring: made } = ring()
    for (let minute = 0; minute < 7; minute++) made.take({ type: 'push', part: 1, samples: new Float32Array(60 * rateHz) })
    expect(made.depth).toBe(300 * rateHz)
  })
})
