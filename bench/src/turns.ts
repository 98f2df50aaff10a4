import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { int16FromFloat } from '@sidetone/audio'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { namedKey } from './support/named-key.js'
import { overReplyScenes } from './support/over-reply-scenes.js'
import { overReplyRows, printRows, type Row } from './support/over-reply-score.js'
import { playAllOnWire, startStoryteller } from './support/over-reply-wire.js'
import { reachServer } from './support/reach-server.js'
import { RealtimeClient } from './support/realtime-client.js'
import { startServerProcess } from './support/server-process.js'
import { WasteLog, wasteLine } from './support/speculation-waste.js'
import { tradeOffCurve } from './support/trade-off-curve.js'
import { type TurnScene, turnScenes } from './support/turn-scenes.js'
import { type Played, responseRows, scoreHeader, scoreLine, scoreTurns, type TurnScore } from './support/turn-score.js'

const usage = `Turn taking over the wire, in real time, as one table: how soon the reply is heard after the true end of speech, how often before it, who stops it
and how fast, and what does not stop it.

    npm run bench:turns -- [options]

    --settings LIST    what ends a turn: an eagerness of semantic_vad, or the silence_duration_ms of server_vad (auto,high,low,200,500,800)
    --plain            without the turns in which a pause was stretched
    --snr DB           the turns in recorded noise, with this ratio of the powers (no noise)
    --every N          each Nth turn (1)
    --over-reply N     each Nth scene of speech and noise over a reply, under the first semantic setting; 0: none (1)
    --set NAME         which of these: measuring, tuning (the rules were chosen on these), all (measuring)
    --sessions N       scenes at once (2)
    --url WS-URL       any server that speaks the OpenAI Realtime API, as wss://host/v1/realtime?model=NAME; its replies must be 6 s or longer for
                       the scenes over a reply
    --api-key KEY      its key (OPENAI_API_KEY)
    --json FILE        all figures
    --svg FILE         the trade-off curve

The turns are in bench/scenes/turns.json, the scenes over a reply in bench/src/support/over-reply-scenes.ts, the scoring in turn-score.ts and
over-reply-score.ts beside it. Human speech and recorded noises stand beside the project; without them only synthesised speech is played over replies.`

const options = readOptions(usage, {
  'over-reply': { type: 'string', default: '1' },
  set: { type: 'string', default: 'measuring' },
  settings: { type: 'string', default: 'auto,high,low,200,500,800' },
  sessions: { type: 'string', default: '2' },
  every: { type: 'string', default: '1' },
  plain: { type: 'boolean', default: false },
  snr: { type: 'string' },
  url: { type: 'string' },
  'api-key': { type: 'string' },
  json: { type: 'string' },
  svg: { type: 'string' },
})
if (options.url) await reachServer(options.url, namedKey(options))
/** A reply to the whole turn that has not come by then will not come. */
const mostWaitMs = 4_000

const scenes = turnScenes(options.snr === undefined ? null : Number(options.snr)).filter(
  (scene, index) => index % Number(options.every) === 0 && (!options.plain || scene.kind === 'plain'),
)
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
const semantic = options.settings.split(',').find((name) => Number.isNaN(Number(name)))
const table: Row[] = semantic ? [...responseRows(scores.get(semantic) as TurnScore), ...(await overReply(semantic))] : []
if (semantic) console.log(`\nsemantic_vad ${semantic}\n${printRows(table)}`)
if (options.json) writeFileSync(options.json, JSON.stringify({ settings: Object.fromEntries(scores), table }, null, 2))
if (options.svg) writeFileSync(options.svg, tradeOffCurve(scores))
process.exit(0)

async function overReply(eagerness: string): Promise<Row[]> {
  const every = Number(options['over-reply'])
  if (every === 0) return []
  const chosen = (await overReplyScenes()).filter(({ set }) => options.set === 'all' || set === options.set)
  const scenes = chosen.filter((_, index) => index % every === 0)
  const storyteller = options.url ? null : await startStoryteller(4 * scenes.length)
  const { outcomes, unanswered } = await playAllOnWire(
    scenes,
    options.url ?? storyteller?.realtimeUrl ?? '',
    Number(options.sessions),
    eagerness,
    namedKey(options),
  )
  await storyteller?.stop()
  return [...overReplyRows(outcomes), { name: 'openers without an answer', value: `${unanswered} of ${scenes.length}`, goal: '' }]
}

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
  const client = await RealtimeClient.connect(url, namedKey(options))
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
