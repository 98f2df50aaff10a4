import { describe, expect, it } from 'vitest'
import { Walk, type WalkKind } from './test-support/walk.js'

/** `SIDETONE_WALKS=5000` walks further, `SIDETONE_SEED=7` begins elsewhere. */
const walks = Number(process.env.SIDETONE_WALKS ?? 250)
const firstSeed = Number(process.env.SIDETONE_SEED ?? 1)
const stepsOfAWalk = 300

/** Walks that break a rule when the kernel, or the rule as it is checked, lacks this. They hold for the moves of `walk.ts` as they stand. */
const once = [
  { seed: 1, because: 'text that never left is not in the history, and recognition is watched from the oldest on' },
  { seed: 2, because: 'nobody is answered in the middle of speech' },
  { seed: 3, because: 'a reply that waited for a tool does not start over the user, and replies are watched from the oldest on' },
  { seed: 7, because: 'a client cannot take the id of an item that is being written' },
  { seed: 31, because: 'a client cannot take the id that speech was announced with' },
  { seed: 854, because: 'an item that a waiting reply refers to is deleted before its words are there' },
]

function walk(seed: number, kind: WalkKind = 'server'): Walk {
  const walk = new Walk(seed, kind)
  walk.run(stepsOfAWalk)
  walk.mustStillAnswer()
  return walk
}

describe('random walks', () => {
  it(
    `every rule holds at every step of ${walks} walks from seed ${firstSeed} on, and the session answers at the end of each`,
    () => {
      let events = 0
      for (let seed = firstSeed; seed < firstSeed + walks; seed++) events += walk(seed).call.events.length
      expect(events).toBeGreaterThan(walks * 100)
    },
    60_000 + walks * 100,
  )

  it(
    `speech over replies that is judged: every rule holds at every step of ${walks} walks from seed ${firstSeed} on`,
    () => {
      let dismissed = 0
      for (let seed = firstSeed; seed < firstSeed + walks; seed++) dismissed += walk(seed, 'semantic').call.all('speech-dismissed').length
      expect(dismissed).toBeGreaterThan(walks / 4)
    },
    60_000 + walks * 100,
  )

  it(
    `a conversation that is too long: every rule holds at every step of ${walks} walks from seed ${firstSeed} on`,
    () => {
      let summaries = 0
      for (let seed = firstSeed; seed < firstSeed + walks; seed++) {
        summaries += walk(seed, 'long').call.effects.filter((effect) => effect.do === 'start-summary').length
      }
      expect(summaries).toBeGreaterThan(walks)
    },
    60_000 + walks * 100,
  )

  it(
    `tool servers: every rule holds at every step of ${walks} walks from seed ${firstSeed} on`,
    () => {
      let calls = 0
      for (let seed = firstSeed; seed < firstSeed + walks; seed++) calls += walk(seed, 'tools').call.all('server-call-ended').length
      expect(calls).toBeGreaterThan(walks / 4)
    },
    60_000 + walks * 100,
  )

  it(
    `sound beside the messages: every rule holds at every step of ${walks} walks from seed ${firstSeed} on`,
    () => {
      const seen = { 'playback-started': 0, 'playback-stopped': 0, 'playback-cleared': 0, 'item-truncated': 0 }
      for (let seed = firstSeed; seed < firstSeed + walks; seed++) {
        const { call } = walk(seed, 'beside')
        for (const type of Object.keys(seen) as (keyof typeof seen)[]) seen[type] += call.all(type).length
      }
      for (const count of Object.values(seen)) expect(count).toBeGreaterThan(walks / 4)
    },
    60_000 + walks * 100,
  )

  it.each(['as-spoken', 'transcription', 'translation'] as const)(
    `%s: every rule holds at every step of ${walks} walks from seed ${firstSeed} on`,
    (kind) => {
      let deltas = 0
      for (let seed = firstSeed; seed < firstSeed + walks; seed++) deltas += walk(seed, kind).call.all('transcript-delta').length
      expect(deltas).toBeGreaterThan(walks * 5)
    },
    60_000 + walks * 100,
  )

  for (const { seed, because } of once) it(`seed ${seed}: ${because}`, () => expect(walk(seed).call.state.life).toBe('open'))
})
