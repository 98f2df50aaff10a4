import { describe, expect, it } from 'vitest'
import { speaking, wordMs, written } from './test-support/spoken-reply.js'

describe('marks', () => {
  it('each word carries its place in the original text and the time of its end, in the chunk in which it ends', async () => {
    const text = 'I **paid** $12.50, [today](https://a.b/c).'
    const reply = speaking(written(text))
    await reply.done
    expect(reply.synthesiser.requests.map((request) => request.text)).toEqual(['I paid twelve dollars and fifty cents,', 'today.'])
    const heard = reply.marks.map(({ textEnd }) => text.slice(0, textEnd))
    expect([...new Set(heard)]).toEqual(['I', 'I **paid**', 'I **paid** ', 'I **paid** $12.50, ', text])
    expect(reply.marks.map(({ audioEndMs }) => Math.round(audioEndMs))).toEqual([200, 400, 600, 800, 1000, 1200, 1400, 1400 + 120 + 200])
    let startMs = 0
    for (const { words, durationMs } of reply.left) {
      for (const { audioEndMs } of words) {
        expect(audioEndMs).toBeGreaterThan(startMs - 1e-6)
        expect(audioEndMs).toBeLessThanOrEqual(startMs + durationMs + 1e-6)
      }
      startMs += durationMs
    }
  })

  it('the last word takes the marks behind it along', async () => {
    const text = 'So it is!) 😀 \n'
    const reply = speaking(written(text))
    await reply.done
    expect(reply.marks.at(-1)).toEqual({ textEnd: text.length, audioEndMs: 600 })
  })

  it('times count on through the pieces of a clause', async () => {
    const reply = speaking(written('one two three four'), { behaviour: { piecesPerClause: 2 } })
    await reply.done
    expect(reply.marks).toEqual([
      { textEnd: 3, audioEndMs: 200 },
      { textEnd: 7, audioEndMs: 400 },
      { textEnd: 13, audioEndMs: 600 },
      { textEnd: 18, audioEndMs: 800 },
    ])
  })

  it('silence around a clause is taken off, and the times follow', async () => {
    const reply = speaking(written('One two. Three.'), { behaviour: { edgeMs: 300 } })
    await reply.done
    const clause = (words: number) => 20 + words * wordMs + 40
    expect(reply.durationMs).toBeCloseTo(clause(2) + 250 + clause(1), 0)
    expect(reply.marks.map(({ audioEndMs }) => Math.round(audioEndMs))).toEqual([220, 420, clause(2) + 250 + 220])
  })

  it('a voice that says nothing audible is kept as it is', async () => {
    const reply = speaking(written('one two.'), { behaviour: { sample: () => 0 } })
    await reply.done
    expect(reply.durationMs).toBeCloseTo(400, 6)
    expect(reply.marks.at(-1)).toEqual({ textEnd: 8, audioEndMs: 400 })
  })
})
