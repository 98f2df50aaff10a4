import { randomInt } from 'node:crypto'
import type { Clock, Timer } from '../../../lib/clock.js'
import { createEncoder } from './codecs.js'
import { frameMs, type SoundCodec, type SoundEncoder, type SoundPacket, soundRateHz } from './contract.js'
import { SoundQueue } from './sound-queue.js'
import { wrappedSequence, wrappedTimestamp } from './wrapped.js'

const frameSamples = (frameMs * soundRateHz) / 1000
/** A sender that was held up catches up so much at once; when it is further behind, sound goes on from now. */
const mostBehindMs = 3 * frameMs
/** Silence behind sound, encoded as sound: it carries the end out of the encoder, and bridges what comes a little late. */
const hangoverFrames = 3
/** How often silence is told of while nothing else is sent: every 400 ms, as libopus does. The jitter buffer of browsers gives silence up after 1000 ms. */
const silenceEveryMs = 400
const fadeSamples = (10 * soundRateHz) / 1000
/** Where sound begins behind silence it is let in within 2.5 ms; where it breaks off, its last sample dies away (to a tenth in 3 ms). */
const riseSamples = (2.5 * soundRateHz) / 1000
const decayASample = 0.97

export interface OutgoingSoundCounters {
  packets: number
  /** Found no room in the queue. */
  droppedMs: number
  /** How often the sender was held up for longer than is caught up. */
  stalls: number
}

export interface OutgoingSoundOptions {
  readonly clock: Clock
  readonly codec: SoundCodec
  readonly payloadType: number
  /** Each packet at its time; the packet is the receiver's own. */
  readonly send: (packet: SoundPacket) => void
  /** Where the numbers begin; at random by default, as RFC 3550, section 5.1, asks. */
  readonly start?: { readonly sequenceNumber: number; readonly timestamp: number }
}

/** `still`: before `start` and behind `close`. `sounding`: a packet every 20 ms. `silent`: one every 400 ms. */
type Phase = 'still' | 'sounding' | 'silent'

/**
 * PCM16 at 24 kHz becomes packets of 20 ms, one every 20 ms; timestamps go on with real time, through silence too. Between replies Opus sends a packet
 * without content every 400 ms (discontinuous transmission: RFC 7587, section 3.1.3). The jitter buffer of browsers takes a packet of up to two bytes as a
 * sign of silence: it makes silence itself then, counts nothing as concealed, keeps what it knows of the network, and plays the next sound when its
 * timestamp says (libwebrtc, audio_coding/codecs/opus/audio_coder_opus_common.h and neteq/decision_logic.cc). A stream that just stops is concealed instead.
 * G.711 has no such sign: its silence is sent.
 */
export class OutgoingSound {
  readonly counters: OutgoingSoundCounters = { packets: 0, droppedMs: 0, stalls: 0 }
  readonly #clock: Clock
  readonly #encoder: SoundEncoder
  readonly #payloadType: number
  readonly #send: (packet: SoundPacket) => void
  readonly #queue = new SoundQueue()
  readonly #frame = new Int16Array(frameSamples)
  #phase: Phase = 'still'
  #sequenceNumber: number
  /** The timestamp of the next packet when it leaves at `#dueMs`. */
  #timestamp: number
  #dueMs = 0
  #sentAtMs = 0
  #marker = true
  #lastSample = 0
  /** Behind the last sound. */
  #silentSamples = 0
  #timer: Timer | null = null

  constructor({ clock, codec, payloadType, send, start }: OutgoingSoundOptions) {
    this.#clock = clock
    this.#encoder = createEncoder(codec)
    this.#payloadType = payloadType
    this.#send = send
    // The lower half: a receiver that misses the first packets does not mistake the wrap for one (RFC 3711, section 3.3.1).
    this.#sequenceNumber = start?.sequenceNumber ?? randomInt(0x8000)
    this.#timestamp = start?.timestamp ?? randomInt(0x1_0000_0000)
  }

