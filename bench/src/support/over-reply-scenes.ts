import { floatFromInt16, int16FromFloat, resample, rms } from '@sidetone/audio'
import { createFliteSynthesiser } from '@sidetone/server/providers/tts/flite/flite.js'
import { type HumanClip, hasHumanSpeech, humanClips, readClip } from '@sidetone/tests/support/human-speech.js'
import { concat } from '@sidetone/tests/support/speech.js'
import { madeNoises, scaled } from './made-noises.js'
import { type Noise, noises } from './noises.js'
import { overReplyWords } from './over-reply-words.js'

/**
 * `interruption`: a sentence; `loud`: one that is 12 dB above what the speaker said before; `noisy`: one in noise, with its ratio in dB; `command`: one or two words that want the floor; `goes-on`: the sentence went on
 * when the reply had just begun; `backchannel`; `noise`; `side-talk`: somebody else, further away.
 */
export type OverReplyKind = 'interruption' | 'loud' | 'noisy' | 'command' | 'goes-on' | 'backchannel' | 'noise' | 'side-talk'

/** Speech or noise over a reply to something that was said before, all 24 kHz. */
export interface OverReplyScene {
  readonly kind: OverReplyKind
  readonly by: 'human' | 'synthesised' | 'recorded' | 'made'
  /** The thresholds were chosen on `tuning` scenes alone. */
  readonly set: 'tuning' | 'measuring'
  readonly name: string
  readonly snrDb: number | null
  /** What the reply answers. */
  readonly opener: Int16Array
  /** From the first audio of the reply on. */
  readonly samples: Int16Array
  /** Within `samples`: where the sound begins. */
  readonly onsetMs: number
}

/** Kinds that must take the floor; the others must not. */
export const takesFloor: readonly OverReplyKind[] = ['interruption', 'loud', 'noisy', 'command', 'goes-on']

const rateHz = 24_000
/** Where in the reply the sound begins, in seconds from its first audio. */
const points = [1, 2.2, 3.7]
/** A speaker goes on so soon after the reply has begun. */
const goesOnPoints = [0.1, 0.3, 0.6]
const mostSpeechSeconds = 2.5
const tuningVoices = ['slt', 'rms']
const measuringVoices = ['awb', 'kal16']
const pieces = [
  [0, 0.3],
  [1, 0.5],
  [2, 0.8],
  [3, 1.2],
] as const
const snrsDb = [20, 10, 5]
const sideTalkDb = [12, 16, 20]
const louderDb = 12

/** Every scene, in a fixed order. Human speech and recorded noises are left out where there are none. */
export async function overReplyScenes(): Promise<OverReplyScene[]> {
  const spoken = await synthesisedScenes()
  const human = hasHumanSpeech ? humanScenes(humanClips().map(readSpeech)) : []
  return [...spoken, ...human]
}

interface Speech {
  readonly name: string
  readonly samples: Float32Array
  readonly startSeconds: number
  readonly endSeconds: number
}

function readSpeech(clip: HumanClip): Speech {
  const { samples, sampleRateHz } = readClip(clip)
  const name = clip.file.split('/').at(-1) ?? clip.file
  return { name, samples: resample(floatFromInt16(samples), sampleRateHz, rateHz), startSeconds: clip.speechStartSeconds, endSeconds: clip.speechEndSeconds }
}

