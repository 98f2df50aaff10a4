import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { bytesFromInt16, int16FromFloat } from '@sidetone/audio'
import { systemClock } from '@sidetone/server/lib/clock.js'
import { SpeculationLedger, type SpeculationReport } from '@sidetone/server/lib/speculation.js'
import type { HeardWords, VoiceActivity } from '@sidetone/server/listening/contract.js'
import { createListening } from '@sidetone/server/listening/listener.js'
import { resolveHearingModels } from '@sidetone/server/models/hearing-models.js'
import type { SpeechRecogniser } from '@sidetone/server/providers/stt/contract.js'
import { createMoonshineRecogniser } from '@sidetone/server/providers/stt/moonshine/moonshine.js'
import { createSileroDetector } from '@sidetone/server/providers/vad/silero/silero.js'
import { defaultSemanticVad, defaultServerVad } from '@sidetone/server/session/settings.js'
import { type UserFloor, untouchedFloor } from '@sidetone/server/turns/contract.js'
import { decideTurn } from '@sidetone/server/turns/decide-turn.js'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { ImaginedRequests } from './support/imagined-requests.js'
import { wasteOf } from './support/speculation-waste.js'
import { tradeOffCurve } from './support/trade-off-curve.js'
import { type TurnScene, turnScenes } from './support/turn-scenes.js'
import { type Played, scoreHeader, scoreLine, scoreTurns, type TurnScore } from './support/turn-score.js'
import { settingsNamed } from './support/turn-settings.js'

const usage = `The turn engine without real time: every scene goes frame by frame through the real listener, recogniser and decision, with a clock of audio time. A
recognition takes the time that --rate says, on two cores; synthesis of the reply's first clause what --synthesis-ms says, begun in secret when the
words are known.

    npm run bench:turns-offline -- [--settings auto,high,low,200,500,800] [--rate 40] [--synthesis-ms 100] [--plain] [--every 1] [--snr 10] [--cache FILE] [--svg FILE] [--verbose]`

const options = readOptions(usage, {
  settings: { type: 'string', default: 'auto,high,low,200,500,800' },
  rate: { type: 'string', default: '40' },
  'synthesis-ms': { type: 'string', default: '100' },
  plain: { type: 'boolean', default: false },
  every: { type: 'string', default: '1' },
  snr: { type: 'string' },
  svg: { type: 'string' },
  cache: { type: 'string' },
  verbose: { type: 'boolean', default: false },
})
const msPerSecond = Number(options.rate)
const synthesisMs = Number(options['synthesis-ms'])
const cores = 2

const { modelFile, moonshine } = resolveHearingModels()
const detector = await createSileroDetector({ modelFile, preload: 1 })
const engine = await createMoonshineRecogniser(moonshine)
/** The same audio is recognised once, however many settings are tried; with `--cache` in later runs too. */
const known = new Map<string, string>(options.cache && existsSync(options.cache) ? JSON.parse(readFileSync(options.cache, 'utf8')) : [])
/** How many are under way: audio time stands still meanwhile. */
let recognitions = 0
const scenes = turnScenes(options.snr === undefined ? null : Number(options.snr)).filter(
  (scene, index) => index % Number(options.every) === 0 && (!options.plain || scene.kind === 'plain'),
)

console.log(`${scenes.length} scenes, recognition at ${msPerSecond} ms a second on ${cores} cores, synthesis ${synthesisMs} ms\n${scoreHeader}`)
const scores = new Map<string, TurnScore>()
for (const name of options.settings.split(',')) {
  let spentMs = 0
  const played: Played[] = []
  const ahead: SpeculationReport[] = []
  for (const scene of scenes) {
    const result = await play(scene, name)
    spentMs += result.spentMs
    ahead.push(result.ahead)
    played.push({ scene, repliesAtSeconds: result.repliesAtSeconds })
  }
  const seconds = scenes.reduce((sum, scene) => sum + scene.samples.length / 24_000, 0)
  const score = scoreTurns(played)
  scores.set(name, score)
  console.log(`${scoreLine(name, score)}   recognition ${((100 * spentMs) / (1000 * seconds)).toFixed(0)} % of a core`)
  console.log(wasteOf(ahead))
}
if (options.svg) writeFileSync(options.svg, tradeOffCurve(scores))
if (options.cache) writeFileSync(options.cache, JSON.stringify([...known]))
process.exit(0)

async function recognised(key: string, samples: Float32Array): Promise<string> {
  const before = known.get(key)
  if (before !== undefined) return before
  recognitions++
  const { text } = await engine.recognise({ samples, sampleRateHz: 16_000, language: null }, new AbortController().signal)
  recognitions--
  known.set(key, text)
  return text
}

