import { hasHumanSpeech, humanClips, readClip } from '@sidetone/tests/support/human-speech.js'
import { synthesised } from '@sidetone/tests/support/speech.js'

export interface BenchClip {
  readonly name: string
  readonly transcript: string
  readonly samples: Int16Array
  readonly sampleRateHz: number
  readonly durationSeconds: number
  readonly speechStartSeconds: number
  /** The true end of speech. */
  readonly speechEndSeconds: number
}

const sentences = [
  'Could you tell me what time it is, please?',
  'I would like to book a table for two on Friday evening.',
  'What is the weather going to be like tomorrow?',
  'Please repeat the last thing you said.',
  'My order has not arrived and I would like to know where it is.',
  'How do I change the voice?',
]

/** Human clips spread evenly over the collection, without a pause that would end the turn; synthesised sentences where there are no recordings. */
export async function benchClips({
  limit,
  longestPauseSeconds,
}: {
  limit: number
  longestPauseSeconds: number
}): Promise<{ clips: BenchClip[]; source: string }> {
  if (!hasHumanSpeech) {
    const clips = await Promise.all(sentences.slice(0, limit).map(synthesisedClip))
    return { clips, source: 'SYNTHESISED speech: there are no recordings beside the project' }
  }
  const fitting = humanClips().filter((clip) => clip.pausesSeconds.every(([start, end]) => end - start < longestPauseSeconds))
  const every = Math.max(1, fitting.length / limit)
  const chosen = fitting.filter((_, index) => Math.floor(index / every) !== Math.floor((index - 1) / every))
  return { clips: chosen.map((clip) => ({ ...clip, ...readClip(clip), name: clip.file.split('/').at(-1) ?? clip.file })), source: 'human speech' }
}

/** The sentence between half a second and a second of silence, as `synthesised` makes it. */
async function synthesisedClip(transcript: string): Promise<BenchClip> {
  const samples = await synthesised(transcript)
  const durationSeconds = samples.length / 24_000
  return { name: transcript, transcript, samples, sampleRateHz: 24_000, durationSeconds, speechStartSeconds: 0.5, speechEndSeconds: durationSeconds - 1 }
}
