import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decodeMulaw, floatFromInt16, resample } from '@sidetone/audio'
import { hasHumanSpeech, humanClips, readClip } from './human-speech.js'

const question = fileURLToPath(new URL('../../../packages/conformance/assets/question.wav', import.meta.url))
/** It is u-law at 24 kHz behind a plain header. */
const headerBytes = 44
const longestSamples = 16_000 * 6

/** Sounds at 16 kHz by name: those that are here. Noise (a linear congruential generator, Numerical Recipes) and synthesised speech always are, human speech where there is any. */
export function sileroSounds(): Map<string, Float32Array> {
  let state = 1
  const noise = Float32Array.from({ length: 32_000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return 0.1 * (state / 2 ** 31 - 1)
  })
  const sounds = new Map([
    ['noise', noise],
    ['question', at16kHz({ samples: decodeMulaw(new Uint8Array(readFileSync(question)).subarray(headerBytes)), sampleRateHz: 24_000 })],
  ])
  if (hasHumanSpeech) {
    for (const clip of humanClips().filter((_, index) => index % 28 === 0)) sounds.set(clip.file.split('/').at(-1) as string, at16kHz(readClip(clip)))
  }
  return sounds
}

function at16kHz({ samples, sampleRateHz }: { samples: Int16Array; sampleRateHz: number }): Float32Array {
  return resample(floatFromInt16(samples), sampleRateHz, 16_000).subarray(0, longestSamples)
}
