import { describe, expect, it } from 'vitest'
import { Walk } from './test-support/walk.js'

/** `SIDETONE_WALKS=5000` walks further, `SIDETONE_SEED=7` begins elsewhere. */
const walks = Number(process.env.SIDETONE_WALKS ?? 400)
const firstSeed = Number(process.env.SIDETONE_SEED ?? 1)
const stepsOfAWalk = 300

/** Walks that broke a rule once. */
const once: { seed: number; because: string }[] = []

function walk(seed: number): Walk {
  const walk = new Walk(seed)
  walk.run(stepsOfAWalk)
  walk.mustStillAnswer()
  return walk
}

describe('random walks', () => {
  it(`every rule holds at every step of ${walks} walks from seed ${firstSeed} on, and the session answers at the end of each`, () => {
    let events = 0
    for (let seed = firstSeed; seed < firstSeed + walks; seed++) events += walk(seed).call.events.length
    expect(events).toBeGreaterThan(walks * 100)
  })

  for (const { seed, because } of once) it(`seed ${seed}: ${because}`, () => expect(walk(seed).call.state.life).toBe('open'))
})
