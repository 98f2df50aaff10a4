import { describe, expect, test } from 'vitest'
import { settle } from '../lib/clock.js'
import { toSamples } from './sample-rate.js'
import { StreamedWords } from './streamed-words.js'
import type { Span } from './voice-tracker.js'

const frameMs = 32

/** A voice that says a word every 400 ms; each look hears the words that have ended, or what the test lets it hear. A look takes `tookFrames` frames. */
function streaming(spoken: string, { tookFrames = 2, hears }: { tookFrames?: number; hears?: (words: string[], looks: number) => string } = {}) {
  const words = spoken.split(' ')
  const looks: { within: Span; signal: AbortSignal }[] = []
  const settled: string[] = []
  const due: { frame: number; give: () => void }[] = []
  let frame = 0
  const heardIn = ({ from, to }: Span) => words.filter((_, index) => toSamples(400 * (index + 1)) > from && toSamples(400 * (index + 1)) <= to)
  const streamed = new StreamedWords({
    recognise: (within, signal) => {
      looks.push({ within, signal })
      const heard = heardIn(within)
      const count = looks.length
      return new Promise((resolve) => due.push({ frame: frame + tookFrames, give: () => resolve(hears?.(heard, count) ?? heard.join(' ')) }))
    },
    quietestWithin: ({ from, to }) => (from + to) / 2,
    onSettled: (text) => settled.push(text),
  })
  /** Voice until `voiceMs`, then quiet. */
  const passTo = async (ms: number, voiceMs = ms) => {
    for (; frame * frameMs < ms; frame++) {
      for (const each of due.filter((one) => one.frame <= frame)) each.give()
      due.splice(0, due.length, ...due.filter((one) => one.frame > frame))
      await settle(2)
      const heardTo = toSamples((frame + 1) * frameMs)
      const voiceTo = Math.min(heardTo, toSamples(voiceMs))
      streamed.observe({ voice: [{ from: 0, to: voiceTo }], heardTo, quietSamples: heardTo - voiceTo })
    }
  }
  return { streamed, looks, settled, passTo }
}

const long = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'

describe('streamed words', () => {
  test('are settled when two looks agree on them, while the voice goes on', async () => {
    const { settled, passTo } = streaming('could you tell me')
    await passTo(2_600)
    expect(settled[0]).toBe('could you')
    expect(settled.at(-1)).toBe('could you tell')
  })

  test('that one look hears and the next does not are not settled', async () => {
    const { settled, passTo } = streaming('could you tell me', { hears: (words, looks) => [...words, `noise${looks}`].join(' ') })
    await passTo(2_600)
    expect(settled.at(-1)).toBe('could you tell me')
  })

  test('only ever grow', async () => {
    const { settled, passTo } = streaming(long, { hears: (words, looks) => (looks % 3 === 0 ? 'something else' : words.join(' ')) })
    await passTo(8_000)
    for (const [index, text] of settled.entries()) expect(text.startsWith(settled[index - 1] ?? '')).toBe(true)
  })

  test('cost half of the time at most: the longer looks take, the fewer there are', async () => {
    const quick = streaming(long, { tookFrames: 1 })
    const slow = streaming(long, { tookFrames: 10 })
    await quick.passTo(6_000)
    await slow.passTo(6_000)
    expect(quick.looks.length).toBeGreaterThan(13)
    expect(slow.looks.length).toBeLessThanOrEqual(10)
  })

  test('of a voice that goes on and on are not recognised again: no look is longer than 6.5 s', async () => {
    const { looks, settled, passTo } = streaming(`${long} ${long} ${long}`)
    await passTo(24_000)
    expect(Math.max(...looks.map(({ within }) => within.to - within.from))).toBeLessThanOrEqual(toSamples(6_500))
    expect(looks.at(-1)!.within.from).toBeGreaterThanOrEqual(toSamples(17_000))
    expect(`${long} ${long} ${long}`).toContain(settled.at(-1))
    expect(settled.at(-1)!.split(' ').length).toBeGreaterThan(55)
  })

  test('before a pause all stand, and are not recognised again', async () => {
    const { looks, settled, passTo } = streaming('could you tell me', { hears: (words) => `${words.join(' ')}.` })
    await passTo(2_600, 1_600)
    expect(settled.at(-1)).toBe('could you tell me.')
    const before = looks.length
    await passTo(4_000, 1_600)
    expect(looks.length).toBe(before)
  })

  test('use what was recognised of the whole turn for another purpose', async () => {
    const { streamed, settled, passTo } = streaming('could you', { hears: () => 'could you' })
    await passTo(1_120, 1_100)
    expect(settled).toEqual([])
    streamed.hearTurn('Could you?', toSamples(1_100))
    expect(settled.at(-1)).toBe('Could')
  })

  test('of the next turn begin anew, and a look at the last one is given up', async () => {
    const { streamed, looks, settled, passTo } = streaming(long, { tookFrames: 5 })
    await passTo(1_100)
    streamed.reset()
    expect(looks.at(-1)?.signal.aborted).toBe(true)
    await passTo(2_400)
    expect(settled.every((text) => text.startsWith('one'))).toBe(true)
  })

  test('need a second of voice', async () => {
    const { looks, passTo } = streaming('yes it is')
    await passTo(2_000, 900)
    expect(looks).toEqual([])
  })
})
