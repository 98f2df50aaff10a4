import type { Clock, Timer } from '../../../lib/clock.js'
import { createDecoder } from './codecs.js'
import { Concealment } from './concealment.js'
import { type ReceivedSoundPacket, type SoundCodec, type SoundDecoder, soundRateHz } from './contract.js'
import { RealTimeAllowance } from './real-time-allowance.js'
import { ReorderWindow } from './reorder-window.js'
import { SoundOutput } from './sound-output.js'
import { sequenceAhead, timestampAhead, wrappedSequence, wrappedTimestamp } from './wrapped.js'

/** What a network carries in one piece. */
const mostPayloadBytes = 1500
/** RFC 3550, appendix A.1: a packet further off is believed only when its successor follows. */
const mostDropout = 3000
const mostMisorder = 100
/** Missing packets whose late arrival is still recognised. */
const mostMissing = 128
/** A stream that falls silent is waited for this long, unless it said that it is silent. */
const patienceMs = 150
const patienceInSilenceMs = 20
const pieceSamples = soundRateHz / 50
/** A timer that fires later than this says that the process stood still: what arrived meanwhile comes first. */
const stoodStillMs = 20
/** A gap in the timestamps is believed up to this much more than time has passed. */
const trustedMs = 2000
/** No more silence than this is let out at once, after the machine slept. */
const mostOverdueMs = 1000
/** Sound that came later than this is another stretch of speech, not a late one: nothing is made up for. */
const mostOwedSamples = soundRateHz

const samplesOf = (ms: number) => Math.round((ms * soundRateHz) / 1000)
const msOf = (samples: number) => (samples * 1000) / soundRateHz

export interface IncomingSoundCounters {
  received: number
  /** Missing when their turn came. */
  lost: number
  /** Came after their turn; counted as lost as well. */
  late: number
  duplicated: number
  /** Too large, or not to be decoded. */
  damaged: number
  /** Without sound, or in no format of the call. */
  ignored: number
  /** More sound than time had passed. */
  excess: number
  /** Streams that began anew. */
  restarts: number
  /** Sound and silence that stand for what never came. */
  concealedMs: number
}

export interface IncomingSoundOptions {
  readonly clock: Clock
  /** By payload type. */
  readonly codecs: ReadonlyMap<number, SoundCodec>
  /** PCM16 at 24 kHz, mono, in order; lent for the call. */
  readonly onAudio: (borrowed: Uint8Array) => void
}

/** One sender's present stream, as it is known from its packets. */
interface Stream {
  readonly ssrc: number
  readonly codec: SoundCodec
  readonly decoder: SoundDecoder
  readonly concealment: Concealment
  nextSequence: number
  nextTimestamp: number
  /** When what was heard last is over, counted from its arrival. */
  heardUntilMs: number
  /** Let out since, for what did not come. */
  filledSamples: number
  patienceMs: number
}

/**
 * Packets of a call's sound become PCM16 at 24 kHz: in order, each as soon as it is its turn, without a buffer for playing. Only a gap waits, 10 to 40 ms.
 * What is missing is concealed, then silent; a stream that stops goes on as silence in real time, so that whoever counts time in samples is right. From the
 * first packet on as much sound leaves as time passes. Nothing that arrives makes it throw.
 */
export class IncomingSound {
  readonly counters: IncomingSoundCounters = {
    received: 0,
    lost: 0,
    late: 0,
    duplicated: 0,
    damaged: 0,
    ignored: 0,
    excess: 0,
    restarts: 0,
    concealedMs: 0,
  }
  readonly #clock: Clock
  readonly #codecs: ReadonlyMap<number, SoundCodec>
  readonly #output: SoundOutput
  readonly #allowance: RealTimeAllowance
  /** One of each codec, whatever streams come. */
  readonly #decoders = new Map<SoundCodec, { decoder: SoundDecoder; concealment: Concealment }>()
  readonly #window = new ReorderWindow()
  /** Numbers that were missing when their turn came, and when that was noticed. */
  readonly #missing = new Map<number, number>()
  #stream: Stream | null = null
  /** The number that would confirm a restart. */
  #suspected: number | null = null
  #gapTimer: Timer | null = null
  #fillTimer: Timer | null = null
  #isOpen = true

