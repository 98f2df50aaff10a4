import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { floatFromInt16, resample } from '@sidetone/audio'
import { hasHumanSpeech, humanClips, readClip } from '@sidetone/tests/support/human-speech.js'
import { type Noise, noises, scene } from './noises.js'

export interface ScenePause {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly place: 'inside' | 'sentence-end'
}

/** One turn of a speaker, with what is known about it. */
export interface TurnScene {
  readonly name: string
  /** `plain`: a clip as it was recorded; `stretched`: with one short gap between words made into a pause of 0.3 to 1.5 s. */
  readonly kind: 'plain' | 'stretched'
  /** A whole sentence, not a fragment. */
  readonly complete: boolean
  /** 24 kHz in [-1, 1]. */
  readonly samples: Float32Array
  readonly speechEndSeconds: number
  /** Silences of 0.3 s or more inside the speech. */
  readonly pauses: readonly ScenePause[]
}

interface SceneList {
  /** Clips whose speaker goes on after the recording: they have no end of turn. */
  readonly openEnded: readonly string[]
  readonly fragments: readonly string[]
  readonly naturalPauses: readonly { clip: string; atSeconds: number; place: ScenePause['place'] }[]
  readonly madePauses: readonly { clip: string; atSeconds: number; insertSeconds: number; place: ScenePause['place'] }[]
}

const rateHz = 24_000
/** Those that go on all the time, as in the scenes over a reply. */
const noiseNames = ['cafe_babble', 'city_street', 'dishes', 'train', 'wind', 'room_tone']
const file = fileURLToPath(new URL('../../scenes/turns.json', import.meta.url))

/** Every turn of the scene list, in a fixed order; with `snrDb` in recorded noise, one after the other. Throws where the recordings are missing. */
export function turnScenes(snrDb: number | null = null): TurnScene[] {
  const beds = noises().filter(({ name }) => noiseNames.includes(name))
  return quietScenes().map((scene, index) => (snrDb === null ? scene : inNoise(scene, beds[index % beds.length]!, snrDb)))
}

function quietScenes(): TurnScene[] {
  if (!hasHumanSpeech) throw new Error('The recordings of human speech are not there: this measurement needs them.')
  const list = JSON.parse(readFileSync(file, 'utf8')) as SceneList
  return humanClips().flatMap((clip) => {
    const name = clip.file.split('/').at(-1) ?? clip.file
    if (list.openEnded.includes(name)) return []
    const { samples, sampleRateHz } = readClip(clip)
    const placeOf = (startSeconds: number) =>
      list.naturalPauses.find((each) => each.clip === name && Math.abs(each.atSeconds - startSeconds) < 0.05)?.place ?? 'inside'
    const plain: TurnScene = {
      name,
      kind: 'plain',
      complete: !list.fragments.includes(name),
      samples: resample(floatFromInt16(samples), sampleRateHz, rateHz),
      speechEndSeconds: clip.speechEndSeconds,
      pauses: clip.pausesSeconds.map(([startSeconds, endSeconds]) => ({ startSeconds, endSeconds, place: placeOf(startSeconds) })),
    }
    const made = list.madePauses.filter((each) => each.clip === name)
    return [plain, ...made.map((each) => stretched(plain, each.atSeconds, each.insertSeconds, each.place, clip.speechStartSeconds))]
  })
}

/** Noise from the first sample to the last: `snrDb` is the ratio of the powers until the speech ends, its pauses included. */
function inNoise(turn: TurnScene, { name, samples: noise }: Noise, snrDb: number): TurnScene {
  const bed = { name, samples: resample(noise, 16_000, rateHz) }
  const spoken = { from: 0, to: Math.round(turn.speechEndSeconds * rateHz) }
  return { ...turn, name: `${turn.name} in ${name} ${snrDb} dB`, samples: scene(turn.samples, spoken, 0, bed, snrDb, 0) }
}

/** The scene with a pause put in. It is filled with the clip's own background, forwards and backwards so that it has no seam. */
function stretched(turn: TurnScene, atSeconds: number, insertSeconds: number, place: ScenePause['place'], speechStartSeconds: number): TurnScene {
  const at = Math.round(atSeconds * rateHz)
  const background = quietest(turn, speechStartSeconds)
  const insert = Float32Array.from({ length: Math.round(insertSeconds * rateHz) }, (_, index) => {
    const place = index % (2 * background.length)
    return background[place < background.length ? place : 2 * background.length - 1 - place] as number
  })
  const samples = new Float32Array(turn.samples.length + insert.length)
  samples.set(turn.samples.subarray(0, at))
  samples.set(insert, at)
  samples.set(turn.samples.subarray(at), at + insert.length)
  const moved = (seconds: number) => (seconds > atSeconds ? seconds + insertSeconds : seconds)
  const pauses = turn.pauses.map((each) => ({ ...each, startSeconds: moved(each.startSeconds), endSeconds: moved(each.endSeconds) }))
  // The gap that was stretched is known to be 0.1 s at least, with `atSeconds` in its middle.
  const pause = { startSeconds: atSeconds - 0.05, endSeconds: atSeconds + insertSeconds + 0.05, place }
  return {
    ...turn,
    name: `${turn.name} +${insertSeconds} s`,
    kind: 'stretched',
    samples,
    speechEndSeconds: turn.speechEndSeconds + insertSeconds,
    pauses: [...pauses, pause].sort((a, b) => a.startSeconds - b.startSeconds),
  }
}

/** The quietest 150 ms outside the speech. */
function quietest({ samples, speechEndSeconds }: TurnScene, speechStartSeconds: number): Float32Array {
  const length = Math.round(0.15 * rateHz)
  let best = samples.subarray(0, length)
  let least = Number.POSITIVE_INFINITY
  for (let from = 0; from + length <= samples.length; from += length / 5) {
    const outside = from + length <= speechStartSeconds * rateHz || from >= speechEndSeconds * rateHz
    const part = samples.subarray(from, from + length)
    const energy = part.reduce((sum, each) => sum + each * each, 0) * (outside ? 1 : 4)
    if (energy > 0 && energy < least) [least, best] = [energy, part]
  }
  return best
}
