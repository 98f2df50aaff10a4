import { describe, expect, it } from 'vitest'
import type { SpeechRecogniser, Utterance } from '../providers/stt/contract.js'
import type { VoiceActivityDetector } from '../providers/vad/contract.js'
import type { RecordedSegment } from './contract.js'
import { createTranscribeRecording } from './transcribe-recording.js'

const rate = 16_000
const never = new AbortController().signal

/** Seconds of voice (a tone) and of silence by turns, beginning with voice. */
function recording(...seconds: number[]): Float32Array {
  const parts = seconds.map((each, part) => Float32Array.from({ length: each * rate }, (_, index) => (part % 2 === 0 ? 0.3 * Math.sin(index * 0.2) : 0)))
  return Float32Array.from(parts.flatMap((part) => [...part]))
}

/** Loud is voice. */
const detector: VoiceActivityDetector = {
  name: 'loud',
  open: () => ({ accept: (frame) => frame.some((sample) => Math.abs(sample) > 0.1), reset: () => {}, close: () => {} }),
  close: () => Promise.resolve(),
}

/** Says how many seconds it was given. */
function recogniser(given: Utterance[] = []): SpeechRecogniser {
  return {
    name: 'counting',
    recognise: async (utterance) => {
      given.push(utterance)
      return { text: `${Math.round(utterance.samples.length / rate)}s` }
    },
    close: () => Promise.resolve(),
  }
}

async function transcribed(samples: Float32Array, given: Utterance[] = []): Promise<RecordedSegment[]> {
  const segments: RecordedSegment[] = []
  for await (const segment of createTranscribeRecording({ detector, recogniser: recogniser(given) })(samples, 'en', never)) segments.push(segment)
  return segments
}

describe('a recording', () => {
  it('is cut at its long pauses, each segment with its own times', async () => {
    const segments = await transcribed(recording(2, 1, 3, 0.3, 1))
    expect(segments).toHaveLength(2)
    const near = (ms: number | undefined, expected: number) => expect(Math.abs((ms ?? 0) - expected)).toBeLessThan(60)
    near(segments[0]?.startMs, 0)
    near(segments[0]?.endMs, 2_000)
    near(segments[1]?.startMs, 3_000)
    near(segments[1]?.endMs, 7_300)
  })

  it('without a long pause is cut at shorter ones, the longer it lasts', async () => {
    const segments = await transcribed(recording(8, 0.45, 8, 0.45, 8, 0.45, 8))
    expect(segments).toHaveLength(4)
  })

  it('without any pause is cut where the recogniser would begin to err', async () => {
    const given: Utterance[] = []
    const segments = await transcribed(recording(70), given)
    expect(segments.length).toBeGreaterThanOrEqual(3)
    expect(Math.max(...given.map(({ samples }) => samples.length / rate))).toBeLessThan(25)
    expect(segments.at(-1)?.endMs).toBe(70_000)
  })

  it('of silence has no segments, and nothing is given to the recogniser', async () => {
    const given: Utterance[] = []
    expect(await transcribed(new Float32Array(rate * 3), given)).toEqual([])
    expect(given).toEqual([])
  })

  it('is left at once when its client is', async () => {
    const left = new AbortController()
    const transcribe = createTranscribeRecording({ detector, recogniser: recogniser() })
    const reading = (async () => {
      for await (const _ of transcribe(recording(1, 1, 1, 1, 1, 1), null, left.signal)) left.abort(new Error('left'))
    })()
    await expect(reading).rejects.toThrow('left')
  })
})
