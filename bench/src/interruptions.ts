import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { namedKey } from './support/named-key.js'
import { overReplyScenes } from './support/over-reply-scenes.js'
import { overReplyRows, printRows } from './support/over-reply-score.js'
import { playAllOnWire, startStoryteller } from './support/over-reply-wire.js'
import { reachServer } from './support/reach-server.js'

const usage = `Speech and noise over a reply, over the wire, in real time, under semantic_vad: who stops it, how fast, and what does not.

    npm run bench:interruptions -- [--set measuring|tuning|all] [--kind backchannel,command] [--every 1] [--at-once 1] [--eagerness auto] [--url wss://host/v1/realtime?model=NAME] [--api-key KEY] [--json FILE]

A server of somebody else's must answer each opener with a reply of 6 s or more.`

const options = readOptions(usage, {
  set: { type: 'string', default: 'measuring' },
  kind: { type: 'string' },
  every: { type: 'string', default: '1' },
  'at-once': { type: 'string', default: '1' },
  eagerness: { type: 'string', default: 'auto' },
  url: { type: 'string' },
  'api-key': { type: 'string' },
  json: { type: 'string' },
})
if (options.url) await reachServer(options.url, namedKey(options))
const kinds = options.kind?.split(',')
const chosen = (await overReplyScenes()).filter(({ set, kind }) => (options.set === 'all' || set === options.set) && (!kinds || kinds.includes(kind)))
const scenes = chosen.filter((_, index) => index % Number(options.every) === 0)
const server = options.url ? null : await startStoryteller(4 * scenes.length)
const load = loadavg()[0]?.toFixed(1)
const { outcomes, unanswered } = await playAllOnWire(
  scenes,
  options.url ?? server?.realtimeUrl ?? '',
  Number(options['at-once']),
  options.eagerness,
  namedKey(options),
)
await server?.stop()
console.log(
  `${outcomes.length} scenes (${options.set}) over the wire, ${options['at-once']} at once, load ${load} before; openers without an answer: ${unanswered}`,
)
const rows = overReplyRows(outcomes)
console.log(printRows(rows))
if (options.json) writeFileSync(options.json, JSON.stringify(rows, null, 2))
process.exit(0)
