import { describe, expect, it } from 'vitest'
import { listen, packetsOf, rmsOf, sine } from './test-support/sound-call.js'

describe.each(['opus', 'pcmu', 'pcma'] as const)('sound over %s', (codec) => {
  it('arrives as loud as it was sent, sample for sample in number', async () => {
    const sound = sine({ seconds: 2 })
    const call = listen(codec)
    await call.arrive(await packetsOf(sound, codec, { sequenceNumber: 65_500, timestamp: 0xffff_0000 }))
    call.incoming.close()
    const heard = call.heard().subarray(0, sound.length)
    expect(heard.length).toBe(sound.length)
    expect(20 * Math.log10(rmsOf(heard.subarray(2_400)) / rmsOf(sound))).toBeCloseTo(0, 0)
    expect(call.incoming.counters).toMatchObject({ lost: 0, late: 0, damaged: 0, concealedMs: 0 })
  })
})
