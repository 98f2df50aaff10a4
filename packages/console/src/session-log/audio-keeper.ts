import type { AudioFormat } from '@sidetone/client'
import { type AudioPiece, decoded, rateOf } from './audio-pieces.js'

/** Both sides together; at 24 kHz that is 58 MB. */
export const mostAudioMs = 20 * 60_000
/** Longer speech goes on in another piece, so that the oldest can be dropped in portions. */
const longestPieceMs = 30_000

type Open = { -readonly [Field in keyof AudioPiece]: AudioPiece[Field] } & { packets: Int16Array[] }

/** The last minutes of what was sent and what arrived, as it went over the wire. */
export class AudioKeeper {
  #on = true
  #pieces: Open[] = []
  #keptMs = 0
  #droppedMs = 0
  /** Where the session's audio is: what was sent, and the silence that was told instead. */
  #heardMs = 0
  #user: Open | null = null

  get on(): boolean {
    return this.#on
  }

  get pieces(): readonly AudioPiece[] {
    return this.#pieces
  }

  get keptMs(): number {
    return this.#keptMs
  }

  get droppedMs(): number {
    return this.#droppedMs
  }

  /** How much audio the session has heard. */
  get heardMs(): number {
    return this.#heardMs
  }

  /** The first session is one that has heard so much of another page; a new one has heard nothing. */
  goOnAt(heardMs: number): void {
    this.#heardMs = heardMs
  }

  /** Off forgets what was kept. */
  turn(on: boolean): void {
    this.#on = on
    if (!on) this.forget()
  }

  forget(): void {
    this.#pieces = []
    this.#user = null
    this.#keptMs = 0
    this.#droppedMs = 0
  }

  /** Another session: its audio begins at 0, and that of the one before has no place in it. */
  beginSession(): void {
    this.#heardMs = 0
    this.#user = null
    for (const piece of this.#pieces) piece.audioStartMs = Number.NEGATIVE_INFINITY
  }

  silence(durationMs: number): void {
    this.#heardMs += durationMs
    this.#user = null
  }

  sent(base64: string, format: AudioFormat, atMs: number): void {
    const samples = decoded(base64, format)
    const sampleRateHz = rateOf(format)
    const durationMs = (samples.length / sampleRateHz) * 1_000
    const startMs = this.#heardMs
    this.#heardMs += durationMs
    if (!this.#on) return
    let piece = this.#user
    if (!piece || piece.sampleRateHz !== sampleRateHz || piece.durationMs >= longestPieceMs) {
      piece = this.#begin('user', null, sampleRateHz, startMs, atMs - durationMs)
      this.#user = piece
    }
    this.#append(piece, samples, durationMs)
    // Packets that waited leave in one go: the one that waited least tells when the first was spoken.
    piece.atMs = Math.min(piece.atMs, atMs - piece.durationMs)
  }

  arrived(itemId: string, base64: string, format: AudioFormat, atMs: number): void {
    if (!this.#on) return
    const samples = decoded(base64, format)
    const sampleRateHz = rateOf(format)
    const last = this.#pieces.findLast(({ side }) => side === 'reply')
    const goesOn = last?.itemId === itemId && last.sampleRateHz === sampleRateHz
    const piece = goesOn ? last : this.#begin('reply', itemId, sampleRateHz, 0, atMs)
    this.#append(piece, samples, (samples.length / sampleRateHz) * 1_000)
  }

  /** When this place of the session's audio was spoken, on the client's clock; null: nothing behind it was kept. Time went on as fast where silence was only told. */
  spokenAtMs(audioMs: number): number | null {
    const piece = this.#pieces.find(
      ({ side, audioStartMs, durationMs }) => side === 'user' && audioMs <= audioStartMs + durationMs && Number.isFinite(audioStartMs),
    )
    return piece ? piece.atMs + audioMs - piece.audioStartMs : null
  }

  #begin(side: AudioPiece['side'], itemId: string | null, sampleRateHz: number, audioStartMs: number, atMs: number): Open {
    const piece: Open = { side, itemId, sampleRateHz, audioStartMs, atMs, durationMs: 0, packets: [] }
    this.#pieces.push(piece)
    return piece
  }

  #append(piece: Open, samples: Int16Array, durationMs: number): void {
    piece.packets.push(samples)
    piece.durationMs += durationMs
    this.#keptMs += durationMs
    while (this.#keptMs > mostAudioMs && this.#pieces.length > 1) {
      const oldestMs = this.#pieces.shift()?.durationMs ?? 0
      this.#keptMs -= oldestMs
      this.#droppedMs += oldestMs
    }
  }
}
