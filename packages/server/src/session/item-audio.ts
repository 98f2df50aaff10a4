import { type AudioFormat, bytesPerSample, durationMs, type ItemId, type SessionEvent } from '@sidetone/protocol'
import { isActive } from './replies.js'
import type { SessionState } from './state.js'

/** Bytes of the link, from `start` on, counted from the first byte in this format. */
interface Packet {
  readonly start: number
  readonly bytes: Uint8Array
}

interface Kept {
  readonly pieces: Uint8Array[]
  readonly format: AudioFormat
}

/**
 * What was said and heard, as it went over the link, for clients that ask for an item's audio. Bounded over all: the oldest goes first. An item comes whole,
 * up to where it was heard, or not at all.
 */
export class ItemAudio {
  readonly #mostBytes: number
  /** From the link, and not yet part of an item. */
  #waiting: Packet[] = []
  #format: AudioFormat | null = null
  /** Where in the session's audio the bytes in this format began, and how many there were. */
  #formatFromMs = 0
  #received = 0
  /** In the order in which the items began. */
  readonly #items = new Map<ItemId, Kept>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** What a client sent. `uncommittedMs` of all that came can still become part of an item. */
  receive(borrowed: Uint8Array, format: AudioFormat, uncommittedMs: number): void {
    if (this.#format?.encoding !== format.encoding || this.#format.sampleRateHz !== format.sampleRateHz) this.#begin(format)
    this.#waiting.push({ start: this.#received, bytes: new Uint8Array(borrowed) })
    this.#received += borrowed.length
    this.#bytes += borrowed.length
    this.#forgetBefore(this.#received - byteAt(format, uncommittedMs))
    this.#keepToBound()
  }

  /** What came from `startMs` to `endMs` of the session's audio is the audio of this item. */
  commit(itemId: ItemId, startMs: number, endMs: number): void {
    const format = this.#format
    if (!format) return
    const from = byteAt(format, startMs - this.#formatFromMs)
    const to = byteAt(format, endMs - this.#formatFromMs)
    const [first] = this.#waiting
    const isWhole = first !== undefined && first.start <= Math.max(0, from) && from >= -byteAt(format, toleranceMs)
    if (isWhole)
      this.#keep(itemId, Buffer.concat(this.#waiting.map(({ start, bytes }) => bytes.subarray(Math.max(0, from - start), Math.max(0, to - start)))), format)
    this.#forgetBefore(to)
    this.#keepToBound()
  }

  /** Keeps what the assistant says in the conversation, and gives an item that is asked for its audio: of the assistant's what was heard. */
  follow(event: SessionEvent, { reply, ledger }: SessionState): SessionEvent {
    if (event.type === 'reply-audio-delta' && isActive(reply) && reply.work.plan.replyId === event.place.replyId) {
      this.add(event.place.itemId, event.audio, reply.work.plan.outputFormat)
    }
    if (event.type === 'item-deleted') this.forget(event.itemId)
    if (event.type !== 'item-retrieved') return event
    const audio = this.of(event.item.id, ledger.get(event.item.id)?.cut?.atMs ?? null)
    return audio ? { ...event, audio } : event
  }

  /** More of an item, at its end. */
  add(itemId: ItemId, borrowed: Uint8Array, format: AudioFormat): void {
    const known = this.#items.get(itemId)
    if (known) {
      known.pieces.push(new Uint8Array(borrowed))
      this.#bytes += borrowed.length
    } else this.#keep(itemId, new Uint8Array(borrowed), format)
    this.#keepToBound()
  }

  forget(itemId: ItemId): void {
    const item = this.#items.get(itemId)
    if (!item) return
    this.#items.delete(itemId)
    this.#bytes -= item.pieces.reduce((sum, { length }) => sum + length, 0)
  }

  /** The audio up to `untilMs` of it (null: all); undefined where it is not kept. */
  of(itemId: ItemId, untilMs: number | null): Uint8Array | undefined {
    const item = this.#items.get(itemId)
    if (!item) return undefined
    const all = Buffer.concat(item.pieces)
    return untilMs === null ? all : all.subarray(0, byteAt(item.format, untilMs))
  }

  #begin(format: AudioFormat): void {
    this.#forgetBefore(this.#received)
    if (this.#format) this.#formatFromMs += durationMs(this.#format, this.#received)
    this.#format = format
    this.#received = 0
  }

  #keep(itemId: ItemId, bytes: Uint8Array, format: AudioFormat): void {
    this.forget(itemId)
    this.#items.set(itemId, { pieces: [bytes], format })
    this.#bytes += bytes.length
  }

  #forgetBefore(byte: number): void {
    while (this.#waiting[0] && this.#waiting[0].start + this.#waiting[0].bytes.length <= byte) this.#dropFirst()
  }

  #dropFirst(): void {
    this.#bytes -= this.#waiting.shift()?.bytes.length ?? 0
  }

  #keepToBound(): void {
    for (const itemId of this.#items.keys()) {
      if (this.#bytes <= this.#mostBytes) return
      this.forget(itemId)
    }
    while (this.#bytes > this.#mostBytes) this.#dropFirst()
  }
}

/** The listener counts in samples of its own rate: its times differ from ours by less than this. */
const toleranceMs = 1

/** The first byte of the sample at `ms`. */
function byteAt(format: AudioFormat, ms: number): number {
  return Math.round((ms * format.sampleRateHz) / 1000) * bytesPerSample(format)
}
