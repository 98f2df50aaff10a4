/**
 * How long after a word its delta comes in a transcription session that tells words as they are said, what that does to the words, and what it costs.
 * Over the wire, in real time. The client commits when the clip is over, so that a clip is one turn.
 *
 *     npm run bench:transcription -- [--clips 24]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import { hasHumanSpeech, humanClips } from '@sidetone/tests/support/human-speech.js'
import { wordErrors } from '@sidetone/tests/support/word-error-rate.js'
import { type BenchClip, benchClips } from './support/clips.js'
import { spread } from './support/percentile.js'
import type { Probe } from './support/probed-server.js'
import { RealtimeClient, type TimedEvent } from './support/realtime-client.js'

const { values: options } = parseArgs({ options: { clips: { type: 'string', default: '24' } } })

/** The last words of a clip are told with its commit at the latest. */
const commitAfterMs = 500
const deltaType = 'conversation.item.input_audio_transcription.delta'

interface Heard {
  readonly transcript: string
  /** From where a word ends to its delta, of words that were told while the speaker spoke, and of all. */
  readonly spokenDelaysMs: readonly number[]
  readonly delaysMs: readonly number[]
  readonly finalMs: number
}

const { clips, source } = await benchClips({ limit: Number(options.clips), longestPauseSeconds: 0.4 })
const server = fork(fileURLToPath(new URL('./support/probed-server.js', import.meta.url)))
const { realtimeUrl } = await told()
const silentShare = await cpuShare(() => new Promise((resolve) => setTimeout(resolve, 3_000)))
console.log(`${clips.length} clips (${source}), streamed in real time and committed ${commitAfterMs} ms after the speech`)

for (const model of ['gpt-4o-transcribe', 'whisper-1']) {
  const rows: { clip: BenchClip; heard: Heard }[] = []
  const share = await cpuShare(async () => {
    for (const clip of clips) {
      rows.push({ clip, heard: await hear(clip, model) })
      process.stderr.write(`\r${model} ${rows.length}/${clips.length}`)
    }
  })
  process.stderr.write('\r')
  report(model, rows, share - silentShare)
}
server.disconnect()
process.exit(0)

async function hear(clip: BenchClip, model: string): Promise<Heard> {
  const client = await RealtimeClient.connect(`${realtimeUrl}?intent=transcription`)
  const updated = client.next('session.updated', 5_000)
  client.send({ type: 'session.update', session: { type: 'transcription', audio: { input: { transcription: { model }, turn_detection: null } } } })
  if (!(await updated)) throw new Error('No session.updated within 5 s.')
  const samples = int16FromFloat(resample(floatFromInt16(clip.samples), clip.sampleRateHz, 24_000))
  const startedAtMs = performance.now()
  const commitAtMs = startedAtMs + clip.speechEndSeconds * 1000 + commitAfterMs
  await client.stream(samples, () => performance.now() > commitAtMs, startedAtMs)
  const ended = client.next('conversation.item.input_audio_transcription.completed', 20_000)
  client.send({ type: 'input_audio_buffer.commit' })
  const completed = await ended
  client.close()
  if (!completed) throw new Error(`No transcript of ${clip.name} within 20 s.`)
  const deltas = client.events.filter((event) => event.type === deltaType)
  const spokenAtMs = commitAtMs - commitAfterMs
  const delays = delaysOf(deltas, wordEndsMs(clip, completed.transcript), startedAtMs)
  return {
    transcript: completed.transcript,
    spokenDelaysMs: delays.filter(({ atMs }) => atMs < spokenAtMs).map(({ delayMs }) => delayMs),
    delaysMs: delays.map(({ delayMs }) => delayMs),
    finalMs: completed.atMs - commitAtMs,
  }
}

/** Each word of the deltas, in order, with the time of its delta. A delta that begins inside a word belongs to the next one. */
function delaysOf(deltas: readonly TimedEvent[], endsMs: readonly number[], startedAtMs: number): { atMs: number; delayMs: number }[] {
  let text = ''
  let known = 0
  return deltas.flatMap(({ atMs, delta }) => {
    text += delta
    const count = wordsOf(text).length
    const ends = endsMs.slice(known, count)
    known = count
    return ends.map((endMs) => ({ atMs, delayMs: atMs - startedAtMs - endMs }))
  })
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
}

/** Where each word ends: nobody has marked it, so the time of the speech, pauses left out, is given to the words by their letters. The last one is exact. */
function wordEndsMs(clip: BenchClip, transcript: string): number[] {
  const pauses = hasHumanSpeech ? (humanClips().find(({ file }) => file.endsWith(clip.name))?.pausesSeconds ?? []) : []
  const pausedSeconds = pauses.reduce((sum, [from, to]) => sum + to - from, 0)
  const words = wordsOf(transcript)
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  let spoken = 0
  return words.map((word) => {
    spoken += word.length
    let atSeconds = clip.speechStartSeconds + (spoken / letters) * (clip.speechEndSeconds - clip.speechStartSeconds - pausedSeconds)
    for (const [from, to] of pauses) if (atSeconds > from) atSeconds += to - from
    return atSeconds * 1000
  })
}

function report(model: string, rows: readonly { clip: BenchClip; heard: Heard }[], share: number): void {
  const all = rows.flatMap(({ heard }) => heard.delaysMs)
  const spoken = rows.flatMap(({ heard }) => heard.spokenDelaysMs)
  const errors = rows.map(({ clip, heard }) => wordErrors(clip.transcript, heard.transcript))
  const edits = errors.reduce((sum, each) => sum + each.edits, 0)
  const words = errors.reduce((sum, each) => sum + each.words, 0)
  console.log(`\n${model}\nmilliseconds                                median    p95`)
  console.log(`from the end of a word to its delta        ${spread(all)}`)
  if (spoken.length > 0) console.log(`the same, of words told during the speech  ${spread(spoken)}`)
  console.log(`from the commit to the transcript          ${spread(rows.map(({ heard }) => heard.finalMs))}`)
  console.log(`told during the speech: ${((100 * spoken.length) / all.length).toFixed(0)} % of the words`)
  console.log(`word error rate ${((100 * edits) / words).toFixed(1)} % (${words} words); CPU of the server: ${(100 * share).toFixed(0)} % of a core above idle`)
}

/** CPU time of the server as a part of the time that passes. */
async function cpuShare(work: () => Promise<unknown>): Promise<number> {
  const [before, startedAtMs] = [await probe(), performance.now()]
  await work()
  return (1000 * ((await probe()).cpuSeconds - before.cpuSeconds)) / (performance.now() - startedAtMs)
}

function probe(): Promise<Probe> {
  server.send('probe')
  return told()
}

async function told(): Promise<Probe> {
  const [message] = await once(server, 'message')
  return message as Probe
}
