import { bytesFromInt16 } from '@sidetone/audio'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../../lib/clock.js'
import type { SoundCodec, SoundPacket } from './contract.js'
import { IncomingSound } from './incoming-sound.js'
import { OutgoingSound } from './outgoing-sound.js'
import { chance, jumpOf, listen, packetsOf, payloadType, rmsOf, sine } from './test-support/sound-call.js'

type Arrival = { atMs: number; packet: SoundPacket }

const delayed = (arrivals: readonly Arrival[], delayMs: (index: number) => number): Arrival[] =>
  arrivals.map(({ atMs, packet }, index) => ({ atMs: atMs + delayMs(index), packet })).sort((a, b) => a.atMs - b.atMs)

/** A tone for the ear of G.711, whose packets of 20 ms can be told apart by their bytes. */
const g711Packet = (sequenceNumber: number, more: Partial<SoundPacket> = {}): SoundPacket => ({
  payloadType,
  sequenceNumber: sequenceNumber & 0xffff,
  timestamp: (sequenceNumber * 160) >>> 0,
  marker: false,
  payload: new Uint8Array(160).fill(0x10 + (sequenceNumber & 0x0f)),
  ...more,
})

describe('packets in order', () => {
  it('leave in the moment they arrive, however much their delays vary', async () => {
    const random = chance(1)
    const call = listen()
    let earliestMs = 0
    const arrivals = (await packetsOf(sine({ seconds: 5 }), 'opus')).map(({ atMs, packet }) => {
      earliestMs = Math.max(earliestMs, atMs + random() * 80)
      return { atMs: earliestMs, packet }
    })
    await call.arrive(arrivals)
    call.incoming.close()
    expect(call.pieceTimesMs).toEqual(arrivals.map(({ atMs }) => atMs))
    expect(call.incoming.counters.concealedMs).toBe(0)
  })

  it('go on over the wrap of sequence numbers and timestamps', async () => {
    const call = listen('pcmu')
    for (let index = 0; index < 100; index++) {
      call.accept(g711Packet(0, { sequenceNumber: (65_500 + index) & 0xffff, timestamp: (0xffff_f000 + index * 160) >>> 0 }))
      await call.clock.advance(20)
    }
    call.incoming.close()
    expect(call.samples).toBe(100 * 480)
    expect(call.incoming.counters).toMatchObject({ lost: 0, late: 0, restarts: 0, concealedMs: 0 })
  })
})

describe('a packet that is overtaken', () => {
  it('is waited for and comes to its place', async () => {
    const arrivals = await packetsOf(sine({ seconds: 2 }), 'opus')
    const [plain, mixed] = [listen(), listen()]
    await plain.arrive(arrivals)
    await mixed.arrive(delayed(arrivals, (index) => (index % 10 === 5 ? 35 : 0)))
    expect(mixed.incoming.counters).toMatchObject({ lost: 0, late: 0 })
    expect(mixed.heard()).toEqual(plain.heard())
  })

  it('for too long is given up, and teaches how long to wait for the next', async () => {
    const arrivals = await packetsOf(sine({ seconds: 2 }), 'opus')
    const call = listen()
    // Noticed missing with its successor after 20 ms, it comes 30 ms after that.
    await call.arrive(delayed(arrivals, (index) => (index % 10 === 5 ? 50 : 0)))
    expect(call.incoming.counters).toMatchObject({ lost: 1, late: 1, concealedMs: 20 })
    expect(call.samples).toBe(arrivals.length * 480)
  })

  it('holds up no other for more than 40 ms', async () => {
    const random = chance(2)
    const delays = (await packetsOf(sine({ seconds: 20 }), 'pcmu')).map((arrival, index) => ({
      ...arrival,
      atMs: arrival.atMs + (index > 0 && random() < 0.1 ? 200 * random() : 0),
      index,
    }))
    const arrivals = delays.sort((a, b) => a.atMs - b.atMs)
    const call = listen('pcmu')
    await call.arrive(arrivals)
    await call.clock.advance(40)
    call.incoming.close()
    for (const { atMs, index } of arrivals) {
      const left = call.pieceTimesMs.filter((leftMs) => leftMs <= atMs + 40.001).length
      expect(left).toBeGreaterThan(index)
    }
    expect(call.incoming.counters.late).toBeGreaterThan(20)
  })

  it('that comes twice, or after its place was filled, changes nothing', async () => {
    const call = listen('pcmu')
    for (const number of [0, 1, 1, 3, 3]) call.accept(g711Packet(number))
    await call.clock.advance(50)
    const letOut = call.samples
    call.accept(g711Packet(2))
    call.accept(g711Packet(2))
    expect(call.samples).toBe(letOut)
    expect(letOut).toBe(4 * 480)
    expect(call.incoming.counters).toMatchObject({ lost: 1, late: 1, duplicated: 3 })
  })
})

