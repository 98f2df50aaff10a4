import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { floatFromInt16, readWav, resample, rms } from '@sidetone/audio'

/** Recorded noises stand beside the project, with the human speech. */
const folder = fileURLToPath(new URL('../../../../shared/speech/', import.meta.url))

export interface Noise {
  readonly name: string
  /** 16 kHz. */
  readonly samples: Float32Array
}

export function noises(): Noise[] {
  const list = `${folder}noise/manifest.jsonl`
  if (!existsSync(list)) return []
  return readFileSync(list, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string })
    .map(({ file }) => {
      const { samples, sampleRateHz } = readWav(new Uint8Array(readFileSync(`${folder}${file}`)))
      return { name: file.replace(/^.*\/|\.wav$/g, ''), samples: resample(floatFromInt16(samples), sampleRateHz, 16_000) }
    })
}

/** Speech with silence around it, and noise over all of it: `snrDb` is the ratio of the powers while someone speaks; null: no noise. */
export function scene(
  speech: Float32Array,
  spoken: { from: number; to: number },
  padding: number,
  noise: Noise,
  snrDb: number | null,
  offset: number,
): Float32Array {
  const whole = new Float32Array(speech.length + 2 * padding)
  whole.set(speech, padding)
  if (snrDb === null) return whole
  const bed = whole.map((_, index) => noise.samples[(offset + index) % noise.samples.length] as number)
  const under = rms(bed.subarray(padding + spoken.from, padding + spoken.to))
  const gain = (rms(speech.subarray(spoken.from, spoken.to)) / Math.max(under, 1e-4)) * 10 ** (-snrDb / 20)
  return whole.map((sample, index) => sample + gain * (bed[index] as number))
}

/** Numbers in [0, 1), the same for the same seed: a linear congruential generator (Numerical Recipes). */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
