import { readFileSync } from 'node:fs'
import { int16FromFloat, resample } from '@sidetone/audio'
import { createEnergyActivity, type VoiceActivity } from '@sidetone/client'
import { sileroVoiceActivity } from '@sidetone/client/silero'
import { resolveModel } from '@sidetone/server/models/cache.js'
import { readOptions } from '@sidetone/tests/support/read-options.js'
import { sileroSounds } from '@sidetone/tests/support/silero-sounds.js'

const usage = `What it costs to tell voice from the rest in the client: CPU time for a second of audio, as packets of 20 ms at 48 kHz, as a page has them.

    node bench/dist/voice-activity.js [--seconds 60]`

const options = readOptions(usage, { seconds: { type: 'string', default: '60' } })
const rateHz = 48_000
const packetSamples = rateHz / 50
const packets = Number(options.seconds) * 50
const sounds = [...sileroSounds().values()].map((sound) => int16FromFloat(resample(sound, 16_000, rateHz)))
const model = readFileSync(resolveModel('silero-vad-v6').files['silero_vad_v6.onnx'] as string)

const loadFrom = performance.now()
const silero = await sileroVoiceActivity({ model })
console.log(`the model is read in ${(performance.now() - loadFrom).toFixed(0)} ms (${(model.length / 1_000_000).toFixed(1)} MB)`)
measure('level', createEnergyActivity())
measure('silero', silero)

function measure(name: string, activity: VoiceActivity): void {
  hear(activity, 500)
  const before = process.cpuUsage()
  const longestMs = hear(activity, packets)
  const { user, system } = process.cpuUsage(before)
  const cpuMs = (user + system) / 1_000
  console.log(`${name.padEnd(7)} ${(cpuMs / (packets / 50)).toFixed(2)} ms of CPU a second of audio, longest call ${longestMs.toFixed(1)} ms`)
}

/** All sounds, again and again. Returns the longest call, by the wall clock. */
function hear(activity: VoiceActivity, count: number): number {
  let longestMs = 0
  let sound = 0
  let at = 0
  for (let packet = 0; packet < count; packet++) {
    const samples = sounds[sound % sounds.length] as Int16Array
    const from = performance.now()
    activity.isVoice(samples.subarray(at, at + packetSamples), rateHz)
    longestMs = Math.max(longestMs, performance.now() - from)
    at += packetSamples
    if (at < samples.length) continue
    at = 0
    sound++
  }
  return longestMs
}
