import { floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import { resolveHearingModels } from '@sidetone/server/models/hearing-models.js'
import { createMoonshineRecogniser } from '@sidetone/server/providers/stt/moonshine/moonshine.js'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { wordErrors } from '@sidetone/tests/support/word-error-rate.js'
import { type BenchClip, benchClips } from './support/clips.js'
import { namedKey } from './support/named-key.js'
import { percentile, spread } from './support/percentile.js'
import { reachServer } from './support/reach-server.js'
import { RealtimeClient } from './support/realtime-client.js'
import { startServerProcess } from './support/server-process.js'

const usage = `From the true end of speech to the first audio of the reply, over the wire, in real time.

    npm run bench:first-audio -- [--clips 24] [--silence-ms 500] [--url wss://host/v1/realtime?model=NAME] [--api-key KEY] [--all]`

const options = readOptions(usage, {
  clips: { type: 'string', default: '24' },
  'silence-ms': { type: 'string', default: '500' },
  url: { type: 'string' },
  'api-key': { type: 'string' },
  all: { type: 'boolean', default: false },
})
if (options.url) await reachServer(options.url, namedKey(options))
const silenceMs = Number(options['silence-ms'])

interface Measured {
  readonly clip: BenchClip
  readonly transcript: string
  /** null: the reply began before the speaker had finished, or never. */
  readonly parts: { quiet: number; recognition: number; model: number; synthesis: number; transport: number; total: number } | null
  readonly cutIn: boolean
}

const { clips, source } = await benchClips({
  limit: options.all ? Number.POSITIVE_INFINITY : Number(options.clips),
  longestPauseSeconds: (silenceMs - 100) / 1000,
})
const server = options.url ? null : await startServerProcess()
const url = options.url ?? server?.realtimeUrl ?? ''
console.log(
  `${clips.length} clips (${source}), streamed in real time, server_vad with silence_duration_ms ${silenceMs}${server ? `; server ready after ${server.startMs.toFixed(0)} ms` : ''}`,
)

const measured: Measured[] = []
for (const clip of clips) {
  measured.push(await measure(clip))
  process.stderr.write(`\r${measured.length}/${clips.length}`)
}
process.stderr.write('\r')
await server?.stop()
report(measured)
await compareWords(measured)
process.exit(0)

async function measure(clip: BenchClip): Promise<Measured> {
  const client = await RealtimeClient.connect(url, namedKey(options))
  const turn_detection = { type: 'server_vad', silence_duration_ms: silenceMs, interrupt_response: true }
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { transcription: { model: 'whisper-1' }, turn_detection } } } })
  await client.next('session.updated', 5_000)
  const transport = await client.oneWayMs()
  const samples = int16FromFloat(resample(floatFromInt16(clip.samples), clip.sampleRateHz, 24_000))
  const startedAtMs = performance.now()
  const endMs = startedAtMs + clip.speechEndSeconds * 1000
  // The reply to what was said last is waited for; a reply that came too early is followed by another one.
  const isDone = () => {
    const nowMs = performance.now()
    const answered = client.events.some((event) => event.type === 'response.output_audio.delta' && event.atMs > endMs)
    return nowMs > endMs + silenceMs + 5_000 || (answered && nowMs > endMs + silenceMs + 500)
  }
  await client.stream(samples, isDone, startedAtMs)
  client.close()

  const replies = client.events.filter((event) => event.type === 'response.created')
  const last = replies.at(-1)
  const transcript = client.events
    .filter((event) => event.type === 'conversation.item.input_audio_transcription.completed')
    .map((event) => event.transcript)
    .join(' ')
  const audioOf = (id: string) => client.events.find((event) => event.type === 'response.output_audio.delta' && event.response_id === id)
  const cutIn = replies.some((reply) => (audioOf(reply.response.id)?.atMs ?? Number.POSITIVE_INFINITY) < endMs)
  const audio = last && audioOf(last.response.id)
  const stopped = client.events.filter((event) => event.type === 'input_audio_buffer.speech_stopped').at(-1)
  const text = last && client.events.find((event) => event.type === 'response.output_audio_transcript.delta' && event.response_id === last.response.id)
  if (!last || !audio || !stopped || !text || audio.atMs < endMs) return { clip, transcript, parts: null, cutIn }
  const parts = {
    quiet: stopped.atMs - transport - endMs,
    recognition: last.atMs - stopped.atMs,
    model: text.atMs - last.atMs,
    synthesis: audio.atMs - text.atMs,
    transport,
    total: audio.atMs - endMs,
  }
  return { clip, transcript, parts, cutIn }
}

function report(rows: readonly Measured[]): void {
  const parts = rows.flatMap((row) => (row.parts ? [row.parts] : []))
  console.log(`\nmilliseconds        median    p95`)
  for (const name of ['quiet', 'recognition', 'model', 'synthesis', 'transport', 'total'] as const) {
    console.log(`${name.padEnd(18)} ${spread(parts.map((each) => each[name]))}`)
  }
  const above = parts.map((each) => each.total - silenceMs)
  console.log(`${'above the silence'.padEnd(18)} ${spread(above)}`)
  const slowest = percentile(
    parts.map((each) => each.total),
    100,
  )
  console.log(
    `\nanswered ${parts.length} of ${rows.length}; slowest ${slowest.toFixed(0)} ms; reply before the end of speech: ${rows.filter((row) => row.cutIn).length}`,
  )
}

/** The words that came over the wire beside those of the recogniser alone, which gets the same file cut to 0.4 s around the speech. */
async function compareWords(rows: readonly Measured[]): Promise<void> {
  const { moonshine } = resolveHearingModels()
  const recogniser = await createMoonshineRecogniser(moonshine)
  const sums = { wire: 0, alone: 0, words: 0 }
  for (const { clip, transcript } of rows) {
    const whole = resample(floatFromInt16(clip.samples), clip.sampleRateHz, 16_000)
    const samples = whole.slice(Math.max(0, (clip.speechStartSeconds - 0.4) * 16_000), (clip.speechEndSeconds + 0.4) * 16_000)
    const alone = await recogniser.recognise({ samples, sampleRateHz: 16_000, language: null }, new AbortController().signal)
    const ofWire = wordErrors(clip.transcript, transcript)
    sums.wire += ofWire.edits
    sums.words += ofWire.words
    sums.alone += wordErrors(clip.transcript, alone.text).edits
  }
  const percent = (errors: number) => `${((100 * errors) / sums.words).toFixed(1)} %`
  console.log(`word error rate over the wire ${percent(sums.wire)}, recogniser alone ${percent(sums.alone)} (${sums.words} words)`)
}
