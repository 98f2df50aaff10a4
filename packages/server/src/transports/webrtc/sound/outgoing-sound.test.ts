import { bytesFromInt16, int16FromBytes } from '@sidetone/audio'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../../lib/clock.js'
import { createDecoder } from './codecs.js'
import type { SoundCodec, SoundPacket } from './contract.js'
import { OutgoingSound } from './outgoing-sound.js'
import { jumpOf, payloadType, rmsOf, sine } from './test-support/sound-call.js'

type Sent = SoundPacket & { readonly atMs: number }

/** The outgoing half on a clock set by hand, started, with all that it sent. */
function speak(codec: SoundCodec = 'opus', start = { sequenceNumber: 100, timestamp: 5_000 }) {
  const clock = new ManualClock()
  const sent: Sent[] = []
  let heldUpMs = 0
  const outgoing = new OutgoingSound({
    clock: { nowMs: () => clock.nowMs() + heldUpMs, wallTime: () => clock.wallTime(), after: (delayMs, fire) => clock.after(delayMs, fire) },
    codec,
    payloadType,
    start,
    send: (packet) => sent.push({ ...packet, atMs: clock.nowMs() + heldUpMs }),
  })
  return {
    clock,
    outgoing,
    sent,
    play: (samples: Int16Array) => outgoing.play(bytesFromInt16(samples)),
    standStill: (ms: number) => {
      heldUpMs += ms
    },
    /** What a listener decodes, without what nothing was sent for. */
    decoded(): Int16Array {
      const decoder = createDecoder(codec)
      return int16FromBytes(new Uint8Array(Buffer.concat(sent.map(({ payload }) => bytesFromInt16(decoder.decode(payload) ?? new Int16Array()).slice()))))
    },
  }
}

const clockRatesHz = { opus: 48_000, pcmu: 8_000, pcma: 8_000 }

describe('a reply', () => {
  it.each(['opus', 'pcmu', 'pcma'] as const)('leaves over %s in packets of 20 ms, one every 20 ms, numbered without a gap', async (codec) => {
    const call = speak(codec, { sequenceNumber: 65_530, timestamp: 0xffff_ff00 })
    call.play(sine({ seconds: 1 }))
    call.outgoing.start()
    await call.clock.advance(1_010)
    expect(call.sent.map(({ atMs }) => atMs)).toEqual(call.sent.map((_, index) => index * 20))
    expect(call.sent.map(({ sequenceNumber }) => sequenceNumber)).toEqual(call.sent.map((_, index) => (65_530 + index) & 0xffff))
    expect(call.sent.map(({ timestamp }) => timestamp)).toEqual(call.sent.map((_, index) => (0xffff_ff00 + (index * clockRatesHz[codec]) / 50) >>> 0))
  })

  it('that comes in pieces of any size is the same as in one', async () => {
    const sound = sine({ seconds: 1 })
    const [whole, pieces] = [speak(), speak()]
    whole.play(sound)
    for (let from = 0; from < sound.length; from += 777) pieces.play(sound.subarray(from, from + 777))
    for (const call of [whole, pieces]) {
      call.outgoing.start()
      await call.clock.advance(1_500)
    }
    expect(pieces.sent).toEqual(whole.sent)
  })

  it('says how much of it has not left', async () => {
    const call = speak()
    call.outgoing.start()
    call.play(sine({ seconds: 1 }))
    expect(call.outgoing.queuedMs).toBe(1_000)
    await call.clock.advance(510)
    expect(call.outgoing.queuedMs).toBe(1_000 - 26 * 20 + 20)
    await call.clock.advance(600)
    expect(call.outgoing.queuedMs).toBe(0)
  })

  it.each(['opus', 'pcmu'] as const)('is heard to its last sample over %s, whatever its length', async (codec) => {
    const call = speak(codec)
    call.play(sine({ seconds: 0.5 + 0.0071 }))
    call.outgoing.start()
    await call.clock.advance(1_000)
    const heard = call.decoded()
    // The codec is 6.5 or 4.8 ms behind; the last 5 ms of the sine are there, and soon behind them nothing is.
    const end = Math.round(0.5071 * 24_000)
    const delay = codec === 'opus' ? 156 : 114
    expect(rmsOf(heard.subarray(end + delay - 120, end + delay))).toBeGreaterThan(4_000)
    expect(rmsOf(heard.subarray(end + delay + 720, end + delay + 960))).toBeLessThan(40)
    expect(jumpOf(heard)).toBeLessThan(1_600)
  })

  it('bounds its queue at two minutes and counts what is dropped', () => {
    const call = speak()
    for (let second = 0; second < 130; second++) call.play(new Int16Array(24_000))
    expect(call.outgoing.queuedMs).toBe(120_000)
    expect(call.outgoing.counters.droppedMs).toBe(10_000)
  })
})

