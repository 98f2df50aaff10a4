import { setMaxListeners } from 'node:events'
import { bytesFromInt16, floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import type { TurnDetection } from '@sidetone/protocol'
import type { ListeningSettings, VoiceActivity } from '@sidetone/server/listening/contract.js'
import { createListening } from '@sidetone/server/listening/listener.js'
import { resolveHearingModels } from '@sidetone/server/models/hearing-models.js'
import { createRnnoiseSuppressor } from '@sidetone/server/providers/denoise/rnnoise/rnnoise.js'
import { createMoonshineRecogniser } from '@sidetone/server/providers/stt/moonshine/moonshine.js'
import { createFliteSynthesiser } from '@sidetone/server/providers/tts/flite/flite.js'
import { createSileroDetector } from '@sidetone/server/providers/vad/silero/silero.js'
import { defaultServerVad } from '@sidetone/server/session/settings.js'
import { type UserFloor, untouchedFloor } from '@sidetone/server/turns/contract.js'
import { decideTurn } from '@sidetone/server/turns/decide-turn.js'
import { type HumanClip, hasHumanSpeech, humanClips, readClip } from '@sidetone/tests/support/human-speech.js'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { wordErrors } from '@sidetone/tests/support/word-error-rate.js'
import { chance, type Noise, noises, scene } from './support/noises.js'
import { percentile } from './support/percentile.js'

const usage = `What noise does to listening, and what noise reduction does about it: words, voice, false turns, CPU. Through the real listener, faster than real time.

    node bench/dist/noise.js [--every 3] [--minutes 2] [--seed 7] [--snr clean,20,10,5,0] [--part scenes,quiet,short,alone,cpu]`

const options = readOptions(usage, {
  every: { type: 'string', default: '3' },
  minutes: { type: 'string', default: '2' },
  seed: { type: 'string', default: '7' },
  snr: { type: 'string', default: 'clean,20,10,5,0' },
  part: { type: 'string', default: 'scenes,quiet,short,alone,cpu' },
})
if (!hasHumanSpeech) {
  console.log('Skipped: there are no recordings of speech and noise beside the project.')
  process.exit(0)
}

const kinds = [null, 'near-field', 'far-field'] as const
type Kind = (typeof kinds)[number]
const named = (kind: Kind) => kind ?? 'off'
const rate = 16_000
const padding = rate

const { modelFile, moonshine } = resolveHearingModels()
const recogniser = await createMoonshineRecogniser(moonshine)
const detector = await createSileroDetector({ modelFile, preload: 2 })
const suppressor = await createRnnoiseSuppressor()
const createListener = createListening({ detector, recogniser, suppressor, earlyAfterMs: Number.POSITIVE_INFINITY })
const never = new AbortController().signal
setMaxListeners(0, never)

const settings: ListeningSettings = { format: { encoding: 'pcm16', sampleRateHz: rate }, threshold: 0.5, language: null, keepAheadMs: null }
const serverVad: TurnDetection = { ...defaultServerVad, silenceDurationMs: 500 }

interface Score {
  edits: number
  words: number
  empty: number
  outside: number
  falseVoice: number
  inside: number
  voice: number
  /** Where the last voice ended, from the true end of speech, in ms. */
  readonly ends: number[]
}
const noScore = (): Score => ({ edits: 0, words: 0, empty: 0, outside: 0, falseVoice: 0, inside: 0, voice: 0, ends: [] })

const beds = noises().filter(({ name }) => !['dog_bark', 'phone_dtmf', 'keyboard_typing_2'].includes(name))
const clips = humanClips().filter(({ kind }) => !kind.includes('noisy') && !kind.includes('phone'))
const chosen = clips.filter((_, index) => index % Number(options.every) === 0)
const parts = new Set(options.part.split(','))
const seconds = (samples: number) => (samples / rate).toFixed(0)

if (parts.has('scenes')) {
  console.log(
    `\n${chosen.length} clips in noise, seed ${options.seed}: word error rate, voice where nobody speaks, voice where someone does (percent); clips without a word; voice end from the true one (ms, median and median size)`,
  )
  for (const snrDb of options.snr.split(',').map((each) => (each === 'clean' ? null : Number(each))))
    await table(snrDb === null ? 'clean' : `${snrDb} dB`, snrDb, 0)
}
if (parts.has('quiet')) {
  console.log(`\n${chosen.length} clips without noise, attenuated`)
  for (const attenuationDb of [20, 30, 40]) await table(`-${attenuationDb} dB`, null, attenuationDb)
}
if (parts.has('short')) await shortAnswers()
if (parts.has('alone')) {
  await noiseAlone('steady', steady)
  await noiseAlone('in bursts', bursts)
}
if (parts.has('cpu')) cpu()
process.exit(0)

async function table(name: string, snrDb: number | null, attenuationDb: number): Promise<void> {
  const cells: string[] = []
  for (const kind of kinds) {
    const random = chance(Number(options.seed))
    const score = noScore()
    for (const [index, clip] of chosen.entries()) await add(score, clip, kind, sceneOf(clip, beds[index % beds.length]!, snrDb, attenuationDb, random))
    const percent = (part: number, whole: number) => ((100 * part) / whole).toFixed(1).padStart(5)
    cells.push(
      `${named(kind)}: ${percent(score.edits, score.words)} ${percent(score.falseVoice, score.outside)} ${percent(score.voice, score.inside)} empty ${score.empty} end ${percentile(score.ends, 50).toFixed(0)} ${percentile(score.ends.map(Math.abs), 50).toFixed(0)}`,
    )
  }
  console.log(`${name.padStart(7)}   ${cells.join('   ')}`)
}

function sceneOf(clip: HumanClip, noise: Noise, snrDb: number | null, attenuationDb: number, random: () => number): Float32Array {
  const { samples, sampleRateHz } = readClip(clip)
  const spoken = { from: Math.floor(clip.speechStartSeconds * rate), to: Math.floor(clip.speechEndSeconds * rate) }
  const offset = Math.floor(random() * noise.samples.length)
  return scene(resample(floatFromInt16(samples), sampleRateHz, rate), spoken, padding, noise, snrDb, offset).map(
    (sample) => sample * 10 ** (-attenuationDb / 20),
  )
}

async function add(score: Score, clip: HumanClip, kind: Kind, samples: Float32Array): Promise<void> {
  const { text, activities } = await hear(samples, kind)
  const { edits, words } = wordErrors(clip.transcript, text)
  score.edits += edits
  score.words += words
  if (text === '') score.empty++
  const last = activities.at(-1)
  if (last && last.quietMs !== null) score.ends.push(last.audioMs - last.quietMs - (padding / rate + clip.speechEndSeconds) * 1000)
  for (const { audioMs, voice } of activities) {
    const at = (audioMs - 16) / 1000 - padding / rate
    if (at < clip.speechStartSeconds - 0.2 || at > clip.speechEndSeconds + 0.3) {
      score.outside++
      if (voice) score.falseVoice++
    } else if (at > clip.speechStartSeconds && at < clip.speechEndSeconds && !clip.pausesSeconds.some(([from, to]) => at > from && at < to)) {
      score.inside++
      if (voice) score.voice++
    }
  }
}

/** All of it as one turn that the client commits. */
async function hear(samples: Float32Array, kind: Kind): Promise<{ text: string; activities: VoiceActivity[] }> {
  const activities: VoiceActivity[] = []
  const listener = createListener((activity) => activities.push(activity), { ...settings, noiseReduction: kind })
  append(listener, samples)
  const text = await listener.transcribe(listener.commit(null), never)
  listener.close()
  return { text, activities }
}

function append(listener: { append(bytes: Uint8Array): void }, samples: Float32Array): void {
  const bytes = bytesFromInt16(int16FromFloat(samples))
  for (let at = 0; at < bytes.length; at += 640) listener.append(bytes.subarray(at, at + 640))
}

/** The words of every turn that server_vad makes of it. */
async function turnsOf(samples: Float32Array, kind: Kind): Promise<string[]> {
  const turns: Promise<string>[] = []
  let floor: UserFloor = untouchedFloor
  const listener = createListener(
    (activity) => {
      const step = decideTurn(floor, { ...activity, words: null, prosody: null }, serverVad)
      floor = step.floor
      if (step.decision?.type === 'user-finished') turns.push(listener.transcribe(listener.commit(step.decision.audioEndMs), never))
    },
    { ...settings, keepAheadMs: 300, noiseReduction: kind },
  )
  append(listener, samples)
  const texts = await Promise.all(turns)
  listener.close()
  return texts
}

/** The shortest clips, and answers of one word in synthesised voices, as turns: words are there, and how many are right. */
async function shortAnswers(): Promise<void> {
  const human = clips
    .filter(({ transcript }) => transcript.split(/\s+/).length <= 6)
    .map((clip) => ({ transcript: clip.transcript, scene: () => sceneOf(clip, beds[0]!, null, 0, () => 0) }))
  const synthesised = await answers()
  for (const [name, short] of [
    ['clips of at most six words', human],
    ['synthesised answers of one word', synthesised],
  ] as const) {
    console.log(`\n${short.length} ${name} as turns: with words / word error rate`)
    await asTurns(short)
  }
}

async function answers(): Promise<{ transcript: string; scene: () => Float32Array }[]> {
  const synthesiser = await createFliteSynthesiser({ threads: 1 })
  const said: { transcript: string; scene: () => Float32Array }[] = []
  for (const word of ['Yes', 'No', 'Okay', 'Stop', 'Sure', 'Thanks']) {
    for (const voice of synthesiser.voices.slice(0, 4)) {
      const pieces: Float32Array[] = []
      for await (const { samples, sampleRateHz } of synthesiser.synthesise({ text: `${word}.`, voice, speed: 1 }, never)) {
        pieces.push(resample(floatFromInt16(samples), sampleRateHz, rate))
      }
      const silence = new Float32Array(padding)
      said.push({ transcript: word, scene: () => joined([silence, ...pieces, silence]) })
    }
  }
  await synthesiser.close()
  return said
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

async function asTurns(short: readonly { transcript: string; scene: () => Float32Array }[]): Promise<void> {
  for (const attenuationDb of [0, 20, 30]) {
    const cells: string[] = []
    for (const kind of kinds) {
      let [withWords, edits, words] = [0, 0, 0]
      for (const clip of short) {
        const quiet = clip.scene().map((sample) => sample * 10 ** (-attenuationDb / 20))
        const texts = await turnsOf(quiet, kind)
        const text = texts.filter((each) => each !== '').join(' ')
        if (text !== '') withWords++
        const counts = wordErrors(clip.transcript, text)
        edits += counts.edits
        words += counts.words
      }
      cells.push(`${named(kind)}: ${withWords}/${short.length} ${((100 * edits) / words).toFixed(1)}`)
    }
    console.log(`${String(-attenuationDb).padStart(4)} dB   ${cells.join('   ')}`)
  }
}

/** The noise without end; or pieces of it of 0.1 to 2 s, at any loudness from 20 dB below to 6 dB above its own, between silences of up to 2 s. */
function steady(noise: Float32Array): Float32Array {
  return Float32Array.from({ length: Number(options.minutes) * 60 * rate }, (_, index) => noise[index % noise.length] as number)
}

function bursts(noise: Float32Array): Float32Array {
  const random = chance(Number(options.seed))
  const whole = new Float32Array(Number(options.minutes) * 60 * rate)
  for (let at = 0; at < whole.length; at += Math.floor(random() * 2 * rate)) {
    const length = Math.min(whole.length - at, Math.floor((0.1 + 1.9 * random()) * rate))
    const from = Math.floor(random() * noise.length)
    const gain = 10 ** ((26 * random() - 20) / 20)
    for (let index = 0; index < length; index++) whole[at + index] = Math.max(-1, Math.min(1, gain * (noise[(from + index) % noise.length] as number)))
    at += length
  }
  return whole
}

async function noiseAlone(name: string, render: (noise: Float32Array) => Float32Array): Promise<void> {
  console.log(`\nNoise without speech, ${name}, ${options.minutes} min each, server_vad: turns a minute, turns with words a minute, some of the words`)
  const totals = new Map<Kind, number>()
  for (const { name, samples } of noises()) {
    const long = render(samples)
    const cells: string[] = []
    for (const kind of kinds) {
      const texts = await turnsOf(long, kind)
      const wordy = texts.filter((text) => text !== '')
      totals.set(kind, (totals.get(kind) ?? 0) + wordy.length)
      const distinct = [...new Set(wordy)].slice(0, 3).join(' | ')
      cells.push(`${named(kind)}: ${(texts.length / Number(options.minutes)).toFixed(1)} ${(wordy.length / Number(options.minutes)).toFixed(1)} ${distinct}`)
    }
    console.log(`${name.padEnd(18)} ${cells.join('   ')}`)
  }
  console.log(`turns with words in all: ${kinds.map((kind) => `${named(kind)} ${totals.get(kind)}`).join(', ')}`)
}

/** Hearing alone, without recognition. Best of several rounds, as others may want the core. */
function cpu(): void {
  console.log('\nCPU per second of audio (best of 5)')
  const { samples, sampleRateHz } = readClip(clips[2]!)
  const speech = resample(floatFromInt16(samples), sampleRateHz, rate)
  for (const kind of kinds) {
    const times = Array.from({ length: 5 }, () => {
      const listener = createListener(() => {}, { ...settings, noiseReduction: kind })
      const before = process.cpuUsage()
      append(listener, speech)
      const { user, system } = process.cpuUsage(before)
      listener.close()
      return (user + system) / 1000 / (speech.length / rate)
    })
    console.log(`${named(kind).padEnd(11)} ${Math.min(...times).toFixed(1)} ms (${seconds(speech.length)} s of speech)`)
  }
}
