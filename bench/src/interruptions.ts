/**
 * Speech over a long reply, over the wire, in real time, under semantic_vad: who stops it, how fast, and what does not.
 *
 *     npm run bench:interruptions -- [--clips 48] [--at-once 1] [--only interruption|backchannel|noise] [--url ws://…]
 *
 * Interruptions are human clips, each at one of three points of the reply. Backchannels are SYNTHESISED (Flite, four voices): no recordings of human
 * ones are at hand. Noises are short pieces of recordings. A server of somebody else's must answer `response.create` with a reply of 8 s or more.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { floatFromInt16, int16FromFloat, readWav, resample } from '@sidetone/audio'
import { createFliteSynthesiser } from '@sidetone/server/providers/tts/flite/flite.js'
import { concat } from '@sidetone/tests/support/speech.js'
import { benchClips } from './support/clips.js'
import { spread } from './support/percentile.js'
import { RealtimeClient, type TimedEvent } from './support/realtime-client.js'
import { startServerProcess } from './support/server-process.js'

const { values: options } = parseArgs({
  options: {
    clips: { type: 'string', default: '48' },
    'at-once': { type: 'string', default: '1' },
    url: { type: 'string' },
    only: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
})

const rateHz = 24_000
/** Where in the reply speech begins, in seconds from its first audio. */
const points = [1, 2.2, 3.7]
const mostSpeechSeconds = 2.5
const listenSeconds = 1.2
const backchannels = [
  ...['uh huh', 'um hum', 'yeah', 'yes', 'yep', 'okay', 'right', 'I see', 'sure', 'really', 'wow', 'oh', 'got it', 'of course', 'alright', 'good', 'great'],
  ...['oh okay', 'yeah yeah', "that's right", 'makes sense', 'exactly', 'true'],
]
const voices = ['slt', 'rms', 'awb', 'kal16']
/** Pieces of each noise: from, length, in seconds. */
const pieces = [
  [0, 0.3],
  [1, 0.5],
  [2, 0.8],
  [3, 1.2],
] as const
const noiseFolder = fileURLToPath(new URL('../../../shared/speech/noise/', import.meta.url))

interface Scene {
  readonly kind: 'interruption' | 'backchannel' | 'noise'
  readonly name: string
  readonly samples: Int16Array
  /** Of the speech within the samples, in ms. */
  readonly onsetMs: number
  readonly pointMs: number
}

interface Outcome {
  readonly scene: Scene
  /** From the acoustic onset, in ms; null: never. */
  readonly toldMs: number | null
  readonly lastSentMs: number | null
  readonly inaudibleMs: number | null
  /** The longest silence in the reply, in ms. */
  readonly gapMs: number
}

const scenes = [...(await interruptions()), ...(await synthesisedBackchannels()), ...noises()].filter(({ kind }) => !options.only || kind === options.only)
const server = options.url ? null : await startServerProcess(['--llm', 'scripted', '--llm-script', longReplies(scenes.length)])
const url = options.url ?? server?.realtimeUrl ?? ''
const outcomes: Outcome[] = []
const waiting = [...scenes]
await Promise.all(
  Array.from({ length: Number(options['at-once']) }, async () => {
    for (let scene = waiting.shift(); scene; scene = waiting.shift()) {
      outcomes.push(await play(scene))
      process.stderr.write(`\r${outcomes.length}/${scenes.length}`)
    }
  }),
)
process.stderr.write('\r')
await server?.stop()
report()
process.exit(0)

async function play(scene: Scene): Promise<Outcome> {
  const client = await RealtimeClient.connect(`${url}?model=bench`)
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: { type: 'semantic_vad' } } } } })
  await client.next('session.updated', 5_000)
  const began = client.next('response.output_audio.delta', 10_000)
  client.send({ type: 'response.create', response: { instructions: 'Tell a long story.' } })
  const first = await began
  if (!first) throw new Error('No reply within 10 s.')
  const startedAtMs = performance.now()
  const silence = new Int16Array(Math.round((scene.pointMs / 1000) * rateHz))
  const samples = Int16Array.from([...silence, ...scene.samples])
  const untilMs = startedAtMs + (samples.length / rateHz + listenSeconds) * 1000
  await client.stream(samples, () => performance.now() > untilMs, startedAtMs)
  client.close()
  return outcome(scene, client.events, first.atMs, startedAtMs + scene.pointMs + scene.onsetMs, untilMs)
}

/** What a client that plays from the first packet on, and drops what it holds when speech is told, gives its listener to hear. */
function outcome(scene: Scene, events: readonly TimedEvent[], firstAtMs: number, onsetAtMs: number, untilMs: number): Outcome {
  const told = events.find((event) => event.type === 'input_audio_buffer.speech_started' && event.atMs > onsetAtMs)
  let playedUntilMs = firstAtMs
  let gapMs = 0
  let lastSentAtMs = firstAtMs
  let inaudibleAtMs: number | null = null
  for (const event of events) {
    if (event.type !== 'response.output_audio.delta' || (told && event.atMs > told.atMs)) continue
    const lengthMs = (Buffer.byteLength(event.delta, 'base64') / 2 / rateHz) * 1000
    if (event.atMs > playedUntilMs) gapMs = Math.max(gapMs, event.atMs - playedUntilMs)
    playedUntilMs = Math.max(playedUntilMs, event.atMs) + lengthMs
    lastSentAtMs = event.atMs
  }
  if (told) inaudibleAtMs = Math.min(told.atMs, playedUntilMs)
  else if (playedUntilMs < untilMs) inaudibleAtMs = playedUntilMs
  const since = (atMs: number | null | undefined) => (atMs === null || atMs === undefined ? null : atMs - onsetAtMs)
  return { scene, toldMs: since(told?.atMs), lastSentMs: told ? since(lastSentAtMs) : null, inaudibleMs: told ? since(inaudibleAtMs) : null, gapMs }
}

