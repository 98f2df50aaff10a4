import { decodeAlaw, decodeMulaw, int16FromBytes } from '@sidetone/audio'
import { bytesFromBase64 } from '../base64.js'
import type { AudioFormat, PlayedPosition, Speaker } from '../contract.js'
import { rateOf } from '../uplink/audio-format.js'

interface Part {
  readonly itemId: string
  readonly contentIndex: number
  /** Audio that has arrived. */
  totalMs: number
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

  constructor(speaker: Speaker | null) {
    this.#speaker = speaker
  }

  /** A reply keeps the format with which it began. */
  begin(responseId: string, format: AudioFormat | undefined): void {
    this.#replies = [...this.#replies.slice(1 - mostKept), { responseId, format: format ?? defaultFormat, silenced: false }]
  }

  audio(responseId: string, itemId: string, contentIndex: number, delta: string): void {
    const { format, silenced } = this.#replies.find((reply) => reply.responseId === responseId) ?? { format: defaultFormat, silenced: false }
    if (silenced) return
    const samples = decoded(delta, format)
    const rateHz = rateOf(format)
    const part = this.#partOf(itemId, contentIndex)
    part.totalMs += (samples.length / rateHz) * 1_000
    this.#speaker?.play(itemId, contentIndex, samples, rateHz)
  }

  end(itemId: string, contentIndex: number): void {
    this.#speaker?.end(itemId, contentIndex)
  }

  /** Silence at once, also of what is still on its way of the replies so far. null: nothing sounded. `totalMs`: what had arrived of the part that sounded. */
  flush(): (PlayedPosition & { readonly totalMs: number }) | null {
    this.#replies = this.#replies.map((reply) => ({ ...reply, silenced: true }))
    const position = this.#speaker?.flush() ?? null
    if (position === null) return null
    return { ...position, totalMs: this.#partOf(position.itemId, position.contentIndex).totalMs }
  }

  #partOf(itemId: string, contentIndex: number): Part {
    const known = this.#parts.find((part) => part.itemId === itemId && part.contentIndex === contentIndex)
    if (known) return known
    const part: Part = { itemId, contentIndex, totalMs: 0 }
    this.#parts = [...this.#parts.slice(1 - mostKept), part]
    return part
  }
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