function humanScenes(clips: readonly Speech[]): OverReplyScene[] {
  const scenes: OverReplyScene[] = []
  const beds = noises().filter(({ name }) => ['cafe_babble', 'city_street', 'dishes', 'train', 'wind', 'room_tone'].includes(name))
  const common = { by: 'human', set: 'measuring', snrDb: null } as const
  for (const [index, clip] of clips.entries()) {
    const opener = int16FromFloat(cut(clip))
    scenes.push({ ...common, kind: 'interruption', name: clip.name, opener, ...at(index, beginning(clip), toOnset(clip)) })
    if (index % 4 === 1) scenes.push({ ...common, kind: 'goes-on', name: clip.name, opener, ...at(index, beginning(clip), toOnset(clip), goesOnPoints) })
    if (index % 4 === 2) scenes.push({ ...common, kind: 'loud', name: clip.name, opener, ...at(index, louder(beginning(clip)), toOnset(clip)) })
    for (const [which, snrDb] of snrsDb.entries()) {
      const bed = beds[(index + which) % Math.max(1, beds.length)]
      if (index % 4 !== which || !bed) continue
      const placed = at(index, beginning(clip), toOnset(clip))
      scenes.push({ ...common, kind: 'noisy', name: `${clip.name} in ${bed.name}`, snrDb, opener, ...placed, samples: inNoise(placed, clip, bed, snrDb) })
    }
    if (index % 4 !== 3) continue
    const other = clips[(index + 41) % clips.length] as Speech
    const belowDb = sideTalkDb[scenes.filter(({ kind }) => kind === 'side-talk').length % sideTalkDb.length] as number
    const distant = farAway(beginning(other), belowDb, rms(cut(clip)), rms(cut(other)))
    scenes.push({ ...common, kind: 'side-talk', name: `${other.name} ${belowDb} dB down`, opener, ...at(index, distant, lead(other)) })
  }
  for (const [index, { clip: file, kind, fromSeconds, toSeconds }] of overReplyWords.human.entries()) {
    const clip = clips.find(({ name }) => name === file)
    if (!clip) continue
    const word = clip.samples.slice(Math.round(fromSeconds * rateHz), Math.round(toSeconds * rateHz))
    scenes.push({ ...common, kind, name: `${file} ${fromSeconds}-${toSeconds}`, opener: int16FromFloat(cut(clip)), ...at(index, faded(word), 0) })
  }
  const speech = cut(clips.find(({ name }) => name.startsWith('riva')) ?? (clips[0] as Speech))
  const opener = int16FromFloat(speech)
  for (const [fileIndex, noise] of noises().entries()) {
    const set = fileIndex % 2 === 0 ? 'tuning' : 'measuring'
    for (const [index, [from, length]] of pieces.entries()) {
      const piece = resample(noise.samples.slice(from * 16_000, Math.round((from + length) * 16_000)), 16_000, rateHz)
      const samples = scaled(faded(piece), rms(speech))
      scenes.push({ kind: 'noise', by: 'recorded', set, name: `${noise.name} ${from}+${length}`, snrDb: null, opener, ...at(fileIndex + index, samples, 0) })
    }
  }
  for (const [index, { name, seed, samples }] of madeNoises(rateHz, rms(speech)).entries()) {
    const set = seed % 2 === 0 ? 'tuning' : 'measuring'
    scenes.push({ kind: 'noise', by: 'made', set, name, snrDb: null, opener, ...at(index, samples, 0) })
  }
  return scenes
}

async function synthesisedScenes(): Promise<OverReplyScene[]> {
  const flite = await createFliteSynthesiser({ threads: 1 })
  const say = async (text: string, voice: string) => {
    const parts: Float32Array[] = []
    for await (const piece of flite.synthesise({ text, voice, speed: 1 }, new AbortController().signal)) {
      parts.push(resample(floatFromInt16(piece.samples), piece.sampleRateHz, rateHz))
    }
    return concat(parts)
  }
  const scenes: OverReplyScene[] = []
  const others = { slt: 'rms', rms: 'slt', awb: 'kal16', kal16: 'awb' } as Record<string, string>
  for (const voice of [...tuningVoices, ...measuringVoices]) {
    const set = tuningVoices.includes(voice) ? 'tuning' : 'measuring'
    const speech = await say('Could you tell me the whole story?', voice)
    const opener = int16FromFloat(speech)
    const common = { by: 'synthesised', set, snrDb: null, opener } as const
    for (const kind of ['interruption', 'command', 'backchannel'] as const) {
      for (const text of overReplyWords[kind]) {
        const samples = (await say(text, voice)).slice(0, mostSpeechSeconds * rateHz)
        const placed = at(scenes.length, samples, leadingSilenceSeconds(samples))
        scenes.push({ ...common, kind, name: `${voice} "${text}"`, ...placed })
      }
    }
    for (const [index, text] of overReplyWords.interruption.entries()) {
      const samples = (await say(text, voice)).slice(0, mostSpeechSeconds * rateHz)
      const lead = leadingSilenceSeconds(samples)
      if (index % 3 === 0) scenes.push({ ...common, kind: 'loud', name: `${voice} "${text}"`, ...at(index, louder(samples), lead) })
      if (index % 3 === 1) scenes.push({ ...common, kind: 'goes-on', name: `${voice} "${text}"`, ...at(index, samples, lead, goesOnPoints) })
      const belowDb = sideTalkDb[index % sideTalkDb.length] as number
      const distant = (await say(text, others[voice] ?? voice)).slice(0, mostSpeechSeconds * rateHz)
      const name = `${others[voice]} "${text}" ${belowDb} dB below ${voice}`
      scenes.push({ ...common, kind: 'side-talk', name, ...at(index, farAway(distant, belowDb, rms(speech), rms(distant)), leadingSilenceSeconds(distant)) })
    }
  }
  await flite.close()
  return scenes
}

