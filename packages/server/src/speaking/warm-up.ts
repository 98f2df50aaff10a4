import { OutputAudio } from './output-audio.js'
import { speakable } from './speakable/speakable.js'

/** Touches what most replies touch. */
const text = 'Dr. Ann has **2** of [10](x) at 9:30, i.e. $5 & 3 km - on Nov 1, 2026 (50%) etc.'

/** Takes the work of a first time, about 100 ms, off the first reply: patterns are compiled at their first use, resampling filters are designed then. */
export function warmUp(): void {
  // The engine compiles a pattern to machine code at its second use.
  for (let time = 0; time < 2; time++) speakable(text)
  for (const sampleRateHz of [24_000, 8_000] as const) {
    const audio = new OutputAudio({ encoding: 'pcm16', sampleRateHz }, 200)
    for (const _ of audio.write(new Int16Array(8_000), 16_000));
  }
}
