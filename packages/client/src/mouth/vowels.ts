import type { MouthShape } from '../contract.js'

type Viseme = MouthShape['viseme']

/**
 * Mean first three formants of American English vowels in Hz, of men and of women: G. E. Peterson, H. L. Barney, "Control methods used in a study of the vowels",
 * JASA 24 (1952), table II.
 */
const vowels: readonly (readonly [Viseme, number, number, number])[] = [
  ['ih', 270, 2290, 3010],
  ['ih', 310, 2790, 3310],
  ['ih', 390, 1990, 2550],
  ['ih', 430, 2480, 3070],
  ['E', 530, 1840, 2480],
  ['E', 610, 2330, 2990],
  ['E', 660, 1720, 2410],
  ['E', 860, 2050, 2850],
  ['aa', 730, 1090, 2440],
  ['aa', 850, 1220, 2810],
  ['aa', 640, 1190, 2390],
  ['aa', 760, 1400, 2780],
  ['oh', 570, 840, 2410],
  ['oh', 590, 920, 2710],
  ['ou', 440, 1020, 2240],
  ['ou', 470, 1160, 2680],
  ['ou', 300, 870, 2240],
  ['ou', 370, 950, 2670],
  ['RR', 490, 1350, 1690],
  ['RR', 500, 1640, 1960],
]

const bandHz = 125
/** Vowels differ below 4 kHz. The lowest band holds the voice's pitch more than the mouth's shape. */
const firstBand = 1
const lastBand = 30
/** Softer parts of a spectrum than this below its peak are noise of the room or of the codec. */
const rangeDb = 45
/** Bandwidths of the formants in Hz, as in D. H. Klatt, "Software for a cascade/parallel formant synthesizer", JASA 67 (1980), table I. */
const bandwidths = [60, 90, 150] as const

const templates = vowels.map(([viseme, ...formants]) => ({ viseme, shape: centred(smoothedDb(envelope(formants))) }))

/** The vowel whose envelope is most like this spectrum's: by correlation in dB, which neither loudness nor the tilt of a microphone changes much. */
export function nearestVowel(spectrum: Float32Array): { readonly viseme: Viseme; readonly likeness: number } {
  const shape = centred(smoothedDb(spectrum))
  let best: { viseme: Viseme; likeness: number } = { viseme: 'aa', likeness: -1 }
  for (const { viseme, shape: template } of templates) {
    const likeness = shape.reduce((sum, value, band) => sum + value * (template[band] as number), 0)
    if (likeness > best.likeness) best = { viseme, likeness }
  }
  return best
}

/** A cascade of resonances under a voice that falls by 12 dB an octave and lips that radiate 6 dB an octave more: amplitude by band. */
function envelope(formants: readonly number[]): Float32Array {
  return Float32Array.from({ length: lastBand + 2 }, (_, band) => {
    const hertz = (band + 0.5) * bandHz
    return formants.reduce((product, formant, index) => {
      const half = (bandwidths[index] as number) / 2
      return (product * (formant ** 2 + half ** 2)) / Math.hypot(hertz - formant, half) / Math.hypot(hertz + formant, half)
    }, 1 / hertz)
  })
}

/** The loudest of each band and its neighbours: between the harmonics of a high voice lie bands without sound. */
function smoothedDb(spectrum: Float32Array): number[] {
  const loudest = Math.max(1e-6, ...spectrum.subarray(firstBand, lastBand + 1))
  return bands((band) => {
    const amplitude = Math.max(spectrum[band - 1] ?? 0, spectrum[band] ?? 0, spectrum[band + 1] ?? 0)
    return Math.max(-rangeDb, 20 * Math.log10(amplitude / loudest + 1e-9))
  })
}

function bands(value: (band: number) => number): number[] {
  return Array.from({ length: lastBand - firstBand + 1 }, (_, index) => value(firstBand + index))
}

/** Without its mean, and of length 1. */
function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const length = Math.hypot(...values.map((value) => value - mean)) || 1
  return values.map((value) => (value - mean) / length)
}
