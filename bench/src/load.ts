import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { type BenchClip, benchClips } from './support/clips.js'
import { spread } from './support/percentile.js'
import type { Probe } from './support/probed-server.js'
import { RealtimeClient } from './support/realtime-client.js'

const usage = `Sessions that talk at once: each streams clips in real time, waits for the reply, and goes on.

    npm run bench:load -- [--sessions 1,4,8,16] [--turns 4] [--silence-ms 500]`

const options = readOptions(usage, {
  sessions: { type: 'string', default: '1,4,8,16' },
  turns: { type: 'string', default: '4' },
  'silence-ms': { type: 'string', default: '500' },
})
const silenceMs = Number(options['silence-ms'])
const turns = Number(options.turns)

const { clips, source } = await benchClips({ limit: 24, longestPauseSeconds: (silenceMs - 100) / 1000 })
const lines = clips.map((clip) => ({ clip, samples: int16FromFloat(resample(floatFromInt16(clip.samples), clip.sampleRateHz, 24_000)) }))
console.log(`${source}; ${availableParallelism()} cores, the clients on the same machine; ${turns} turns a session, silence_duration_ms ${silenceMs}`)
console.log('sessions  answered  first audio ms   event-loop delay ms   memory MB     CPU cores')
console.log('                    median    p95      p50    p99    max   all  session')

for (const count of options.sessions.split(',').map(Number)) {
  const server = fork(fileURLToPath(new URL('./support/probed-server.js', import.meta.url)))
  const [started] = (await once(server, 'message')) as [Probe]
  const url = `${started.realtimeUrl}?model=bench`
  const clients = await Promise.all(Array.from({ length: count }, () => RealtimeClient.connect(url)))
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  const before = await ask(server, 'reset')
  const beganAtMs = performance.now()
  const latencies = (await Promise.all(clients.map((client, index) => talk(client, index)))).flat()
  const seconds = (performance.now() - beganAtMs) / 1000
  const after = await ask(server, 'report')
  for (const client of clients) client.close()
  server.disconnect()
  const { p50, p99, max } = after.eventLoopDelayMs
  const answered = latencies.filter((each) => each !== null)
  const cells = [
    String(count).padStart(8),
    `${answered.length}/${latencies.length}`.padStart(9),
    ` ${spread(answered)}`,
    ` ${[p50, p99, max].map((each) => each.toFixed(1).padStart(6)).join(' ')}`,
    after.rssMb.toFixed(0).padStart(5),
    ((after.rssMb - started.rssMb) / count).toFixed(1).padStart(8),
    ((after.cpuSeconds - before.cpuSeconds) / seconds).toFixed(2).padStart(13),
  ]
  console.log(cells.join(' '))
}
process.exit(0)

async function ask(server: ChildProcess, order: 'reset' | 'report'): Promise<Probe> {
  const answer = once(server, 'message')
  server.send(order)
  return ((await answer) as [Probe])[0]
}

/** Milliseconds from the true end of speech to the first audio of the reply, of each turn; null where no reply came. */
async function talk(client: RealtimeClient, index: number): Promise<(number | null)[]> {
  const turn_detection = { type: 'server_vad', silence_duration_ms: silenceMs }
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } })
  // Sessions that all speak and pause together would be kinder, or crueller, than people are.
  await client.stream(new Int16Array(0), after(performance.now() + ((index * 487) % 3_000)))
  const latencies: (number | null)[] = []
  for (let turn = 0; turn < turns; turn++) latencies.push(await takeTurn(client, lines[(index * 5 + turn) % lines.length] as (typeof lines)[number]))
  return latencies
}

async function takeTurn(client: RealtimeClient, { clip, samples }: { clip: BenchClip; samples: Int16Array }): Promise<number | null> {
  const startedAtMs = performance.now()
  const endMs = startedAtMs + clip.speechEndSeconds * 1000
  const seen = client.events.length
  const since = (type: string) => client.events.slice(seen).find((event) => event.type === type && event.atMs > endMs)
  const isDone = () =>
    performance.now() > endMs + silenceMs + 6_000 || (since('response.done') !== undefined && since('response.output_audio.delta') !== undefined)
  await client.stream(samples, isDone, startedAtMs)
  // What is still playing is listened to before the next turn.
  await client.stream(new Int16Array(0), after(performance.now() + 1_600))
  const audio = since('response.output_audio.delta')
  return audio ? audio.atMs - endMs : null
}

function after(untilMs: number): () => boolean {
  return () => performance.now() >= untilMs
}
