import { describe, expect, it } from 'vitest'
import { chance, listen, payloadType } from './test-support/sound-call.js'

const seeds = [1, 2, Math.floor(Math.random() * 2 ** 32)]

describe.each(['opus', 'pcmu'] as const)('arbitrary packets for %s', (codec) => {
  it.each(seeds)('make nothing throw, and no more sound than time passes (seed %i)', async (seed) => {
    const random = chance(seed)
    const below = (limit: number) => Math.floor(random() * limit)
    const call = listen(codec)
    let sequence = below(65_536)
    let timestamp = below(0x1_0000_0000)
    for (let count = 0; count < 2_000; count++) {
      sequence = random() < 0.02 ? below(65_536) : (sequence + (random() < 0.1 ? below(40) - 20 : 1)) & 0xffff
      timestamp = random() < 0.02 ? below(0x1_0000_0000) : (timestamp + 960 + (random() < 0.1 ? below(20_000) - 10_000 : 0)) >>> 0
      const length = random() < 0.1 ? 0 : random() < 0.02 ? 70_000 : below(random() < 0.5 ? 4 : 1_500)
      call.accept(
        {
          payloadType: random() < 0.05 ? below(128) : payloadType,
          sequenceNumber: sequence,
          timestamp,
          marker: random() < 0.1,
          payload: Uint8Array.from({ length }, () => below(256)),
        },
        random() < 0.01 ? below(5) : 1,
      )
      if (random() < 0.3) await call.clock.advance(below(30))
    }
    await call.clock.advance(1_000)
    call.incoming.close()
    expect(call.samples).toBeGreaterThan(24_000)
    // Two seconds may come at once, and one packet of 120 ms more.
    expect(call.samples).toBeLessThan(call.clock.nowMs() * 24 * 1.01 + 24 * 2_120)
  })
})
