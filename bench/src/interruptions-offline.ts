import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolveHearingModels } from '@sidetone/server/models/hearing-models.js'
import { createMoonshineRecogniser } from '@sidetone/server/providers/stt/moonshine/moonshine.js'
import { createSileroDetector } from '@sidetone/server/providers/vad/silero/silero.js'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { type OfflineOutcome, playOffline } from './support/over-reply-call.js'
import { overReplyScenes, takesFloor } from './support/over-reply-scenes.js'
import { overReplyRows, printRows } from './support/over-reply-score.js'

const usage = `Speech and noise over a reply without real time: the real listener, recogniser, turn rules, session and pacing on a clock of audio time. A recognition
costs what --each-ms and --rate (ms a second of audio) say, on two cores.

    npm run bench:interruptions-offline -- [--set tuning|measuring] [--kind backchannel,command] [--each-ms 30] [--rate 40] [--every 1] [--cache FILE] [--verbose]

The words and figures of the rules were chosen on the tuning scenes alone; the default is to measure on the others.`

const options = readOptions(usage, {
  set: { type: 'string', default: 'measuring' },
  kind: { type: 'string' },
  'each-ms': { type: 'string', default: '30' },
  rate: { type: 'string', default: '40' },
  every: { type: 'string', default: '1' },
  cache: { type: 'string' },
  verbose: { type: 'boolean', default: false },
})
const { modelFile, moonshine } = resolveHearingModels()
const detector = await createSileroDetector({ modelFile, preload: 1 })
const engine = await createMoonshineRecogniser(moonshine)
/** The same audio is recognised once; with `--cache` in later runs too. */
const known = new Map<string, string>(options.cache && existsSync(options.cache) ? JSON.parse(readFileSync(options.cache, 'utf8')) : [])
async function recognise(samples: Float32Array): Promise<string> {
  const key = `${samples.length} ${samples.reduce((sum, each, index) => sum + each * ((index % 97) + 1), 0)}`
  const before = known.get(key)
  if (before !== undefined) return before
  const { text } = await engine.recognise({ samples, sampleRateHz: 16_000, language: null }, new AbortController().signal)
  known.set(key, text)
  return text
}

const kinds = options.kind?.split(',')
const scenes = (await overReplyScenes()).filter(
  ({ set, kind }, index) => (options.set === 'all' || set === options.set) && (!kinds || kinds.includes(kind)) && index % Number(options.every) === 0,
)
const cost = { eachMs: Number(options['each-ms']), perSecondMs: Number(options.rate) }
const outcomes: OfflineOutcome[] = []
let unanswered = 0
for (const [index, scene] of scenes.entries()) {
  const outcome = await playOffline(scene, { detector, recognise, cost })
  if (outcome) outcomes.push(outcome)
  else unanswered++
  process.stderr.write(`\r${index + 1}/${scenes.length}`)
  if (options.cache && index % 100 === 99) writeFileSync(options.cache, JSON.stringify([...known]))
}
process.stderr.write('\r')
if (options.cache) writeFileSync(options.cache, JSON.stringify([...known]))
if (options.verbose) {
  for (const { scene, toldMs, silentMs, gapMs, decisions } of outcomes) {
    const right = takesFloor.includes(scene.kind) ? toldMs !== null && toldMs > -60 && (silentMs ?? 0) <= 400 : toldMs === null
    const why = decisions.map(({ atMs, what, words }) => `${atMs.toFixed(0)} ${what}${words === null ? '' : ` "${words}"`}`).join(' | ')
    console.log(
      `${right ? 'ok ' : 'BAD'} ${scene.kind} ${scene.name}: told ${toldMs?.toFixed(0)} silent ${silentMs?.toFixed(0)} gap ${gapMs.toFixed(0)} :: ${why}`,
    )
  }
}
console.log(
  `${outcomes.length} scenes (${options.set}), recognition ${cost.eachMs} ms + ${cost.perSecondMs} ms a second; openers without an answer: ${unanswered}`,
)
console.log(printRows(overReplyRows(outcomes)))
process.exit(0)
