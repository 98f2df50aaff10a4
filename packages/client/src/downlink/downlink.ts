import { decodeAlaw, decodeMulaw, int16FromBytes } from '@sidetone/audio'
import { bytesFromBase64 } from '../base64.js'
import type { AudioFormat, PlayedPosition, Speaker } from '../contract.js'

interface Part {
  readonly itemId: string
  readonly contentIndex: number
  /** Audio that has arrived. */
  totalMs: number
}

/** Reply audio on its way in: decoded as its reply's format says, and given to the speaker. Knows how much of each part there is. */
export class Downlink {
  readonly #speaker: Speaker | null
  readonly #formats = new Map<string, AudioFormat>()
  #parts: Part[] = []

  constructor(speaker: Speaker | null) {
    this.#speaker = speaker
  }

  /** A reply keeps the format with which it began. */
  begin(responseId: string, format: AudioFormat | undefined): void {
    this.#formats.clear()
    this.#formats.set(responseId, format ?? { type: 'audio/pcm', rate: 24_000 })
  }

  audio(responseId: string, itemId: string, contentIndex: number, delta: string): void {
    const format = this.#formats.get(responseId) ?? { type: 'audio/pcm', rate: 24_000 }
    const samples = decoded(delta, format)
    const rateHz = format.type === 'audio/pcm' ? format.rate : 8_000
    const part = this.#partOf(itemId, contentIndex)
    part.totalMs += (samples.length / rateHz) * 1_000
    this.#speaker?.play(itemId, contentIndex, samples, rateHz)
  }

  end(itemId: string, contentIndex: number): void {
    this.#speaker?.end(itemId, contentIndex)
  }

  /** Silence at once. null: nothing sounded. `totalMs`: what had arrived of the part that sounded. */
  flush(): (PlayedPosition & { readonly totalMs: number }) | null {
    const position = this.#speaker?.flush() ?? null
    if (position === null) return null
    return { ...position, totalMs: this.#partOf(position.itemId, position.contentIndex).totalMs }
  }

  totalMs(itemId: string, contentIndex: number): number {
    return this.#partOf(itemId, contentIndex).totalMs
  }

  #partOf(itemId: string, contentIndex: number): Part {
    const known = this.#parts.find((part) => part.itemId === itemId && part.contentIndex === contentIndex)
    if (known) return known
    const part: Part = { itemId, contentIndex, totalMs: 0 }
    // Only the newest can still sound.
    this.#parts = [...this.#parts.slice(-15), part]
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
