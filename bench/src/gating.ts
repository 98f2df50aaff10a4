import { readFileSync } from 'node:fs'
import { floatFromInt16, int16FromFloat, resample, rms } from '@sidetone/audio'
import { createEnergyActivity, createVoiceClient, type OpenSocket, type Socket, type VoiceActivity, type VoiceClient } from '@sidetone/client'
import { sileroVoiceActivity } from '@sidetone/client/silero'
import { resolveModel } from '@sidetone/server/models/cache.js'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { ScriptedMicrophone } from '@sidetone/tests/support/scripted-ears.js'
import { startTestServer } from '@sidetone/tests/support/sidetone.js'
import { concat } from '@sidetone/tests/support/speech.js'
import { wordErrors } from '@sidetone/tests/support/word-error-rate.js'
import { WebSocket } from 'ws'
import { type BenchClip, benchClips } from './support/clips.js'
import { chance, noises } from './support/noises.js'

const usage = `What holding back silence saves, and what it costs in words and work: one conversation, in real time, through three clients of one server, which send everything,
what is voice by level, and what is voice by the voice model. The room is white noise, or a recorded noise by its name where there are recordings.

    node bench/dist/gating.js [--turns 14] [--reply 5] [--room=-60] [--noise cafe_babble]`

const options = readOptions(usage, {
  turns: { type: 'string', default: '14' },
  reply: { type: 'string', default: '5' },
  room: { type: 'string', default: '-60' },
  noise: { type: 'string' },
})
const rateHz = 24_000
const packetSamples = rateHz / 50

const { clips, source } = await benchClips({ limit: Number(options.turns), longestPauseSeconds: 0.5 })
const audio = conversation(clips, Number(options.reply), Number(options.room))
console.log(
  `${clips.length} turns of ${source}, ${(audio.length / rateHz).toFixed(0)} s, of which ${spokenSeconds(clips).toFixed(0)} s are spoken; replies of ${options.reply} s; ${options.noise ?? 'room'} at ${options.room} dBFS`,
)

const server = await startTestServer()
const model = readFileSync(resolveModel('silero-vad-v6').files['silero_vad_v6.onnx'] as string)
const activities = { level: async () => createEnergyActivity(), silero: () => sileroVoiceActivity({ model }) }
const runs = [run('ungated', null), run('level', await activities.level()), run('silero', await activities.silero())]
const microphones = await Promise.all(runs.map(({ microphone, client }) => client.connect().then(() => microphone)))
await inRealTime(audio, (packet) => {
  for (const microphone of microphones) microphone.say(packet)
})
// The last turn is recognised.
await passed(5_000)
for (const each of runs) report(each)
for (const { client } of runs) client.disconnect()
await server.close()
for (const [name, create] of Object.entries(activities)) reportWork(name, await create())
process.exit(0)

interface Run {
  readonly name: string
  readonly microphone: ScriptedMicrophone
  readonly client: VoiceClient
}

function run(name: string, activity: VoiceActivity | null): Run {
  const microphone = new ScriptedMicrophone()
  const openSocket: OpenSocket = (url, protocols) => new WebSocket(url, ['realtime', ...protocols]) as unknown as Socket
  const session = { output_modalities: ['text'], audio: { input: { transcription: { model: 'default' } } } }
  const gating = activity === null ? { gate: false } : { voiceActivity: activity }
  return { name, microphone, client: createVoiceClient({ url: server.url, openSocket, microphone, ...gating, adaptQuality: false, session }) }
}

function report({ name, client }: Run): void {
  const heard = client.transcript.value.filter(({ role, by: how }) => role === 'user' && how === 'voice').map(({ text }) => text)
  const { edits, words } = wordErrors(clips.map(({ transcript }) => transcript).join(' '), heard.join(' '))
  const { sentBytes, savedBytes, sentSeconds, savedSeconds } = client.traffic.value
  console.log(
    `${name.padEnd(8)} ${(sentBytes / 1_000).toFixed(0)} kB sent, ${(savedBytes / 1_000).toFixed(0)} kB saved (${((100 * savedBytes) / (sentBytes + savedBytes)).toFixed(1)} %), ` +
      `${sentSeconds.toFixed(1)} s sent, ${savedSeconds.toFixed(1)} s held back, ` +
      `${heard.length} turns heard, word error rate ${((100 * edits) / words).toFixed(1)} % (${edits} of ${words})`,
  )
}

/** The same audio once more, with nothing else at work. */
function reportWork(name: string, activity: VoiceActivity): void {
  const before = process.cpuUsage()
  for (let at = 0; at < audio.length; at += packetSamples) activity.isVoice(audio.subarray(at, at + packetSamples), rateHz)
  const { user, system } = process.cpuUsage(before)
  console.log(`${name.padEnd(8)} takes ${((user + system) / 1_000 / (audio.length / rateHz)).toFixed(1)} ms of CPU a second to tell voice`)
}

/** Each line, then the reply that the user listens to and a moment of thought, over the noise of a room. */
function conversation(lines: readonly BenchClip[], replySeconds: number, roomDbfs: number): Int16Array {
  const random = chance(11)
  const quiet = (seconds: number) => new Float32Array(Math.round(seconds * rateHz))
  const spoken = lines.flatMap(({ samples, sampleRateHz }) => [resample(floatFromInt16(samples), sampleRateHz, rateHz), quiet(replySeconds + 0.6 + random())])
  const whole = concat([quiet(1), ...spoken])
  const bed = options.noise === undefined ? whole.map(() => 2 * random() - 1) : recorded(options.noise)
  const gain = 10 ** (roomDbfs / 20) / rms(bed)
  return int16FromFloat(whole.map((sample, at) => sample + gain * (bed[at % bed.length] as number)))
}

function recorded(name: string): Float32Array {
  const all = noises()
  const noise = all.find((each) => each.name === name)
  if (!noise) throw new Error(`There is no noise ${name}; there are: ${all.map((each) => each.name).join(', ') || 'none beside the project'}.`)
  return resample(noise.samples, 16_000, rateHz)
}

function spokenSeconds(lines: readonly BenchClip[]): number {
  return lines.reduce((sum, { speechStartSeconds, speechEndSeconds }) => sum + speechEndSeconds - speechStartSeconds, 0)
}

/** Packets of 20 ms, as many as are due. */
function inRealTime(samples: Int16Array, say: (packet: Int16Array) => void): Promise<void> {
  const startedAtMs = performance.now()
  let at = 0
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(samples.length, ((performance.now() - startedAtMs) / 1_000) * rateHz)
      for (; at + packetSamples <= due; at += packetSamples) say(samples.slice(at, at + packetSamples))
      if (due < samples.length) return
      clearInterval(timer)
      resolve()
    }, 20)
  })
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
