import { describe, expect, it } from 'vitest'
import { chance, clicksOf, Loudspeaker, ManualClock, tone } from '../test-support/index.js'

const clockAndSpeaker = (latencyMs = 0) => {
  const clock = new ManualClock()
  return { clock, speaker: new Loudspeaker(clock, 48_000, latencyMs) }
}

/** 0.49 of full scale at 300 Hz: 0.0192 between two samples of 48 kHz. */
const largestStep = 0.021

describe('the player', () => {
  for (const rateHz of [24_000, 16_000, 8_000]) {
    it(`plays audio of ${rateHz} Hz without a seam between packets, to its last sample`, async () => {
      const { speaker } = clockAndSpeaker()
      const packet = rateHz / 50
      for (let at = 0; at < rateHz; at += packet) speaker.player.play('item', 0, tone(300, packet, rateHz, at), rateHz)
      speaker.player.end('item', 0)
      await speaker.run(1_100)
      expect(clicksOf(speaker.sounded, largestStep)).toBe(0)
      expect(speaker.events.map(({ type }) => type)).toEqual(['started', 'drained'])
      expect(speaker.events.at(-1)?.position.playedMs).toBeCloseTo(1_000, 5)
    })
  }

  it('goes over to another rate within a part without a click', async () => {
    const { speaker } = clockAndSpeaker()
    speaker.player.play('item', 0, tone(300, 9_600, 24_000), 24_000)
    speaker.player.play('item', 0, tone(300, 3_200, 8_000, 3_200), 8_000)
    speaker.player.end('item', 0)
    await speaker.run(900)
    expect(speaker.events.at(-1)?.position.playedMs).toBeCloseTo(800, 5)
    // The tail of one resampler meets the beginning of the next: a step, but not a jump.
    expect(clicksOf(speaker.sounded, 0.3)).toBe(0)
  })

  it('knows what was heard: what was rendered, less what is still on its way to the ear', async () => {
    const { speaker } = clockAndSpeaker(30)
    speaker.player.play('item', 0, tone(300, 24_000, 24_000), 24_000)
    await speaker.run(500)
    const startedAtMs = (speaker.events[0]?.atMs ?? 0) - 30
    expect(speaker.player.position()?.playedMs).toBeCloseTo((speaker.sounded.length / 48_000) * 1_000 - startedAtMs - 30, 1)
  })

  it('a flush tells where it stopped, and news of what was flushed says nothing', async () => {
    const { speaker } = clockAndSpeaker()
    speaker.player.play('first', 0, tone(300, 24_000, 24_000), 24_000)
    speaker.player.play('second', 0, tone(300, 24_000, 24_000), 24_000)
    await speaker.run(200)
    const stopped = speaker.player.flush()
    expect(stopped).toMatchObject({ itemId: 'first', contentIndex: 0 })
    expect(stopped?.playedMs).toBeGreaterThan(150)
    await speaker.run(100)
    expect(speaker.events.map(({ type }) => type)).toEqual(['started', 'flushed'])
    expect(speaker.player.flush()).toBeNull()
    expect(speaker.player.isSounding).toBe(false)
  })

  it('what waits and has not sounded was heard for 0 ms', () => {
    const { speaker } = clockAndSpeaker()
    speaker.player.play('item', 0, tone(300, 2_400, 24_000), 24_000)
    expect(speaker.player.flush()).toEqual({ itemId: 'item', contentIndex: 0, playedMs: 0 })
  })

  it('the depth grows with the jitter up to 50 ms, shrinks when it is calm to 10 ms, and nothing ever clicks', async () => {
    const { clock, speaker } = clockAndSpeaker()
    const random = chance(5)
    const reply = async (item: string, jitterMs: number) => {
      let atMs = 0
      for (let packet = 0; packet < 100; packet++) {
        atMs = Math.max(atMs, packet * 20 + random() * jitterMs)
        clock.after(atMs, () => speaker.player.play(item, 0, tone(300, 480, 24_000, packet * 480), 24_000))
      }
      clock.after(2_000 + jitterMs, () => speaker.player.end(item, 0))
      await speaker.run(2_300)
      return speaker.player.buffer()
    }
    const calm = await reply('calm', 0)
    expect(calm).toMatchObject({ targetMs: 10, clicks: 0 })
    const rough = await reply('rough', 35)
    expect(rough.targetMs).toBeGreaterThan(25)
    const storm = await reply('storm', 150)
    expect(storm.targetMs).toBe(50)
    expect(storm.jitterMs).toBeGreaterThan(50)
    for (let calmed = 0; calmed < 12; calmed++) await reply(`calm ${calmed}`, 0)
    expect(speaker.player.buffer().targetMs).toBeLessThan(20)
    expect(storm.clicks).toBeGreaterThan(0)
    // Gaps are bridged by fades.
    expect(clicksOf(speaker.sounded, largestStep)).toBe(0)
  }, 30_000)
})
