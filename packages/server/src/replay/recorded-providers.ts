import { SidetoneError } from '@sidetone/protocol'
import { abortable, sleep } from '../lib/abort.js'
import type { Clock } from '../lib/clock.js'
import type { SpeechRecogniser } from '../providers/stt/contract.js'
import { createScriptedRecogniser, type ScriptedRecogniser } from '../providers/stt/scripted/scripted-recogniser.js'
import type { SpeechRequest } from '../providers/tts/contract.js'
import type { ScriptedSynthesiser } from '../providers/tts/scripted/scripted-synthesiser.js'
import type { TurnModel } from '../providers/turn-model/contract.js'
import { createScriptedTurnModel } from '../providers/turn-model/scripted/scripted-turn-model.js'
import type { VoiceActivityDetector } from '../providers/vad/contract.js'
import type { GatewayScript, RecordedSpeech, RecordedVoice } from '../recording/format.js'
import type { ReadFile } from './client-audio.js'

/** Hears voice in the frames in which it was heard; none in a stream that was not recorded. */
export function createRecordedDetector(streams: readonly RecordedVoice[]): VoiceActivityDetector {
  let next = 0
  return {
    name: 'recorded',
    open() {
      const voice = streams[next++]?.voice ?? []
      let frame = 0
      return {
        accept() {
          const at = frame++
          return voice.some(([from, to]) => from <= at && at < to)
        },
        reset() {},
        close() {},
      }
    },
    close: async () => {},
  }
}

/** The script's recogniser, each answer after its time. Answers belong to recognitions in the order in which these begin. */
export function createTimedRecogniser(script: NonNullable<GatewayScript['recogniser']>, clock: Clock): ScriptedRecogniser {
  const recogniser = createScriptedRecogniser(script)
  let begun = 0
  const recognise: SpeechRecogniser['recognise'] = async (utterance, signal) => {
    const audible = utterance.samples.some((sample) => sample !== 0)
    const delayMs = audible ? (script[begun++]?.afterMs ?? 0) : 0
    const answer = recogniser.recognise(utterance, signal)
    if (delayMs === 0) return answer
    answer.catch(() => {})
    await sleep(clock, delayMs, signal)
    return answer
  }
  return { ...recogniser, recognise }
}

/** The script's turn model, each answer after its time; null: there is none. */
export function createTimedTurnModel(script: GatewayScript['turnModel'], clock: Clock): TurnModel | null {
  const [first, ...rest] = script ?? []
  if (!first) return null
  const steps = [first, ...rest] as const
  const model = createScriptedTurnModel(steps)
  const probability: TurnModel['probability'] = async (samples, signal) => {
    const { afterMs = 0 } = steps[Math.min(model.heard.length, steps.length - 1)] ?? first
    const answer = model.probability(samples, signal)
    if (afterMs === 0) return answer
    answer.catch(() => {})
    await sleep(clock, afterMs, signal)
    return answer
  }
  return { ...model, probability }
}

/** Speaks what was spoken, piece by piece, each after its time. Fails on a text that does not come next. `readFile` finds the pieces by their names. */
export function createRecordedSynthesiser(script: readonly RecordedSpeech[], voices: readonly string[], clock: Clock, readFile: ReadFile): ScriptedSynthesiser {
  const asked: SpeechRequest[] = []
  let next = 0
  return {
    name: 'recorded',
    voices,
    asked,
    async *synthesise(request, signal) {
      asked.push(request)
      const step = script[next++]
      if (step?.text !== request.text) throw failure(step ? 'Another text was spoken next.' : `${script.length} texts were spoken; this is one more.`)
      for (const { afterMs, file, from, to, words } of step.pieces) {
        if (afterMs > 0) await sleep(clock, afterMs, signal)
        const { samples, sampleRateHz } = readFile(file)
        yield { samples: samples.slice(from, to), sampleRateHz, words }
      }
      if (step.ended === 'pending') await abortable(new Promise(() => {}), signal)
      else if (step.ended) throw failure(step.ended.failure)
    },
    expectDone() {
      if (next < script.length) throw new Error(`${script.length - next} texts of the recording were never asked for.`)
    },
    close: async () => {},
  }
}

function failure(message: string): SidetoneError {
  return new SidetoneError('synthesis-failed', message)
}
