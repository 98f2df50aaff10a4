import type { MouthShape } from '../contract.js'
import { nearestVowel } from './vowels.js'

type Viseme = MouthShape['viseme']

export const silentMouth: MouthShape = { viseme: 'sil', weight: 0 }

/** 48 dB below full scale: the end of a spoken vowel. */
const silentLevel = 0.2
/** The level of a loud vowel, 24 dB below full scale. */
const openLevel = 0.6
const bandHz = 125
/** Voiced sounds have most of their power below this, fricatives above (K. N. Stevens, "Acoustic Phonetics", MIT Press 1998, chapter 8). */
const voicedBelowHz = 2_000
const fricativeShare = 0.6
/**
 * Between the spectral peaks of `sh` (3.8 kHz on average) and of `s` (6.8 kHz); `f` and `th` are as high as `s`, and about 10 dB softer: A. Jongman, R. Wayland,
 * S. Wong, "Acoustic characteristics of English fricatives", JASA 108 (2000), tables II and VI.
 */
const shBelowHz = 5_000
const softFricativeLevel = 0.4
/** A nasal murmur has its power in its first resonance near 250 Hz and next to none above 700 Hz (Stevens, chapter 9). */
const murmurBelowHz = 700
const murmurShare = 0.9985

/** The viseme of one moment: level from 0 to 1 and amplitudes of 64 bands of 125 Hz. Plosives are too short for it; `PP` is the mouth's own (see `createMouth`). */
export function visemeOf(level: number, spectrum: Float32Array): Viseme {
  if (level < silentLevel) return 'sil'
  const whole = power(spectrum, 0, 8_000)
  if (power(spectrum, voicedBelowHz, 8_000) > fricativeShare * whole) {
    if (peakHz(spectrum) < shBelowHz) return 'CH'
    return level < softFricativeLevel ? 'FF' : 'SS'
  }
  if (power(spectrum, 0, murmurBelowHz) > murmurShare * whole) return 'nn'
  return nearestVowel(spectrum).viseme
}

export interface Mouth {
  take(level: number, spectrum: Float32Array): MouthShape
}

/** Frames that another viseme has to last: one alone is a slip of the estimate. */
const lastingFrames = 2
/** Frames of quiet that are lips closed for a plosive, not the end of speech: up to 100 ms at 30 frames a second. */
const closureFrames = 3
/** Parts of the way to the new weight that each frame goes: mouths open faster than they close. */
const opening = 0.6
const closing = 0.35

/** A mouth that moves with what it is given, about 30 times a second, without flicker. */
export function createMouth(): Mouth {
  let shown: MouthShape = silentMouth
  let next: { readonly viseme: Viseme; readonly frames: number } = { viseme: 'sil', frames: 0 }
  return {
    take(level, spectrum) {
      const viseme = visemeOf(level, spectrum)
      next = viseme === next.viseme ? { viseme, frames: next.frames + 1 } : { viseme, frames: 1 }
      const wanted = viseme === 'sil' ? 0 : Math.min(1, Math.max(0.1, (level - silentLevel) / (openLevel - silentLevel)))
      const weight = shown.weight + (wanted - shown.weight) * (wanted > shown.weight ? opening : closing)
      shown = weight < 0.02 && viseme === 'sil' ? silentMouth : { viseme: shownViseme(shown.viseme, next), weight }
      return shown
    },
  }
}

function shownViseme(shown: Viseme, { viseme, frames }: { readonly viseme: Viseme; readonly frames: number }): Viseme {
  if (viseme === 'sil') return shown !== 'sil' && frames <= closureFrames ? 'PP' : 'sil'
  return frames >= lastingFrames || shown === 'sil' || shown === 'PP' ? viseme : shown
}

function power(spectrum: Float32Array, fromHz: number, toHz: number): number {
  return spectrum.subarray(Math.round(fromHz / bandHz), Math.round(toHz / bandHz)).reduce((sum, amplitude) => sum + amplitude * amplitude, 1e-12)
}

function peakHz(spectrum: Float32Array): number {
  let loudest = 0
  for (let band = 1; band < spectrum.length; band++) if ((spectrum[band] as number) > (spectrum[loudest] as number)) loudest = band
  return (loudest + 0.5) * bandHz
}
