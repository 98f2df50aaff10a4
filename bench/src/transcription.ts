import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { wordErrors } from '@sidetone/tests/support/word-error-rate.js'
import { type BenchClip, benchClips } from './support/clips.js'
import { spread } from './support/percentile.js'
import type { Probe } from './support/probed-server.js'
import { RealtimeClient } from './support/realtime-client.js'
import { toldWords, wordEndsMs } from './support/word-times.js'

const usage = `How long after a word its delta comes in a transcription session that tells words as they are said, what that does to the words, and what it costs.
Over the wire, in real time. The client commits when the clip is over, so that a clip is one turn.

    npm run bench:transcription -- [--clips 24]`

const options = readOptions(usage, { clips: { type: 'string', default: '24' } })

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
  let text = ''
  const texts = deltas.map(({ atMs, delta }) => {
    text += delta
    return { atMs: atMs - startedAtMs, text }
  })
  const words = toldWords(texts, wordEndsMs(clip, completed.transcript))
  return {
    transcript: completed.transcript,
    spokenDelaysMs: words.filter(({ atMs }) => atMs < clip.speechEndSeconds * 1000).map(({ delayMs }) => delayMs),
    delaysMs: words.map(({ delayMs }) => delayMs),
    finalMs: completed.atMs - commitAtMs,
  }
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
