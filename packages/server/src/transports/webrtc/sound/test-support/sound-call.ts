import { bytesFromInt16, int16FromBytes } from '@sidetone/audio'
import { ManualClock } from '../../../../lib/clock.js'
import type { ReceivedSoundPacket, SoundCodec, SoundPacket } from '../contract.js'
import { IncomingSound } from '../incoming-sound.js'
import { OutgoingSound } from '../outgoing-sound.js'

export const payloadType = 111

/** A sine of full seconds or parts of them, at 24 kHz. */
export function sine({ seconds, hz = 440, amplitude = 8_000 }: { seconds: number; hz?: number; amplitude?: number }): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * 24_000) }, (_, index) => amplitude * Math.sin((2 * Math.PI * hz * index) / 24_000))
}

export const rmsOf = (samples: Int16Array) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length))

/** The largest step between neighbours. */
export const jumpOf = (samples: Int16Array) =>
  samples.reduce((most, sample, index) => (index === 0 ? 0 : Math.max(most, Math.abs(sample - (samples[index - 1] as number)))), 0)

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Packets that a sender makes of the sound, with the time at which each leaves. */
export async function packetsOf(
  samples: Int16Array,
  codec: SoundCodec,
  start = { sequenceNumber: 0, timestamp: 0 },
): Promise<{ atMs: number; packet: SoundPacket }[]> {
  const clock = new ManualClock()
  const sent: { atMs: number; packet: SoundPacket }[] = []
  const outgoing = new OutgoingSound({ clock, codec, payloadType, start, send: (packet) => sent.push({ atMs: clock.nowMs(), packet }) })
  outgoing.play(bytesFromInt16(samples))
  outgoing.start()
  await clock.advance((samples.length / 24_000) * 1000)
  outgoing.close()
  return sent
}

/** The incoming half on a clock set by hand, with all that it let out. */
export function listen(codec: SoundCodec = 'opus') {
  const clock = new ManualClock()
  const pieces: Int16Array[] = []
  const pieceTimesMs: number[] = []
  let heldUpMs = 0
  const incoming = new IncomingSound({
    clock: { nowMs: () => clock.nowMs() + heldUpMs, wallTime: () => clock.wallTime(), after: (delayMs, fire) => clock.after(delayMs, fire) },
    codecs: new Map([[payloadType, codec]]),
    onAudio: (borrowed) => {
      pieces.push(int16FromBytes(borrowed))
      pieceTimesMs.push(clock.nowMs())
    },
  })
  return {
    clock,
    incoming,
    pieceTimesMs,
    /** The process stands still: time passes, and timers fire late. */
    standStill: (ms: number) => {
      heldUpMs += ms
    },
    get samples() {
      return pieces.reduce((sum, { length }) => sum + length, 0)
    },
    heard(): Int16Array {
      const whole = new Int16Array(this.samples)
      let at = 0
      for (const piece of pieces) {
        whole.set(piece, at)
        at += piece.length
      }
      return whole
    },
    accept: (packet: SoundPacket, ssrc = 1) => incoming.accept({ ...packet, ssrc } satisfies ReceivedSoundPacket),
    /** Lets each packet arrive at its time. */
    async arrive(packets: readonly { atMs: number; packet: SoundPacket }[]): Promise<void> {
      for (const { atMs, packet } of packets) {
        await clock.advance(Math.max(0, atMs - clock.nowMs()))
        incoming.accept({ ...packet, ssrc: 1 })
      }
    },
  }
}
