import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readWav } from '@sidetone/audio'

/** Recorded human speech stands beside the project where it is there at all; a fresh clone has none. */
const folder = fileURLToPath(new URL('../../../../shared/speech/', import.meta.url))

export interface HumanClip {
  readonly file: string
  readonly transcript: string
  readonly kind: readonly string[]
  readonly durationSeconds: number
  readonly speechStartSeconds: number
  /** The true end of speech. */
  readonly speechEndSeconds: number
  /** Silences of 0.3 s or more inside the speech. */
  readonly pausesSeconds: readonly (readonly [number, number])[]
}

export const hasHumanSpeech = existsSync(`${folder}manifest.jsonl`)

export function humanClips(): HumanClip[] {
  const lines = readFileSync(`${folder}manifest.jsonl`, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const row = JSON.parse(line)
    return {
      file: `${folder}${row.file}`,
      transcript: row.transcript,
      kind: row.kind,
      durationSeconds: row.duration_s,
      speechStartSeconds: row.speech_start_s,
      speechEndSeconds: row.speech_end_s,
      pausesSeconds: row.pauses_s,
    }
  })
}

export function readClip(clip: { file: string }): { samples: Int16Array; sampleRateHz: number } {
  return readWav(new Uint8Array(readFileSync(clip.file)))
}