describe('silence', () => {
  it('over Opus is a packet without content every 400 ms, and timestamps go on with the clock', async () => {
    const call = speak()
    call.outgoing.start()
    await call.clock.advance(5_000)
    const empty = call.sent.filter(({ payload }) => payload.length === 1)
    expect(call.sent.length - empty.length).toBe(3)
    expect(empty.map(({ atMs }) => atMs)).toEqual(empty.map((_, index) => 60 + 400 * index))
    for (const { atMs, timestamp } of call.sent) expect(timestamp).toBe(5_000 + atMs * 48)
  })

  it('over G.711 is sent, as nothing else can tell of it', async () => {
    const call = speak('pcma')
    call.outgoing.start()
    await call.clock.advance(1_990)
    expect(call.sent.length).toBe(100)
    expect(rmsOf(call.decoded())).toBeLessThan(10)
  })

  it('ends in the moment in which there is sound, with the marker', async () => {
    const call = speak()
    call.outgoing.start()
    await call.clock.advance(1_007)
    call.play(sine({ seconds: 1 }))
    await call.clock.advance(500)
    const first = call.sent.find(({ atMs, payload }) => atMs > 900 && payload.length > 1)
    expect(first).toMatchObject({ atMs: 1_007, timestamp: 5_000 + 1_007 * 48, marker: true })
    expect(call.sent.filter(({ marker, atMs }) => marker && atMs > 0)).toHaveLength(1)
  })

  it('waits 20 ms for the rest of a frame, and no more', async () => {
    const call = speak()
    call.outgoing.start()
    await call.clock.advance(1_000)
    call.play(sine({ seconds: 0.005 }))
    await call.clock.advance(10)
    expect(call.sent.at(-1)?.atMs).toBe(860)
    call.play(sine({ seconds: 0.005 }))
    await call.clock.advance(10)
    expect(call.sent.at(-1)).toMatchObject({ atMs: 1_020, marker: true })
    expect(call.outgoing.queuedMs).toBe(0)
  })

  it('that was bridged, shorter than 60 ms, is no new beginning', async () => {
    const call = speak()
    call.outgoing.start()
    call.play(sine({ seconds: 0.1 }))
    await call.clock.advance(130)
    call.play(sine({ seconds: 0.1 }))
    await call.clock.advance(150)
    expect(call.sent.filter(({ marker }) => marker)).toHaveLength(1)
    expect(call.sent.map(({ atMs }) => atMs)).toEqual(call.sent.map((_, index) => index * 20))
  })
})

describe('what is cleared', () => {
  it('fades within 10 ms and is gone', async () => {
    const call = speak()
    call.outgoing.start()
    call.play(sine({ seconds: 2, hz: 150 }))
    await call.clock.advance(500)
    call.outgoing.clear()
    expect(call.outgoing.queuedMs).toBe(10)
    const before = call.sent.length
    await call.clock.advance(300)
    const heard = call.decoded()
    expect(jumpOf(heard)).toBeLessThan(500)
    expect(rmsOf(heard.subarray((before + 1) * 480 + 480))).toBeLessThan(60)
    expect(call.sent.at(-1)?.payload.length).toBe(1)
  })

  it('makes room for the next reply, which begins behind the fade', async () => {
    const call = speak()
    call.outgoing.start()
    call.play(sine({ seconds: 2 }))
    await call.clock.advance(200)
    call.outgoing.clear()
    call.play(sine({ seconds: 0.2 }))
    expect(call.outgoing.queuedMs).toBe(210)
    await call.clock.advance(400)
    expect(call.outgoing.queuedMs).toBe(0)
    expect(call.sent.filter(({ payload }) => payload.length === 1)).toHaveLength(1)
  })

  it('is nothing where nothing waits', async () => {
    const call = speak()
    call.outgoing.clear()
    call.outgoing.start()
    await call.clock.advance(1_000)
    call.outgoing.clear()
    await call.clock.advance(1_000)
    expect(call.outgoing.queuedMs).toBe(0)
    expect(rmsOf(call.decoded())).toBeLessThan(10)
  })
})

describe('a sender that was held up', () => {
  it('for up to 60 ms catches up at once', async () => {
    const call = speak()
    call.outgoing.start()
    call.play(sine({ seconds: 2 }))
    await call.clock.advance(190)
    call.standStill(50)
    await call.clock.advance(500)
    expect(call.sent.filter(({ atMs }) => atMs === 250)).toHaveLength(3)
    expect(call.outgoing.counters.stalls).toBe(0)
    for (const [index, { timestamp }] of call.sent.entries()) expect(timestamp).toBe(5_000 + index * 960)
  })

  it('for longer makes no burst: it goes on with the time that it is, and loses nothing', async () => {
    const call = speak()
    call.outgoing.start()
    call.play(sine({ seconds: 2 }))
    await call.clock.advance(190)
    const queued = call.outgoing.queuedMs
    call.standStill(1_000)
    await call.clock.advance(10)
    const [last, next] = call.sent.slice(-2) as [Sent, Sent]
    expect(next).toMatchObject({ atMs: 1_200, marker: true, sequenceNumber: last.sequenceNumber + 1 })
    expect(next.timestamp - last.timestamp).toBe((next.atMs - last.atMs) * 48)
    expect(call.outgoing.queuedMs).toBe(queued - 20)
    expect(call.outgoing.counters.stalls).toBe(1)
  })

  it('in silence tells of silence once, with the time that it is', async () => {
    const call = speak()
    call.outgoing.start()
    await call.clock.advance(1_000)
    call.standStill(5_000)
    await call.clock.advance(300)
    expect(call.sent.filter(({ atMs }) => atMs > 1_000)).toMatchObject([{ atMs: 6_260, timestamp: 5_000 + 6_260 * 48, marker: false }])
    expect(call.outgoing.counters.stalls).toBe(0)
  })

  it('and closed, sends nothing', async () => {
    const call = speak()
    call.outgoing.start()
    call.play(sine({ seconds: 2 }))
    await call.clock.advance(200)
    call.outgoing.close()
    call.outgoing.close()
    const { length } = call.sent
    call.play(sine({ seconds: 2 }))
    await call.clock.advance(2_000)
    expect(call.sent.length).toBe(length)
  })
})