describe('what is lost', () => {
  // Opus conceals in its decoder, whose sound leaps a little in the first millisecond behind a loss; unconcealed the steps are as high as the sine.
  it.each<[SoundCodec, number, number]>([
    ['opus', 150, 1 / 4],
    ['opus', 440, 1 / 4],
    ['pcmu', 150, 1 / 16],
    ['pcma', 440, 1 / 16],
  ])('is concealed: %s, a sine of %i Hz with a twentieth of its packets missing has no jump and keeps its level', async (codec, hz, leap) => {
    const amplitude = 8_000
    const arrivals = await packetsOf(sine({ seconds: 20, hz, amplitude }), codec)
    const missing = listen(codec)
    const random = chance(3)
    await missing.arrive(arrivals.filter((_, index) => index < 10 || random() >= 0.05))
    missing.incoming.close()
    const heard = missing.heard().subarray(4_800)
    expect(missing.incoming.counters.lost).toBeGreaterThan(30)
    expect(jumpOf(heard)).toBeLessThan((amplitude * 2 * Math.PI * hz) / 24_000 + amplitude * leap)
    expect(20 * Math.log10(rmsOf(heard) / (amplitude / Math.SQRT2))).toBeGreaterThan(-0.6)
  })

  it('for long is silence, which begins and ends softly', async () => {
    const arrivals = await packetsOf(sine({ seconds: 3, hz: 150 }), 'opus')
    const call = listen()
    await call.arrive(arrivals.filter((_, index) => index < 50 || index >= 100))
    call.incoming.close()
    const heard = call.heard()
    expect(heard.length).toBe(3 * 24_000 + 480)
    expect(rmsOf(heard.subarray(1.2 * 24_000, 2 * 24_000))).toBe(0)
    expect(jumpOf(heard)).toBeLessThan(2_300)
  })

  it('costs no time: a minute of losses, reordering and silence that is not sent is a minute', async () => {
    const seed = 4
    const random = chance(seed)
    const sound = new Int16Array(60 * 24_000)
    // Stretches of speech and of silence, in which the sender sends nothing.
    for (const second of [0, 1, 5, 6, 7, 20, 21, 22, 40, 58, 59]) sound.set(sine({ seconds: 1 }), second * 24_000)
    const { ends, arrivals } = await withPauses(sound)
    const call = listen()
    const arriving = delayed(
      arrivals.filter((_, index) => index === 0 || index === arrivals.length - 1 || random() >= 0.05),
      (index) => (index > 0 && random() < 0.05 ? 22 : random() * 19),
    )
    await call.arrive(arriving)
    await call.clock.advance(45)
    call.incoming.close()
    expect(call.incoming.counters.lost, `seed ${seed}`).toBeGreaterThan(20)
    expect(call.samples, `seed ${seed}`).toBe(ends * 24)
  })
})

