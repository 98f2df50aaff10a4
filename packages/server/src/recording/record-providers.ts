import { SidetoneError } from '@sidetone/protocol'
import type { Clock } from '../lib/clock.js'
import type { ChatMessage, LanguageModel } from '../providers/llm/contract.js'
import type { Script } from '../providers/llm/scripted/script.js'
import type { SpeechRecogniser } from '../providers/stt/contract.js'
import type { SpeechPiece, SpeechSynthesiser } from '../providers/tts/contract.js'
import type { TurnModel } from '../providers/turn-model/contract.js'
import type { VoiceActivityDetector } from '../providers/vad/contract.js'
import type { GatewayScript, RecordedPiece, RecordedSpeech } from './format.js'

/** What a session listens, thinks and speaks with. */
export interface Providers {
  readonly detector: VoiceActivityDetector
  readonly recogniser: SpeechRecogniser
  readonly model: LanguageModel
  readonly synthesiser: SpeechSynthesiser
  /** Null, or left out: turns are judged without one. */
  readonly turnModel?: TurnModel | null
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] }
type Call = Mutable<Script['calls'][number]>
type Speech = Mutable<RecordedSpeech> & { pieces: RecordedPiece[] }

/** What the providers did so far, as the script of a replay. */
export class ProviderLog {
  readonly detector: { voice: [from: number, to: number][] }[] = []
  readonly recogniser: NonNullable<GatewayScript['recogniser']>[number][] = []
  readonly calls: Call[] = []
  readonly turnModel: NonNullable<GatewayScript['turnModel']>[number][] = []
  readonly speech: Speech[] = []
}

/** Providers that do the same and note it down. They are the session's own: closing them closes nothing. `keep` stores a piece of speech and says where. */
export function recordProviders(
  providers: Providers,
  log: ProviderLog,
  clock: Clock,
  keep: (piece: SpeechPiece) => Omit<RecordedPiece, 'afterMs' | 'words'>,
): Providers {
  const close = async () => {}
  return {
    detector: { name: providers.detector.name, open: (settings) => recordVoice(providers.detector.open(settings), log), close },
    recogniser: { name: providers.recogniser.name, recognise: recordRecognition(providers.recogniser, log, clock), close },
    model: { name: providers.model.name, seesImages: providers.model.seesImages, stream: recordAnswer(providers.model, log, clock), close },
    synthesiser: {
      name: providers.synthesiser.name,
      voices: providers.synthesiser.voices,
      synthesise: recordSpeech(providers.synthesiser, log, clock, keep),
      close,
    },
    ...(providers.turnModel && { turnModel: { name: providers.turnModel.name, probability: recordTurnModel(providers.turnModel, log, clock), close } }),
  }
}

type VoiceStream = ReturnType<VoiceActivityDetector['open']>

function recordVoice(stream: VoiceStream, log: ProviderLog): VoiceStream {
  const voice: [number, number][] = []
  log.detector.push({ voice })
  let frame = 0
  return {
    accept(borrowed) {
      const heard = stream.accept(borrowed)
      const last = voice.at(-1)
      if (heard && last?.[1] === frame) last[1]++
      else if (heard) voice.push([frame, frame + 1])
      frame++
      return heard
    },
    reset: () => stream.reset(),
    close: () => stream.close(),
  }
}

function recordRecognition(recogniser: SpeechRecogniser, log: ProviderLog, clock: Clock): SpeechRecogniser['recognise'] {
  return async (utterance, signal) => {
    // A replay's recogniser spends no line of its script on digital silence.
    if (utterance.samples.every((sample) => sample === 0)) return recogniser.recognise(utterance, signal)
    const at = log.recogniser.push({ pending: true }) - 1
    const startedAtMs = clock.nowMs()
    const afterMs = () => tenths(clock.nowMs() - startedAtMs)
    try {
      const recognition = await recogniser.recognise(utterance, signal)
      log.recogniser[at] = { text: recognition.text, afterMs: afterMs() }
      return recognition
    } catch (error) {
      if (!signal.aborted) log.recogniser[at] = { failure: (error as Error).message, afterMs: afterMs() }
      throw error
    }
  }
}

