import { bytesFromFloat, encodeMulaw, int16FromFloat } from '@sidetone/audio'
import type { AudioFormat } from '@sidetone/protocol'
import { ManualClock } from '../lib/clock.js'
import { SpeculationLedger } from '../lib/speculation.js'
import { createScriptedRecogniser, type ScriptedRecognition } from '../providers/stt/scripted/scripted-recogniser.js'
import type { TurnModel } from '../providers/turn-model/contract.js'
import { createScriptedDetector } from '../providers/vad/scripted/scripted-detector.js'
import type { HeardWords, ListeningSettings, VoiceActivity } from './contract.js'
import { createListening } from './listener.js'

export const never = new AbortController().signal
export const pcm16: AudioFormat = { encoding: 'pcm16', sampleRateHz: 16_000 }
export const pcm24: AudioFormat = { encoding: 'pcm16', sampleRateHz: 24_000 }
export const mulaw: AudioFormat = { encoding: 'mulaw', sampleRateHz: 8_000 }
export const manual: ListeningSettings = { format: pcm16, threshold: 0.2, language: 'en', keepAheadMs: null }
export const detecting: ListeningSettings = { ...manual, keepAheadMs: 300 }

function sound(format: AudioFormat, milliseconds: number, amplitude: number): Uint8Array {
  const samples = Float32Array.from({ length: (milliseconds * format.sampleRateHz) / 1000 }, (_, index) => {
    return amplitude * Math.sin((2 * Math.PI * 400 * index) / format.sampleRateHz)
  })
  return format.encoding === 'pcm16' ? bytesFromFloat(samples) : encodeMulaw(int16FromFloat(samples))
}

/** A listener with a detector that takes loud for voice. `say` and `hush` append in packets of 20 ms. */
export function listen(settings: ListeningSettings, script: ScriptedRecognition[] = [], turnModel: TurnModel | null = null) {
  const recogniser = createScriptedRecogniser(script)
  const activities: VoiceActivity[] = []
  const words: HeardWords[] = []
  const onEach: ((activity: VoiceActivity) => void)[] = []
  const ledger = new SpeculationLedger(new ManualClock())
  const createListener = createListening({ detector: createScriptedDetector(), recogniser, ledger, turnModel })
  const hear = (activity: VoiceActivity) => {
    activities.push(activity)
    for (const each of onEach) each(activity)
  }
  const listener = createListener(hear, settings, (each) => words.push(each))
  let { format } = settings
  const append = (milliseconds: number, amplitude: number) => {
    const bytes = sound(format, milliseconds, amplitude)
    const packet = (format.sampleRateHz / 50) * (format.encoding === 'pcm16' ? 2 : 1)
    for (let at = 0; at < bytes.length; at += packet) listener.append(bytes.subarray(at, at + packet))
  }
  return {
    listener,
    recogniser,
    activities,
    words,
    onEach,
    say: (milliseconds: number) => append(milliseconds, 0.5),
    hush: (milliseconds: number) => append(milliseconds, 0.0003),
    configure: (changed: ListeningSettings) => {
      format = changed.format
      listener.configure(changed)
    },
    last: () => activities.at(-1) as VoiceActivity,
    early: () => ledger.report().recognitions,
  }
}

export const lengthsMs = (heard: readonly { samples: Float32Array }[]) => heard.map(({ samples }) => samples.length / 16)
