/**
 * Turn taking over the wire, in real time: how soon the reply is heard after the true end of speech, and how often before it.
 *
 *     npm run bench:turns -- [--settings auto,high,low,200,500,800] [--sessions 2] [--plain] [--every 1] [--url ws://…] [--json FILE] [--svg FILE]
 *
 * A setting is an eagerness of semantic_vad, or the silence_duration_ms of server_vad. `--plain` leaves out the stretched scenes, `--every 4` takes each
 * fourth scene.
 */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { int16FromFloat } from '@sidetone/audio'
import { RealtimeClient } from './support/realtime-client.js'
import { startServerProcess } from './support/server-process.js'
import { WasteLog, wasteLine } from './support/speculation-waste.js'
import { tradeOffCurve } from './support/trade-off-curve.js'
import { type TurnScene, turnScenes } from './support/turn-scenes.js'
import { type Played, scoreHeader, scoreLine, scoreTurns, type TurnScore } from './support/turn-score.js'

const { values: options } = parseArgs({
  options: {
    settings: { type: 'string', default: 'auto,high,low,200,500,800' },
    sessions: { type: 'string', default: '2' },
    every: { type: 'string', default: '1' },
    plain: { type: 'boolean', default: false },
    url: { type: 'string' },
    json: { type: 'string' },
    svg: { type: 'string' },
  },
})
/** A reply to the whole turn that has not come by then will not come. */
const mostWaitMs = 4_000

const scenes = turnScenes().filter((scene, index) => index % Number(options.every) === 0 && (!options.plain || scene.kind === 'plain'))
const waste = new WasteLog()
const server = options.url ? null : await startServerProcess([], waste)
const url = options.url ?? server?.realtimeUrl ?? ''
console.log(`${scenes.length} scenes in real time over the wire, ${options.sessions} sessions at once, load ${loadavg()[0]?.toFixed(1)} before\n${scoreHeader}`)

const scores = new Map<string, TurnScore>()
for (const setting of options.settings.split(',')) {
  const score = scoreTurns(await playAll(setting))
  scores.set(setting, score)
  console.log(scoreLine(setting, score))
  console.log(server ? await waste.take() : wasteLine(null))
}
await server?.stop()
if (options.json) writeFileSync(options.json, JSON.stringify(Object.fromEntries(scores), null, 2))
if (options.svg) writeFileSync(options.svg, tradeOffCurve(scores))
process.exit(0)

async function playAll(setting: string): Promise<Played[]> {
  const waiting = [...scenes]
  const played: Played[] = []
  const session = async () => {
    for (let scene = waiting.shift(); scene; scene = waiting.shift()) {
      played.push(await play(scene, setting))
      process.stderr.write(`\r${setting} ${played.length}/${scenes.length} `)
    }
  }
  await Promise.all(Array.from({ length: Number(options.sessions) }, session))
  process.stderr.write('\r')
  return played
}

async function play(scene: TurnScene, setting: string): Promise<Played> {
  const client = await RealtimeClient.connect(`${url}?model=bench`)
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: turnDetection(setting) } } } })
  await client.next('session.updated', 5_000)
  const startedAtMs = performance.now()
  const endAtMs = startedAtMs + scene.speechEndSeconds * 1000
  const isAudio = (event: { type: string }) => event.type === 'response.output_audio.delta'
  const isDone = () => performance.now() > endAtMs + mostWaitMs || client.events.some((event) => isAudio(event) && event.atMs > endAtMs)
  await client.stream(int16FromFloat(scene.samples), isDone, startedAtMs)
  client.close()
  const firstAudio = new Map<string, number>()
  for (const event of client.events) if (isAudio(event) && !firstAudio.has(event.response_id)) firstAudio.set(event.response_id, event.atMs)
  return { scene, repliesAtSeconds: [...firstAudio.values()].map((atMs) => (atMs - startedAtMs) / 1000) }
}

function turnDetection(setting: string): object {
  const silence_duration_ms = Number(setting)
  return Number.isFinite(silence_duration_ms) ? { type: 'server_vad', silence_duration_ms } : { type: 'semantic_vad', eagerness: setting }
}
