import { decodeAlaw, decodeMulaw, int16FromBytes } from '@sidetone/audio'
import { bytesFromBase64 } from '../base64.js'
import type { AudioFormat, PlayedPosition, Speaker } from '../contract.js'
import { rateOf } from '../uplink/audio-format.js'

type PartName = Pick<PlayedPosition, 'itemId' | 'contentIndex'>

interface Part extends PartName {
  /** Audio that has arrived. */
  totalMs: number
  /** The speaker gets what is behind this: an earlier page sounded the rest. */
  readonly fromMs: number
  /** It was heard to its end. */
  drained: boolean
}

/** What has arrived of the newest replies, and of their parts. */
export interface Arrived {
  readonly replies: readonly Reply[]
  readonly parts: readonly (PartName & { readonly totalMs: number })[]
}

/** How far each of the newest parts was heard, and which of them sounds. */
export interface Heard {
  readonly parts: readonly PlayedPosition[]
  readonly sounding: PlayedPosition | null
}

interface Reply {
  readonly responseId: string
  readonly format: AudioFormat
  /** It was cut off: what comes late is not to be heard. */
  readonly silenced: boolean
}

const defaultFormat: AudioFormat = { type: 'audio/pcm', rate: 24_000 }
/** Replies and parts that are remembered: only the newest can still sound. */
const mostKept = 16

/** Reply audio on its way in: decoded as its reply's format says, and given to the speaker. Knows how much of each part there is. */
export class Downlink {
  readonly #speaker: Speaker | null
  /** Replies that have begun, the newest last. */
  #replies: readonly Reply[] = []
  #parts: Part[] = []
  /** Where an earlier page stopped, until this one sounds. */
  #stopped: PlayedPosition | null = null

  constructor(speaker: Speaker | null) {
    this.#speaker = speaker
  }

  /** A reply keeps the format with which it began. */
  begin(responseId: string, format: AudioFormat | undefined): void {
    this.#replies = [...this.#replies.slice(1 - mostKept), { responseId, format: format ?? defaultFormat, silenced: false }]
  }

  audio(responseId: string, itemId: string, contentIndex: number, delta: string): void {
    const { format, silenced } = this.#replyOf(responseId)
    if (silenced) return
    const samples = decoded(delta, format)
    const rateHz = rateOf(format)
    const part = this.#partOf(itemId, contentIndex)
    const heardSamples = Math.max(0, Math.round(((part.fromMs - part.totalMs) * rateHz) / 1_000))
    part.totalMs += (samples.length / rateHz) * 1_000
    if (heardSamples >= samples.length) return
    this.#stopped = null
    this.#speaker?.play(itemId, contentIndex, samples.subarray(heardSamples), rateHz)
  }

  end(itemId: string, contentIndex: number): void {
    this.#speaker?.end(itemId, contentIndex)
  }

  /** The speaker sounded all of a part. */
  drained({ itemId, contentIndex }: PlayedPosition): void {
    this.#partOf(itemId, contentIndex).drained = true
  }

  /** Of the part that sounds: how much of it was heard, by this page and the one before. */
  position(): PlayedPosition | null {
    const position = this.#speaker?.position() ?? null
    if (position === null) return this.#stopped
    return { ...position, playedMs: position.playedMs + this.#partOf(position.itemId, position.contentIndex).fromMs }
  }

  /** How much of a part has arrived; null: it is not to be heard. */
  arrivedMs(responseId: string, itemId: string, contentIndex: number): number | null {
    if (!this.#speaker || this.#replyOf(responseId).silenced) return null
    return this.#parts.find((part) => isOf(part, { itemId, contentIndex }))?.totalMs ?? 0
  }

  arrived(): Arrived {
    return { replies: this.#replies, parts: this.#parts.map(({ itemId, contentIndex, totalMs }) => ({ itemId, contentIndex, totalMs })) }
  }

  heard(): Heard {
    const sounding = this.position()
    const parts = this.#parts.map((part) => {
      const { itemId, contentIndex, drained, totalMs, fromMs } = part
      const playedMs = drained ? Math.max(totalMs, fromMs) : sounding && isOf(part, sounding) ? sounding.playedMs : fromMs
      return { itemId, contentIndex, playedMs }
    })
    return { parts: parts.filter(({ playedMs }) => playedMs > 0), sounding }
  }

  /** Goes on from what had `arrived` at an earlier page, and sounds what was not `heard` there. */
  resume({ replies, parts }: Arrived, heard: Heard): void {
    this.#replies = replies
    // What it heard may have begun behind the moment from which messages come again.
    const later = heard.parts.filter((part) => !parts.some((each) => isOf(each, part))).map((part) => ({ ...part, totalMs: 0 }))
    this.#parts = [...parts, ...later].map(({ itemId, contentIndex, totalMs }) => {
      const heardMs = heard.parts.find((part) => isOf(part, { itemId, contentIndex }))?.playedMs ?? 0
      return { itemId, contentIndex, totalMs, fromMs: Math.max(totalMs, heardMs), drained: false }
    })
    this.#stopped = heard.sounding
  }

  /** Silence at once, also of what is still on its way of the replies so far. null: nothing sounded. `totalMs`: what had arrived of the part that sounded. */
  flush(): (PlayedPosition & { readonly totalMs: number }) | null {
    this.#replies = this.#replies.map((reply) => ({ ...reply, silenced: true }))
    const position = this.position()
    this.#speaker?.flush()
    this.#stopped = null
    if (position === null) return null
    const { totalMs, fromMs } = this.#partOf(position.itemId, position.contentIndex)
    return { ...position, totalMs: Math.max(totalMs, fromMs) }
  }

  #replyOf(responseId: string): Reply {
    return this.#replies.find((reply) => reply.responseId === responseId) ?? { responseId, format: defaultFormat, silenced: false }
  }

  #partOf(itemId: string, contentIndex: number): Part {
    const known = this.#parts.find((part) => isOf(part, { itemId, contentIndex }))
    if (known) return known
    const part: Part = { itemId, contentIndex, totalMs: 0, fromMs: 0, drained: false }
    this.#parts = [...this.#parts.slice(1 - mostKept), part]
    return part
  }
}

function isOf(each: PartName, part: PartName): boolean {
  return each.itemId === part.itemId && each.contentIndex === part.contentIndex
}

function decoded(delta: string, format: AudioFormat): Int16Array {
  const bytes = bytesFromBase64(delta)
  switch (format.type) {
    case 'audio/pcm':
      return int16FromBytes(bytes)
    case 'audio/pcmu':
      return decodeMulaw(bytes)
    case 'audio/pcma':
      return decodeAlaw(bytes)
  }
}