  /** What was played and has not left. */
  get queuedMs(): number {
    return (this.#queue.samples * 1000) / soundRateHz
  }

  /** From now on packets leave: what was played so far, or silence. Idempotent. */
  start(): void {
    if (this.#phase !== 'still') return
    this.#dueMs = this.#clock.nowMs()
    this.#phase = 'sounding'
    this.#tick()
  }

  /** Queues PCM16 behind what is queued, two minutes at most; what finds no room is dropped and counted. */
  play(borrowed: Uint8Array): void {
    const left = this.#queue.push(borrowed)
    this.counters.droppedMs += (left * 1000) / soundRateHz
    if (this.#phase === 'silent' && this.#queue.samples > 0) this.#wake()
  }

  /** What has not left is dropped, but for 10 ms in which it fades. */
  clear(): void {
    this.#queue.fadeOut(fadeSamples)
  }

  /** Nothing leaves any more; idempotent. */
  close(): void {
    this.#timer?.cancel()
    this.#phase = 'still'
  }

  /** Sound does not wait for the next packet of silence; less than a frame waits 20 ms for the rest of it. */
  #wake(): void {
    const nowMs = this.#clock.nowMs()
    const readyMs = this.#queue.samples >= frameSamples ? nowMs : Math.min(this.#dueMs, nowMs + frameMs)
    this.#moveTo(Math.max(readyMs, this.#sentAtMs + frameMs))
    this.#arm()
  }

  #tick(): void {
    if (this.#phase === 'still') return
    const nowMs = this.#clock.nowMs()
    if (nowMs - this.#dueMs > mostBehindMs) {
      // The listener has heard the gap; what is sent now with timestamps of then would only sound later from now on.
      if (this.#phase === 'sounding') {
        this.counters.stalls++
        this.#marker = true
      }
      this.#moveTo(nowMs)
    }
    while (this.#dueMs <= nowMs) this.#sendNext()
    this.#arm()
  }

  #sendNext(): void {
    if (this.#queue.samples > 0 && this.#phase === 'silent') {
      this.#phase = 'sounding'
      this.#marker = true
    }
    const isOver = this.#queue.samples === 0 && this.#silentSamples >= hangoverFrames * frameSamples
    const silence = isOver ? this.#encoder.silence() : null
    if (silence) this.#phase = 'silent'
    this.#sendPayload(silence ?? this.#encoder.encode(this.#nextFrame()))
    this.#sentAtMs = this.#dueMs
    this.#moveTo(this.#dueMs + (silence ? silenceEveryMs : frameMs))
  }

  #sendPayload(payload: Uint8Array): void {
    const marker = this.#marker
    this.#marker = false
    this.counters.packets++
    this.#send({ payloadType: this.#payloadType, sequenceNumber: this.#sequenceNumber, timestamp: this.#timestamp, marker, payload })
    this.#sequenceNumber = wrappedSequence(this.#sequenceNumber + 1)
  }

  #nextFrame(): Int16Array {
    const frame = this.#frame
    const filled = this.#queue.take(frame)
    if (this.#silentSamples > 0) {
      for (let index = 0; index < Math.min(riseSamples, filled); index++) frame[index] = Math.round(((frame[index] as number) * index) / riseSamples)
    }
    if (filled > 0) this.#lastSample = frame[filled - 1] as number
    for (let index = filled; index < frameSamples; index++) {
      this.#lastSample *= decayASample
      frame[index] = this.#lastSample
    }
    this.#silentSamples = (filled > 0 ? 0 : this.#silentSamples) + frameSamples - filled
    return frame
  }

  /** The next packet leaves at another time, and its timestamp says so. */
  #moveTo(dueMs: number): void {
    this.#timestamp = wrappedTimestamp(this.#timestamp + Math.round(((dueMs - this.#dueMs) * this.#encoder.clockRateHz) / 1000))
    this.#dueMs = dueMs
  }

  #arm(): void {
    this.#timer?.cancel()
    this.#timer = this.#clock.after(Math.max(0, Math.ceil(this.#dueMs - this.#clock.nowMs())), () => this.#tick())
  }
}
