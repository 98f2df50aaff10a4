/**
 * What holding back silence saves, and what it costs in words: one conversation, in real time, through two clients of one server, gated and not.
 *
 *     node bench/dist/gating.js [--turns 14] [--reply 5] [--room -60]
 */
import { parseArgs } from 'node:util'
import { floatFromInt16, int16FromFloat, resample } from '@sidetone/audio'
import { createVoiceClient, type OpenSocket, type Socket, type VoiceClient } from '@sidetone/client'
import { ScriptedMicrophone } from '@sidetone/tests/support/scripted-ears.js'
import { startTestServer } from '@sidetone/tests/support/sidetone.js'
import { concat } from '@sidetone/tests/support/speech.js'
import { wordErrors } from '@sidetone/tests/support/word-error-rate.js'
import { WebSocket } from 'ws'
import { type BenchClip, benchClips } from './support/clips.js'
import { chance } from './support/noises.js'

const { values: options } = parseArgs({
  options: { turns: { type: 'string', default: '14' }, reply: { type: 'string', default: '5' }, room: { type: 'string', default: '-60' } },
})
const rateHz = 24_000
const packetSamples = rateHz / 50

const { clips, source } = await benchClips({ limit: Number(options.turns), longestPauseSeconds: 0.5 })
const audio = conversation(clips, Number(options.reply), Number(options.room))
console.log(
  `${clips.length} turns of ${source}, ${(audio.length / rateHz).toFixed(0)} s, of which ${spokenSeconds(clips).toFixed(0)} s are spoken; replies of ${options.reply} s; room at ${options.room} dBFS`,
)

const server = await startTestServer()
const runs = [run('ungated', false), run('gated', true)]
const microphones = await Promise.all(runs.map(({ microphone, client }) => client.connect().then(() => microphone)))
await inRealTime(audio, (packet) => {
  for (const microphone of microphones) microphone.say(packet)
})
// The last turn is recognised.
await passed(5_000)
for (const { name, client } of runs) report(name, client)
for (const { client } of runs) client.disconnect()
await server.close()
process.exit(0)

function run(name: string, gate: boolean) {
  const microphone = new ScriptedMicrophone()
  const openSocket: OpenSocket = (url, protocols) => new WebSocket(url, ['realtime', ...protocols]) as unknown as Socket
  const session = { output_modalities: ['text'], audio: { input: { transcription: { model: 'default' } } } }
  return { name, microphone, client: createVoiceClient({ url: server.url, openSocket, microphone, gate, adaptQuality: false, session }) }
}

function report(name: string, client: VoiceClient): void {
  const heard = client.transcript.value.filter(({ role, by: how }) => role === 'user' && how === 'voice').map(({ text }) => text)
  const { edits, words } = wordErrors(clips.map(({ transcript }) => transcript).join(' '), heard.join(' '))
  const { sentBytes, savedBytes, sentSeconds, savedSeconds } = client.traffic.value
  console.log(
    `${name.padEnd(8)} ${(sentBytes / 1_000).toFixed(0)} kB sent, ${(savedBytes / 1_000).toFixed(0)} kB saved (${((100 * savedBytes) / (sentBytes + savedBytes)).toFixed(1)} %), ` +
      `${sentSeconds.toFixed(1)} s sent, ${savedSeconds.toFixed(1)} s held back, ` +
      `${heard.length} turns heard, word error rate ${((100 * edits) / words).toFixed(1)} % (${edits} of ${words})`,
  )
}

/** Each line, then the reply that the user listens to and a moment of thought, over the noise of a room. */
function conversation(lines: readonly BenchClip[], replySeconds: number, roomDbfs: number): Int16Array {
  const random = chance(11)
  const quiet = (seconds: number) => new Float32Array(Math.round(seconds * rateHz))
  const spoken = lines.flatMap(({ samples, sampleRateHz }) => [resample(floatFromInt16(samples), sampleRateHz, rateHz), quiet(replySeconds + 0.6 + random())])
  const whole = concat([quiet(1), ...spoken])
  const amplitude = 10 ** (roomDbfs / 20) * Math.sqrt(3)
  return int16FromFloat(whole.map((sample) => sample + amplitude * (2 * random() - 1)))
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
