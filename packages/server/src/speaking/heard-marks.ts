import type { HeardMark } from './contract.js'

/** The marks of a reply that have not left yet. They leave in order and never go back. */
export class HeardMarks {
  #waiting: HeardMark[] = []
  #textEnd = 0

  add(mark: HeardMark): void {
    this.#textEnd = Math.max(this.#textEnd, mark.textEnd)
    this.#waiting.push({ textEnd: this.#textEnd, audioEndMs: mark.audioEndMs })
  }

  /** The furthest place in the text that has a mark. */
  get textEnd(): number {
    return this.#textEnd
  }

  /** The marks up to a place in the audio. */
  until(endMs: number): HeardMark[] {
    const taken = this.#waiting.filter((mark) => mark.audioEndMs <= endMs)
    this.#waiting = this.#waiting.filter((mark) => mark.audioEndMs > endMs)
    return taken
  }

  /** All of them, none later than the end of the audio: timings are estimates. */
  all(endMs: number): HeardMark[] {
    const taken = this.#waiting.map(({ textEnd, audioEndMs }) => ({ textEnd, audioEndMs: Math.min(audioEndMs, endMs) }))
    this.#waiting = []
    return taken
  }
}