/** The packets of a sender that is given each second when it begins, and its silence not at all. */
async function withPauses(sound: Int16Array): Promise<{ arrivals: Arrival[]; ends: number }> {
  const clock = new ManualClock()
  const arrivals: Arrival[] = []
  const outgoing = new OutgoingSound({
    clock,
    codec: 'opus',
    payloadType,
    start: { sequenceNumber: 65_000, timestamp: 0xffff_0000 },
    send: (packet) => arrivals.push({ atMs: clock.nowMs(), packet }),
  })
  outgoing.start()
  for (let from = 0; from < sound.length; from += 24_000) {
    const second = sound.subarray(from, from + 24_000)
    if (rmsOf(second) > 0) outgoing.play(bytesFromInt16(second))
    await clock.advance(1_000)
  }
  outgoing.close()
  return { arrivals, ends: (arrivals.at(-1)?.atMs ?? 0) + 20 }
}

describe('a stream that stops', () => {
  it('goes on as silence in real time', async () => {
    const call = listen()
    await call.arrive(await packetsOf(sine({ seconds: 1 }), 'opus'))
    const before = call.samples
    await call.clock.advance(10_000)
    expect(call.samples - before).toBeGreaterThanOrEqual((10_000 - 150 - 20) * 24)
    expect(call.samples - before).toBeLessThanOrEqual(10_000 * 24)
    expect(rmsOf(call.heard().subarray(-24_000))).toBe(0)
  })

  it('is followed at once when it has said that it is silent', async () => {
    const call = listen()
    const arrivals = await packetsOf(sine({ seconds: 1 }), 'opus')
    const last = arrivals.at(-1)!.packet
    await call.arrive(arrivals)
    await call.clock.advance(20)
    call.accept({
      ...last,
      sequenceNumber: last.sequenceNumber + 1,
      timestamp: last.timestamp + 960,
      payload: last.payload.subarray(0, 1).map((byte) => byte & 0xfc),
    })
    const before = call.samples
    await call.clock.advance(1_000)
    expect(call.samples - before).toBeGreaterThanOrEqual((1_000 - 40) * 24)
  })

  it('loses no word of what a network held back, and makes up for the silence in the next long quiet', async () => {
    const speech = await packetsOf(sine({ seconds: 3 }), 'pcmu')
    const quiet = (await packetsOf(new Int16Array(8 * 24_000), 'pcmu')).map(({ atMs, packet }) => ({
      atMs: atMs + 3_020,
      packet: { ...packet, sequenceNumber: packet.sequenceNumber + 151, timestamp: packet.timestamp + 151 * 160 },
    }))
    const call = listen('pcmu')
    await call.arrive(speech.map(({ atMs, packet }, index) => ({ atMs: index >= 50 && index < 100 ? 2_000 : atMs, packet })))
    const after = call.samples
    // Silence was let out while nothing came, and all of the speech.
    expect(after).toBe(151 * 480 + call.incoming.counters.concealedMs * 24)
    expect(call.incoming.counters.concealedMs).toBeGreaterThan(500)
    await call.arrive(quiet)
    call.incoming.close()
    expect(call.samples).toBe((151 + 401) * 480)
  })

  it('for long, and then brings all of it at once, is heard for two seconds of that, and live from there on', async () => {
    const arrivals = await packetsOf(sine({ seconds: 10 }), 'pcmu')
    const call = listen('pcmu')
    await call.arrive(arrivals.map(({ atMs, packet }, index) => ({ atMs: index >= 50 && index < 250 ? 5_000 : atMs, packet })))
    call.incoming.close()
    expect(call.incoming.counters.excess).toBeGreaterThanOrEqual(95)
    expect(call.incoming.counters.excess).toBeLessThanOrEqual(105)
    expect(rmsOf(call.heard().subarray(-3 * 24_000))).toBeGreaterThan(5_000)
    expect(call.samples).toBeLessThanOrEqual((10_020 + 2_000) * 24)
  })

  it('is not filled with silence because our process stood still', async () => {
    const arrivals = await packetsOf(sine({ seconds: 1 }), 'opus')
    const call = listen()
    await call.arrive(arrivals.slice(0, 25))
    call.standStill(800)
    // A timer that was due meanwhile fires; what waits in the socket comes right behind it.
    await call.clock.advance(150)
    for (const { packet } of arrivals.slice(25)) call.accept(packet)
    await call.clock.advance(1)
    call.incoming.close()
    expect(call.incoming.counters.concealedMs).toBe(0)
    expect(call.samples).toBe(arrivals.length * 480)
  })

  it('makes no sound of a call that was ended while it was heard', async () => {
    const clock = new ManualClock()
    let pieces = 0
    const ended = new IncomingSound({
      clock,
      codecs: new Map([[payloadType, 'pcmu']]),
      onAudio: () => {
        pieces++
        if (pieces === 3) ended.close()
      },
    })
    ended.accept({ ...g711Packet(0), ssrc: 1 })
    await clock.advance(10_000)
    expect(pieces).toBe(3)
  })

  it('makes no sound of a call that was ended, whatever still comes', async () => {
    const call = listen()
    await call.arrive(await packetsOf(sine({ seconds: 1 }), 'opus'))
    call.incoming.close()
    call.incoming.close()
    const before = call.samples
    await call.clock.advance(5_000)
    call.accept(g711Packet(9_000))
    expect(call.samples).toBe(before)
  })
})