function at(index: number, sound: Float32Array, leadSeconds: number, places = points): Pick<OverReplyScene, 'samples' | 'onsetMs'> {
  const point = places[index % places.length] as number
  const silence = new Float32Array(Math.round(Math.max(0, point - leadSeconds) * rateHz))
  return { samples: int16FromFloat(concat([silence, sound])), onsetMs: (silence.length / rateHz + leadSeconds) * 1000 }
}

/** Audio before the onset. */
function lead({ startSeconds }: Speech): number {
  return Math.min(0.1, startSeconds)
}

function toOnset(clip: Speech): number {
  return lead(clip) + (overReplyWords.knockedSeconds[clip.name] ?? 0)
}

function beginning(clip: Speech): Float32Array {
  const to = Math.min(clip.endSeconds, clip.startSeconds + mostSpeechSeconds)
  return faded(clip.samples.slice(Math.round((clip.startSeconds - lead(clip)) * rateHz), Math.round(to * rateHz)))
}

/** Clipped where it must be, as a microphone clips. */
function louder(samples: Float32Array): Float32Array {
  const gain = 10 ** (louderDb / 20)
  return samples.map((sample) => Math.max(-1, Math.min(1, gain * sample)))
}

/** The speech of the clip as an opener: its last seconds, so that it has a real end. */
function cut({ samples, startSeconds, endSeconds }: Speech): Float32Array {
  return samples.slice(Math.round(Math.max(startSeconds, endSeconds - mostSpeechSeconds) * rateHz), Math.round((endSeconds + 0.05) * rateHz))
}

/** No click where a piece was cut out. */
function faded(samples: Float32Array): Float32Array {
  const length = Math.min(0.01 * rateHz, samples.length / 2)
  return samples.map((sample, index) => sample * Math.min(1, index / length, (samples.length - 1 - index) / length))
}

/** The noise is there from the beginning of the reply on, and goes on for a second. */
function inNoise({ samples, onsetMs }: Pick<OverReplyScene, 'samples' | 'onsetMs'>, clip: Speech, { samples: bed }: Noise, snrDb: number): Int16Array {
  const noise = at24kHz(bed)
  const gain = (rms(beginning(clip)) / Math.max(rms(noise), 1e-4)) * 10 ** (-snrDb / 20)
  const speech = floatFromInt16(samples)
  const offset = Math.round(onsetMs * 7)
  return int16FromFloat(
    Float32Array.from({ length: speech.length + rateHz }, (_, index) => (speech[index] ?? 0) + gain * (noise[(offset + index) % noise.length] as number)),
  )
}

const resampled = new Map<Float32Array, Float32Array>()

function at24kHz(samples: Float32Array): Float32Array {
  const before = resampled.get(samples)
  if (before) return before
  const after = resample(samples, 16_000, rateHz)
  resampled.set(samples, after)
  return after
}

/** So much below the level of the speaker, and dull as after some metres of room: two first-order low-passes at 2 kHz. */
function farAway(samples: Float32Array, belowDb: number, speakerRms: number, ownRms: number): Float32Array {
  const gain = (speakerRms / Math.max(ownRms, 1e-4)) * 10 ** (-belowDb / 20)
  const pole = Math.exp((-2 * Math.PI * 2_000) / rateHz)
  let [first, second] = [0, 0]
  return samples.map((sample) => {
    first += (1 - pole) * (gain * sample - first)
    second += (1 - pole) * (first - second)
    return second
  })
}

function leadingSilenceSeconds(samples: Float32Array): number {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  return (
    Math.max(
      0,
      samples.findIndex((sample) => Math.abs(sample) > loudest / 30),
    ) / rateHz
  )
}
