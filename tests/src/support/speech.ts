import { bytesFromInt16, floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import { createFliteSynthesiser } from '@sidetone/server/providers/tts/flite/flite.js'
import { hasHumanSpeech, humanClips, readClip } from './human-speech.js'
import type { WireEvent } from './wire-log.js'

export interface SpokenLine {
  readonly by: 'human' | 'synthesised'
  readonly transcript: string
  /** 24 kHz, with half a second of silence before and a second behind. */
  readonly samples: Int16Array
}

/** A line that a person says: recorded where recordings are to be had, synthesised otherwise (and the test says so). */
export async function spokenLine(): Promise<SpokenLine> {
  if (!hasHumanSpeech) {
    const transcript = 'Could you tell me what time it is, please?'
    return { by: 'synthesised', transcript, samples: await synthesised(transcript) }
  }
  const clip = humanClips().find((each) => each.kind.includes('read') && each.pausesSeconds.length === 0 && each.durationSeconds < 5)
  if (!clip) throw new Error('No short read clip among the recordings.')
  const { samples, sampleRateHz } = readClip(clip)
  return { by: 'human', transcript: clip.transcript, samples: padded(resample(floatFromInt16(samples), sampleRateHz, 24_000)) }
}

/** The sentence in Flite's voice, as the microphone would bring it. */
export async function synthesised(sentence: string): Promise<Int16Array> {
  const flite = await createFliteSynthesiser({ threads: 1 })
  try {
    const pieces: Float32Array[] = []
    let rateHz = 16_000
    for await (const piece of flite.synthesise({ text: sentence, voice: 'slt', speed: 1 }, new AbortController().signal)) {
      pieces.push(floatFromInt16(piece.samples))
      rateHz = piece.sampleRateHz
    }
    return padded(resample(concat(pieces), rateHz, 24_000))
  } finally {
    await flite.close()
  }
}

function padded(speech: Float32Array): Int16Array {
  return int16FromFloat(concat([new Float32Array(12_000), speech, new Float32Array(24_000)]))
}

export function concat(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** The line (24 kHz), four times, with 8 s between: what a busy machine misses of it the first time comes again, and the later ones interrupt a longer reply. */
export function saidUntilHeard(line: Float32Array): Float32Array {
  const pause = new Float32Array(8 * 24_000)
  return concat([line, pause, line, pause, line, pause, line])
}

/** 20 ms packets as base64, ready to append. */
export function packetsOf(samples: Int16Array, sampleRateHz = 24_000): string[] {
  const bytes = bytesFromInt16(samples)
  const packetBytes = (sampleRateHz / 50) * 2
  const packets: string[] = []
  for (let at = 0; at < bytes.length; at += packetBytes) packets.push(Buffer.from(bytes.subarray(at, at + packetBytes)).toString('base64'))
  return packets
}

/** What the audio deltas of a reply hold, as samples. */
export function samplesOf(deltas: readonly WireEvent[]): Int16Array {
  const bytes = Buffer.concat(deltas.map((each) => Buffer.from(each.delta ?? '', 'base64')))
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 2)))
}