async function play(scene: TurnScene, name: string): Promise<{ repliesAtSeconds: number[]; spentMs: number; ahead: SpeculationReport }> {
  let nowMs = 0
  let spentMs = 0
  const ledger = new SpeculationLedger({ ...systemClock, nowMs: () => nowMs })
  const requests = new ImaginedRequests(ledger)
  const freeAtMs = new Array<number>(cores).fill(0)
  const pending: { dueMs: number; resolve: () => void }[] = []
  const recogniser: SpeechRecogniser = {
    name: 'timed',
    async recognise({ samples }, signal) {
      const costMs = (msPerSecond * samples.length) / 16_000
      spentMs += costMs
      const core = freeAtMs.indexOf(Math.min(...freeAtMs))
      const dueMs = Math.max(nowMs, freeAtMs[core] ?? 0) + costMs
      freeAtMs[core] = dueMs
      const key = `${scene.name} ${samples.length} ${samples.reduce((sum, each, index) => sum + each * ((index % 97) + 1), 0)}`
      const wait = { dueMs, resolve: () => {} }
      const due = new Promise<void>((resolve) => {
        wait.resolve = resolve
      })
      pending.push(wait)
      const text = await recognised(key, samples)
      await due
      signal.throwIfAborted()
      return { text }
    },
    close: async () => {},
  }

  const settings = settingsNamed(name, defaultServerVad, defaultSemanticVad)
  let floor: UserFloor = untouchedFloor
  let latest: VoiceActivity | null = null
  let words: HeardWords | null = null
  let committedMs = 0
  const repliesAtSeconds: number[] = []
  /** When the first clause of a reply in secret is spoken. */
  let rehearsedAtMs = Number.POSITIVE_INFINITY
  /** Counts up when voice begins: a reply that is not yet heard is dropped then. */
  let turn = 0
  const consider = (activity: VoiceActivity) => {
    const valid = words !== null && words.toMs > committedMs && activity.quietMs !== null && activity.audioMs - activity.quietMs <= words.toMs ? words : null
    const voiceStartMs = activity.voiceStartMs === null ? null : Math.max(activity.voiceStartMs, committedMs)
    const step = decideTurn(floor, { ...activity, voiceStartMs, words: valid?.text ?? null, prosody: valid?.prosody ?? null }, settings)
    floor = step.floor
    if (settings.kind === 'semantic-vad') requests.observe(activity, valid, step.neededQuietMs)
    if (step.decision?.type === 'user-started') turn++
    if (step.decision?.type !== 'user-finished') return
    if (options.verbose)
      console.log(`${scene.name} @${(activity.audioMs / 1000).toFixed(2)} of ${scene.speechEndSeconds} ${step.decision.reason} | ${valid?.text.slice(-60)}`)
    if (words?.whole !== true || valid === null) rehearsedAtMs = Number.POSITIVE_INFINITY
    requests.decided(valid)
    const audio = listener.commit(step.decision.audioEndMs)
    committedMs = audio.endMs
    const mine = turn
    void listener.transcribe(audio, new AbortController().signal).then((text) => {
      const atMs = Math.max(nowMs, Math.min(nowMs + synthesisMs, rehearsedAtMs))
      if (text.trim() !== '') replies.push({ atMs, turn: mine })
    })
  }
  const replies: { atMs: number; turn: number }[] = []
  const listener = createListening({ detector, recogniser, ledger })(
    (activity) => {
      latest = activity
      consider(activity)
    },
    { format: { encoding: 'pcm16', sampleRateHz: 24_000 }, threshold: 0.5, language: null, keepAheadMs: 300 },
    (heard) => {
      words = heard
      if (settings.kind === 'semantic-vad' && heard.whole) rehearsedAtMs = nowMs + synthesisMs
      if (latest) consider(latest)
    },
  )
  const bytes = bytesFromInt16(int16FromFloat(scene.samples))
  const packet = 960
  const endMs = (scene.samples.length / 24_000) * 1000 + 3_000
  for (let offset = 0; nowMs < endMs; offset += packet) {
    nowMs += 20
    await settle()
    const part = bytes.subarray(offset, offset + packet)
    listener.append(part.length === packet ? part : new Uint8Array(packet))
    await settle()
    for (const reply of replies.splice(0)) {
      if (reply.turn !== turn) continue
      if (reply.atMs > nowMs) replies.push(reply)
      else repliesAtSeconds.push(reply.atMs / 1000)
    }
  }
  listener.close()
  requests.throwAway()
  return { repliesAtSeconds, spentMs, ahead: ledger.report() }

  /** Lets everything happen that is due by now: in the order of its time, and with all that follows from it. */
  async function settle(): Promise<void> {
    // What follows from the last packet belongs to its time, not to that of the next.
    await new Promise((resolve) => setImmediate(resolve))
    for (;;) {
      pending.sort((a, b) => a.dueMs - b.dueMs)
      const next = pending[0]
      if (!next || next.dueMs > nowMs) return
      pending.shift()
      next.resolve()
      do await new Promise((resolve) => setImmediate(resolve))
      while (recognitions > 0)
    }
  }
}
