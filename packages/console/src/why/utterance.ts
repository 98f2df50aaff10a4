import { floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import type { AudioPiece } from '../session-log/audio-pieces.js'

/** What was said in one turn, to be heard again. */
export interface Utterance {
  /** At 24 kHz. Begins `leadMs` before the speech; what was not kept is silence. */
  readonly samples: Int16Array
  /** Where it begins in the session's audio. */
  readonly startMs: number
  /** Its speech ends here, from its beginning. */
  readonly speechEndMs: number
}

export const utteranceRateHz = 24_000
/** Detectors want to hear how quiet it was before. */
const leadMs = 500
/** What followed belongs to it: perhaps the user went on. */
const tailMs = 2_500
/** Longer speech is heard again from this far before its end. */
const longestMs = 30_000

/** Cuts one turn's speech out of what was sent; null: its audio was not kept. */
export function utterance(pieces: readonly AudioPiece[], speech: { readonly startMs: number; readonly endMs: number }): Utterance | null {
  const startMs = Math.max(0, speech.startMs - leadMs, speech.endMs - longestMs)
  const lengthMs = speech.endMs + tailMs - startMs
  const samples = new Int16Array(Math.round((lengthMs * utteranceRateHz) / 1_000))
  let found = false
  for (const piece of pieces) {
    const fromMs = piece.audioStartMs - startMs
    if (piece.side !== 'user' || fromMs >= lengthMs || fromMs + piece.durationMs <= 0) continue
    let atMs = fromMs
    for (const packet of piece.packets) {
      const packetMs = (packet.length / piece.sampleRateHz) * 1_000
      if (atMs + packetMs > 0 && atMs < lengthMs) place(samples, atRate(packet, piece.sampleRateHz), Math.round((atMs * utteranceRateHz) / 1_000))
      atMs += packetMs
    }
    found ||= fromMs < speech.endMs - startMs
  }
  return found ? { samples, startMs, speechEndMs: speech.endMs - startMs } : null
}

function atRate(packet: Int16Array, sampleRateHz: number): Int16Array {
  return sampleRateHz === utteranceRateHz ? packet : int16FromFloat(resample(floatFromInt16(packet), sampleRateHz, utteranceRateHz))
}

function place(into: Int16Array, packet: Int16Array, at: number): void {
  const from = Math.max(0, -at)
  const room = into.length - Math.max(0, at)
  if (from < packet.length && room > 0) into.set(packet.subarray(from, from + room), Math.max(0, at))
}