function recordTurnModel(turnModel: TurnModel, log: ProviderLog, clock: Clock): TurnModel['probability'] {
  return async (samples, signal) => {
    const at = log.turnModel.push({ pending: true }) - 1
    const startedAtMs = clock.nowMs()
    const afterMs = () => tenths(clock.nowMs() - startedAtMs)
    try {
      const probability = await turnModel.probability(samples, signal)
      log.turnModel[at] = { probability, afterMs: afterMs() }
      return probability
    } catch (error) {
      if (!signal.aborted) log.turnModel[at] = { failure: (error as Error).message, afterMs: afterMs() }
      throw error
    }
  }
}

/** A script names what a result of a function holds; this much of it tells results apart. */
const outputCharacters = 200

function expectationOf(messages: readonly ChatMessage[]): Pick<Call, 'user' | 'toolOutput'> {
  const last = messages.at(-1)
  if (last?.role === 'tool') return { toolOutput: last.output.slice(0, outputCharacters) }
  const said = messages.findLast((message) => message.role === 'user')
  return said ? { user: said.text } : {}
}

function recordAnswer(model: LanguageModel, log: ProviderLog, clock: Clock): LanguageModel['stream'] {
  return async function* (request, signal) {
    const call: Call = { ...expectationOf(request.messages), answer: [] }
    log.calls.push(call)
    const toolArguments = new Map<string, { name: string; json: string }>()
    let ended = false
    try {
      for await (const [part, afterMs] of timed(model.stream(request, signal), clock)) {
        if (afterMs > 0) call.answer.push({ waitMs: afterMs })
        if (part.type === 'text-delta' && part.delta !== '') call.answer.push(part.delta)
        if (part.type === 'tool-call-start') toolArguments.set(part.callId, { name: part.name, json: '' })
        if (part.type === 'tool-call-delta') (toolArguments.get(part.callId) ?? { json: '' }).json += part.delta
        if (part.type === 'tool-call-end') {
          const { name, json } = toolArguments.get(part.callId) ?? { name: 'unknown', json: '' }
          call.answer.push({ tool: name, callId: part.callId, arguments: jsonObject(json) })
        }
        if (part.type === 'end') {
          ended = true
          call.answer.push({ end: part.because, ...(part.usage && { usage: part.usage }) })
        }
        yield part
      }
    } catch (error) {
      if (!signal.aborted) {
        ended = true
        call.answer.push({ fail: error instanceof SidetoneError ? error.code : 'language-model-failed', message: (error as Error).message })
      }
      throw error
    } finally {
      if (!ended) call.answer.push({ hang: true })
    }
  }
}

function jsonObject(json: string): Record<string, never> {
  try {
    const value = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    // A model may write anything; the format of scripts has objects only.
    return {}
  }
}

function recordSpeech(
  synthesiser: SpeechSynthesiser,
  log: ProviderLog,
  clock: Clock,
  keep: (piece: SpeechPiece) => Omit<RecordedPiece, 'afterMs' | 'words'>,
): SpeechSynthesiser['synthesise'] {
  return async function* (request, signal) {
    const speech: Speech = { text: request.text, pieces: [], ended: 'pending' }
    log.speech.push(speech)
    try {
      for await (const [piece, afterMs] of timed(synthesiser.synthesise(request, signal), clock)) {
        speech.pieces.push({ afterMs, ...keep(piece), words: piece.words })
        yield piece
      }
      delete speech.ended
    } catch (error) {
      if (!signal.aborted) speech.ended = { failure: (error as Error).message }
      throw error
    }
  }
}

/** Each value with the time that it was waited for. */
async function* timed<Value>(values: AsyncIterable<Value>, clock: Clock): AsyncGenerator<[value: Value, afterMs: number], void, undefined> {
  let askedAtMs = clock.nowMs()
  for await (const value of values) {
    yield [value, tenths(clock.nowMs() - askedAtMs)]
    askedAtMs = clock.nowMs()
  }
}

/** Finer than any effect that a time has, and shorter to write. */
export function tenths(ms: number): number {
  return Math.round(ms * 10) / 10
}