describe('a sender that begins anew', () => {
  it('is heard at once under another source', async () => {
    const call = listen('pcmu')
    for (let number = 0; number < 10; number++) {
      call.accept(g711Packet(number))
      await call.clock.advance(20)
    }
    call.accept(g711Packet(40_000, { timestamp: 99 }), 2)
    expect(call.samples).toBe(11 * 480)
    expect(call.incoming.counters.restarts).toBe(1)
  })

  it('is heard with its second packet under the same source', async () => {
    const call = listen('pcmu')
    for (let number = 0; number < 10; number++) call.accept(g711Packet(number))
    call.accept(g711Packet(40_000))
    expect(call.samples).toBe(10 * 480)
    call.accept(g711Packet(40_001))
    expect(call.samples).toBe(11 * 480)
    expect(call.incoming.counters.restarts).toBe(1)
  })

  it('or whose timestamps leap makes no more silence than time has passed', async () => {
    const call = listen('pcmu')
    for (let number = 0; number < 100; number++) {
      call.accept(g711Packet(number, { timestamp: (number * 0x0765_4321) >>> 0 }))
      await call.clock.advance(20)
    }
    call.incoming.close()
    expect(call.samples).toBe(100 * 480)
  })
})

describe('what is no sound of the call', () => {
  it('is counted, and its place in the sequence is not missed', async () => {
    const call = listen('pcmu')
    call.accept(g711Packet(0))
    call.accept(g711Packet(1, { payload: new Uint8Array(0) }))
    call.accept(g711Packet(2, { payloadType: 13 }))
    call.accept(g711Packet(3, { timestamp: 160 }))
    expect(call.samples).toBe(2 * 480)
    expect(call.incoming.counters).toMatchObject({ ignored: 2, lost: 0, concealedMs: 0 })
  })

  it('is concealed where it cannot be decoded, or is too large', async () => {
    const call = listen()
    const arrivals = await packetsOf(sine({ seconds: 1 }), 'opus')
    await call.arrive(
      arrivals.map(({ atMs, packet }, index) => ({
        atMs,
        packet: index === 20 ? { ...packet, payload: new Uint8Array(60_000) } : index === 30 ? { ...packet, payload: new Uint8Array(40).fill(0xff) } : packet,
      })),
    )
    call.incoming.close()
    expect(call.incoming.counters).toMatchObject({ damaged: 2, concealedMs: 40 })
    expect(call.samples).toBe(arrivals.length * 480)
  })
})