function report(): void {
  const of = (kind: Scene['kind']) => outcomes.filter((each) => each.scene.kind === kind)
  const real = of('interruption')
  const yielded = real.filter((each) => each.toldMs !== null)
  const share = (part: number, whole: number) => `${part} of ${whole}, ${((100 * part) / whole).toFixed(1)} %`
  const within = (ms: number, pick: (each: Outcome) => number | null) =>
    share(real.filter((each) => (pick(each) ?? Number.POSITIVE_INFINITY) <= ms).length, real.length)
  console.log(`interruptions (human speech at ${points.join(', ')} s of the reply)`)
  console.log(`  yielded                        ${share(yielded.length, real.length)}`)
  console.log(`  inaudible within 400 / 500 ms  ${within(400, (each) => each.inaudibleMs)} / ${within(500, (each) => each.inaudibleMs)}`)
  console.log(`  told within 400 / 600 ms       ${within(400, (each) => each.toldMs)} / ${within(600, (each) => each.toldMs)}`)
  console.log('  ms from the acoustic onset       median    p95')
  for (const [name, pick] of [
    ['last audio sent', (each: Outcome) => each.lastSentMs],
    ['nothing more to be heard', (each: Outcome) => each.inaudibleMs],
    ['speech_started', (each: Outcome) => each.toldMs],
  ] as const) {
    console.log(`    ${name.padEnd(28)} ${spread(yielded.map((each) => pick(each) ?? 0))}`)
  }
  for (const kind of ['backchannel', 'noise'] as const) {
    const all = of(kind)
    if (all.length === 0) continue
    const ignored = all.filter((each) => each.toldMs === null)
    console.log(`${kind}s (${kind === 'noise' ? 'recorded' : 'SYNTHESISED, four voices'}): reply went on in ${share(ignored.length, all.length)}`)
    console.log(`    longest gap in the reply, ms  ${spread(ignored.map((each) => each.gapMs))}`)
    console.log(
      `    gave way to: ${
        all
          .filter((each) => each.toldMs !== null)
          .map((each) => each.scene.name)
          .join(', ') || 'none'
      }`,
    )
  }
  console.log(
    `not yielded: ${
      real
        .filter((each) => each.toldMs === null)
        .map((each) => each.scene.name)
        .join(', ') || 'none'
    }`,
  )
  if (options.verbose) for (const { scene, ...rest } of real) console.log(scene.name, JSON.stringify(rest))
}

async function interruptions(): Promise<Scene[]> {
  const { clips, source } = await benchClips({ limit: Number(options.clips), longestPauseSeconds: Number.POSITIVE_INFINITY })
  console.log(`${clips.length} interruptions: ${source}`)
  return clips.map((clip, index) => {
    const at = (seconds: number) => Math.round(seconds * clip.sampleRateHz)
    const from = Math.max(0, clip.speechStartSeconds - 0.1)
    const to = Math.min(clip.speechEndSeconds, clip.speechStartSeconds + mostSpeechSeconds)
    const cut = clip.samples.subarray(at(from), at(to))
    const samples = int16FromFloat(resample(floatFromInt16(cut), clip.sampleRateHz, rateHz))
    return { kind: 'interruption', name: clip.name, samples, onsetMs: (clip.speechStartSeconds - from) * 1000, pointMs: pointOf(index) }
  })
}

async function synthesisedBackchannels(): Promise<Scene[]> {
  const flite = await createFliteSynthesiser({ threads: 1 })
  const made: Scene[] = []
  for (const voice of voices) {
    for (const text of backchannels) {
      const parts: Float32Array[] = []
      for await (const piece of flite.synthesise({ text, voice, speed: 1 }, new AbortController().signal)) {
        parts.push(resample(floatFromInt16(piece.samples), piece.sampleRateHz, rateHz))
      }
      made.push({ kind: 'backchannel', name: `${voice} "${text}"`, samples: int16FromFloat(concat(parts)), onsetMs: 0, pointMs: pointOf(made.length) })
    }
  }
  await flite.close()
  return made
}

function noises(): Scene[] {
  if (!existsSync(noiseFolder)) return []
  const files = readdirSync(noiseFolder).filter((file) => file.endsWith('.wav'))
  return files.flatMap((file, index) => {
    const { samples, sampleRateHz } = readWav(new Uint8Array(readFileSync(join(noiseFolder, file))))
    return pieces.map(([from, length]): Scene => {
      const cut = samples.subarray(Math.round(from * sampleRateHz), Math.round((from + length) * sampleRateHz))
      const name = `${file.replace('.wav', '')} ${from}+${length}`
      return { kind: 'noise', name, samples: int16FromFloat(resample(floatFromInt16(cut), sampleRateHz, rateHz)), onsetMs: 0, pointMs: pointOf(index) }
    })
  })
}

function pointOf(index: number): number {
  return (points[index % points.length] as number) * 1000
}

/** A script with a long answer for each scene, and one for the turn that may follow. */
function longReplies(count: number): string {
  const story =
    'Once upon a time there was a miller who had three sons, and when he died the eldest took the mill, the second took the donkey, and the youngest got nothing but the cat. He sat down in front of the house and thought about what he could do with it. The cat looked at him for a long while, and then it began to speak. It asked him for a pair of boots and a bag.'
  const file = join(mkdtempSync(join(tmpdir(), 'sidetone-bench-')), 'script.json')
  writeFileSync(file, JSON.stringify({ calls: Array.from({ length: 3 * count }, () => ({ answer: [story] })) }))
  return file
}
