/** How a voice is made of one of Flite's own. */
export interface VoiceRecipe {
  /** slt: a woman, US. rms: a man, US. awb: a man, Scottish. kal16: a man, US; older, robotic, five times as fast to make as the others. */
  readonly base: 'slt' | 'rms' | 'awb' | 'kal16'
  /** Factor on the pitch. rms does not heed it. */
  readonly pitch: number
  /** Factor on pitch and formants together, as of a smaller (above 1) or larger head: played faster or slower, the rate of speech kept. Steps of 0.01. */
  readonly size: number
  /** Factor on the rate of speech. */
  readonly rate: number
  /** Brings the voice to -20 dBFS (RMS over a sentence). */
  readonly gainDb: number
}

/**
 * The names of OpenAI's voices, then Flite's own; the first is the default. Beside each: median pitch, seconds for an average sentence, and words
 * that Moonshine Tiny got wrong, over 20 sentences (198 words).
 */
export const voices: Readonly<Record<string, VoiceRecipe>> = {
  alloy: { base: 'slt', pitch: 1, size: 1, rate: 1, gainDb: -5.1 }, // 172 Hz, 2.86 s, 2.0 %
  ash: { base: 'rms', pitch: 1, size: 1.08, rate: 1, gainDb: 0.5 }, // 110 Hz, 3.22 s, 7.1 %
  ballad: { base: 'awb', pitch: 1, size: 1, rate: 0.93, gainDb: -0.4 }, // 131 Hz, 3.16 s, 6.1 %
  coral: { base: 'slt', pitch: 1.12, size: 1.1, rate: 1.04, gainDb: -6.3 }, // 211 Hz, 2.74 s, 7.6 %
  echo: { base: 'rms', pitch: 1, size: 1.16, rate: 1, gainDb: 0.5 }, // 119 Hz, 3.21 s, 3.0 %
  sage: { base: 'slt', pitch: 0.9, size: 1, rate: 0.95, gainDb: -3.4 }, // 154 Hz, 3.00 s, 5.1 %
  shimmer: { base: 'slt', pitch: 1.2, size: 1.08, rate: 0.95, gainDb: -6.7 }, // 222 Hz, 3.00 s, 7.1 %
  verse: { base: 'awb', pitch: 0.95, size: 0.95, rate: 1.1, gainDb: -0.3 }, // 119 Hz, 2.68 s, 8.1 %
  marin: { base: 'slt', pitch: 1.06, size: 1, rate: 0.95, gainDb: -5.9 }, // 182 Hz, 3.00 s, 5.6 %
  cedar: { base: 'rms', pitch: 1, size: 0.95, rate: 1, gainDb: 0.5 }, // 95 Hz, 3.23 s, 6.1 %
  fable: { base: 'awb', pitch: 1.05, size: 1.06, rate: 1.05, gainDb: -0.6 }, // 145 Hz, 2.80 s, 6.1 %
  onyx: { base: 'rms', pitch: 1, size: 0.9, rate: 0.96, gainDb: 0.5 }, // 90 Hz, 3.37 s, 6.6 %
  nova: { base: 'slt', pitch: 1.1, size: 1.02, rate: 1.04, gainDb: -6.3 }, // 193 Hz, 2.75 s, 8.1 %
  slt: { base: 'slt', pitch: 1, size: 1, rate: 1, gainDb: -5.1 }, // 172 Hz, 2.86 s, 2.0 %
  rms: { base: 'rms', pitch: 1, size: 1, rate: 1, gainDb: 0.5 }, // 101 Hz, 3.23 s, 4.5 %
  awb: { base: 'awb', pitch: 1, size: 1, rate: 1, gainDb: -0.4 }, // 131 Hz, 2.94 s, 6.6 %
  kal16: { base: 'kal16', pitch: 1, size: 1, rate: 1, gainDb: 7.5 }, // 91 Hz, 2.72 s, 12.6 %
}