  constructor({ clock, codecs, onAudio }: IncomingSoundOptions) {
    this.#clock = clock
    this.#codecs = codecs
    this.#output = new SoundOutput((borrowed) => {
      if (this.#isOpen) onAudio(borrowed)
    })
    this.#allowance = new RealTimeAllowance(clock.nowMs())
  }

  /** Takes a packet, whose payload it may keep for 40 ms. */
  accept(packet: ReceivedSoundPacket): void {
    if (!this.#isOpen) return
    this.counters.received++
    if (packet.payload.length > mostPayloadBytes) {
      this.counters.damaged++
      return
    }
    const stream = this.#stream
    if (stream?.ssrc !== packet.ssrc) return this.#hear(packet)
    const ahead = sequenceAhead(packet.sequenceNumber, stream.nextSequence)
    if (ahead > mostDropout || ahead < -mostMisorder) return this.#suspect(packet)
    this.#suspected = null
    if (ahead < 0) return this.#tooLate(packet)
    const nowMs = this.#clock.nowMs()
    if (ahead === 0) {
      if (this.#window.openedAtMs !== null) this.#window.learn(nowMs - this.#window.openedAtMs)
      this.#hear(packet)
    } else if (!this.#window.hold(packet, nowMs)) this.counters.duplicated++
    this.#release()
  }

  /** Nothing leaves any more, and what still comes is not looked at; idempotent. */
  close(): void {
    this.#isOpen = false
    this.#gapTimer?.cancel()
    this.#fillTimer?.cancel()
    this.#window.clear()
  }

  /** Far from where the stream is: its successor tells whether the sender began anew. */
  #suspect(packet: ReceivedSoundPacket): void {
    const confirmed = this.#suspected === packet.sequenceNumber
    this.#suspected = confirmed ? null : wrappedSequence(packet.sequenceNumber + 1)
    if (confirmed && this.#begin(packet)) this.#hear(packet)
  }

  #tooLate(packet: ReceivedSoundPacket): void {
    const noticedAtMs = this.#missing.get(packet.sequenceNumber)
    if (noticedAtMs === undefined) {
      this.counters.duplicated++
      return
    }
    this.counters.late++
    this.#missing.delete(packet.sequenceNumber)
    this.#window.learn(this.#clock.nowMs() - noticedAtMs)
  }

  /** Lets out what waits: up to the next gap, or over it when it was waited for long enough. */
  #release(): void {
    this.#gapTimer?.cancel()
    this.#gapTimer = null
    for (;;) {
      const next = this.#stream && this.#window.take(this.#stream.nextSequence)
      if (next) {
        this.#hear(next)
        continue
      }
      const openedAtMs = this.#window.openedAtMs
      if (openedAtMs === null) return
      const waitMs = openedAtMs + this.#window.waitMs - this.#clock.nowMs()
      if (waitMs > 0 && !this.#window.isFull) {
        this.#gapTimer = this.#clock.after(waitMs, () => this.#release())
        return
      }
      this.#giveUp()
    }
  }

  #giveUp(): void {
    const stream = this.#stream
    const first = this.#window.first
    if (stream === null || first === null) return
    const lost = sequenceAhead(first, stream.nextSequence)
    this.counters.lost += lost
    const noticedAtMs = this.#window.openedAtMs ?? this.#clock.nowMs()
    for (let back = Math.min(lost, mostMissing); back > 0; back--) this.#missing.set(wrappedSequence(first - back), noticedAtMs)
    for (const number of this.#missing.keys()) {
      if (this.#missing.size <= mostMissing) break
      this.#missing.delete(number)
    }
    stream.nextSequence = first
    this.#window.forget()
  }

  /** A packet whose turn it is. */
  #hear(packet: ReceivedSoundPacket): void {
    const codec = this.#codecs.get(packet.payloadType)
    const isSound = codec !== undefined && packet.payload.length > 0
    if (!isSound) this.counters.ignored++
    if (isSound && (this.#stream?.ssrc !== packet.ssrc || this.#stream.codec !== codec)) this.#begin(packet)
    const stream = this.#stream
    if (stream?.ssrc !== packet.ssrc) return
    stream.nextSequence = wrappedSequence(packet.sequenceNumber + 1)
    if (isSound) this.#play(stream, packet)
  }

  /** The stream of which this packet is the first. False when it has no sound. */
  #begin(packet: ReceivedSoundPacket): boolean {
    const codec = this.#codecs.get(packet.payloadType)
    if (codec === undefined || packet.payload.length === 0) return false
    const nowMs = this.#clock.nowMs()
    if (this.#stream) {
      this.counters.restarts++
      this.#fill(this.#stream, this.#missingByTheClock(this.#stream, nowMs))
    }
    this.#window.clear()
    this.#missing.clear()
    this.#stream = {
      ssrc: packet.ssrc,
      codec,
      ...this.#decoderOf(codec),
      nextSequence: packet.sequenceNumber,
      nextTimestamp: packet.timestamp,
      heardUntilMs: nowMs,
      filledSamples: 0,
      patienceMs,
    }
    if (this.#fillTimer === null) this.#armFill(nowMs + patienceMs)
    return true
  }

  #decoderOf(codec: SoundCodec): { decoder: SoundDecoder; concealment: Concealment } {
    const known = this.#decoders.get(codec)
    if (known) return known
    const decoder = createDecoder(codec)
    const made = { decoder, concealment: new Concealment(decoder) }
    this.#decoders.set(codec, made)
    return made
  }

  #play(stream: Stream, packet: ReceivedSoundPacket): void {
    const nowMs = this.#clock.nowMs()
    const missing = this.#missingBefore(stream, packet, nowMs)
    if (missing > 0) this.#fill(stream, missing)
    else if (-missing <= mostOwedSamples) this.#output.owe(-missing)
    const samples = this.#decoded(stream, packet, nowMs)
    stream.nextTimestamp = wrappedTimestamp(packet.timestamp + (samples * stream.decoder.clockRateHz) / soundRateHz)
    stream.heardUntilMs = nowMs + msOf(samples)
    stream.filledSamples = 0
    stream.patienceMs = stream.decoder.isSilence(packet.payload) ? patienceInSilenceMs : patienceMs
  }

  /** Returns how many samples the packet stands for. */
  #decoded(stream: Stream, packet: ReceivedSoundPacket, nowMs: number): number {
    const samples = stream.decoder.decode(packet.payload)
    if (samples === null) {
      this.counters.damaged++
      return 0
    }
    if (this.#allowance.room(nowMs) < samples.length) {
      this.counters.excess++
      return samples.length
    }
    this.#allowance.spend(this.#output.write(stream.concealment.resume(samples)))
    return samples.length
  }

  /** How many samples are missing between what was let out and this packet; negative when so much was let out too much. */
  #missingBefore(stream: Stream, packet: ReceivedSoundPacket, nowMs: number): number {
    const gapSamples = Math.round((timestampAhead(packet.timestamp, stream.nextTimestamp) * soundRateHz) / stream.decoder.clockRateHz)
    const passedMs = Math.max(0, nowMs - stream.heardUntilMs)
    const isTrusted = gapSamples >= 0 && msOf(gapSamples) <= passedMs + trustedMs
    return isTrusted ? gapSamples - stream.filledSamples : this.#missingByTheClock(stream, nowMs)
  }

  #missingByTheClock(stream: Stream, nowMs: number): number {
    return Math.max(0, samplesOf(nowMs - stream.heardUntilMs) - stream.filledSamples)
  }

  /** What finds no room counts as filled: the clock has not come that far. */
  #fill(stream: Stream, samples: number): void {
    for (let left = samples; left > 0; left -= pieceSamples) {
      const count = Math.min(left, pieceSamples)
      stream.filledSamples += count
      if (this.#allowance.room(this.#clock.nowMs()) < count) continue
      this.#allowance.spend(this.#output.write(stream.concealment.fill(count)))
      this.counters.concealedMs += msOf(count)
    }
  }

  /** `forMs`: when it is meant to fire. */
  #armFill(forMs: number): void {
    if (!this.#isOpen) return
    this.#fillTimer = this.#clock.after(Math.max(0, Math.ceil(forMs - this.#clock.nowMs())), () => this.#fillOverdue(forMs))
  }

  #fillOverdue(firedForMs: number): void {
    const stream = this.#stream
    if (stream === null) return
    const nowMs = this.#clock.nowMs()
    if (nowMs - firedForMs > stoodStillMs) {
      this.#fillTimer = this.#clock.after(1, () => this.#fillOverdue(Number.POSITIVE_INFINITY))
      return
    }
    const dueMs = () => stream.heardUntilMs + stream.patienceMs + msOf(stream.filledSamples)
    // A gap in the sequence has a wait of its own; behind it there is sound.
    if (!this.#window.isEmpty) return this.#armFill(nowMs + msOf(pieceSamples))
    const overdueMs = nowMs - dueMs()
    if (overdueMs > mostOverdueMs) stream.heardUntilMs += overdueMs - mostOverdueMs
    while (dueMs() <= nowMs) this.#fill(stream, pieceSamples)
    this.#armFill(dueMs())
  }
}
