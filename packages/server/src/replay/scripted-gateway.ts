import { type Dialect, limits, type SessionEvent, type SessionKind } from '@sidetone/protocol'
import { openaiRealtime, openaiRealtimeCall, openaiTranscription } from '@sidetone/protocol/openai-realtime'
import { openaiRealtimeBeta } from '@sidetone/protocol/openai-realtime-beta'
import { openaiTranslation } from '@sidetone/protocol/openai-realtime-translation'
import { connect } from '../gateway/connection.js'
import { startingSettings } from '../gateway/starting-settings.js'
import { ManualClock, settle } from '../lib/clock.js'
import { SpeculationLedger, type SpeculationLimit } from '../lib/speculation.js'
import type { NoiseSuppressor } from '../providers/denoise/contract.js'
import type { ChatRequest, LanguageModel } from '../providers/llm/contract.js'
import { createScriptedModel } from '../providers/llm/scripted/scripted.js'
import { createScriptedSynthesiser } from '../providers/tts/scripted/scripted-synthesiser.js'
import { createScriptedDetector } from '../providers/vad/scripted/scripted-detector.js'
import type { GatewayScript, RecordedSession } from '../recording/format.js'
import type { Providers } from '../recording/record-providers.js'
import type { SessionRecording } from '../recording/recorder.js'
import { Session } from '../session/session.js'
import { createStages } from '../stages.js'
import { createLinkPair, type InMemoryClient } from '../transports/in-memory/link-pair.js'
import { createSoundPair, type InMemoryEar } from '../transports/in-memory/sound-line.js'
import { createFileReader, type ReadFile } from './client-audio.js'
import { createRecordedDetector, createRecordedSynthesiser, createTimedRecogniser, createTimedTurnModel } from './recorded-providers.js'
import type { WireEvent } from './wire-event.js'
import { createWordsByTime } from './words-by-time.js'

export interface ScriptedGateway {
  readonly client: InMemoryClient<WireEvent>
  /** Of a call. */
  readonly ear: InMemoryEar
  readonly clock: ManualClock
  /** What the session began before its decisions. */
  readonly ledger: SpeculationLedger
  /** Time passes in steps of at most 20 ms, and all that can be done without more of it is done. */
  pass(ms: number): Promise<void>
  /** Throws when something of the script was never asked for, or something else was. */
  assertScriptFollowed(): void
}

export interface ScriptedGatewayOptions {
  readonly script: GatewayScript
  /** Finds the speech of a recorded script. */
  readonly readFile?: ReadFile
  /** Take the place of scripted ones. */
  readonly providers?: (clock: ManualClock) => Partial<Providers>
  /** What it makes of the audio is not in a script, since it makes the same of it again. Without one, noise reduction has no effect. */
  readonly suppressor?: NoiseSuppressor | null
  /** Resolves when work outside of the hand-set clock is done: providers that really work. */
  readonly rest?: () => Promise<void>
  /** Each event as it is sent. */
  readonly onEvent?: (event: WireEvent) => void
  /** Each event of the session, in our own words. */
  readonly onSessionEvent?: (event: SessionEvent) => void
  /** Each request to the language model as it is made. */
  readonly onPrompt?: (request: ChatRequest) => void
  /** Records what happens, on the same clock. */
  readonly record?: (clock: ManualClock, speculation: { limit: SpeculationLimit; ledger: SpeculationLedger }) => SessionRecording
  /** Left out: that of the script, else everything. */
  readonly speculation?: SpeculationLimit
}

/** A short seed makes ids that people can read: `item_R00003`. */
const shortSeed = 'R'
/** The defaults of the configuration. */
const defaultSession: Pick<RecordedSession, 'idSeed' | 'model' | 'leadMs' | 'tokensPerMinute'> & { kind: SessionKind } = {
  idSeed: shortSeed,
  kind: { type: 'realtime' },
  model: 'sidetone',
  leadMs: 1500,
  tokensPerMinute: 1_000_000,
}
const stepMs = 20
/** Turns of the event loop after which a pipeline of all stages stands still. */
const turnsToRest = 60

/** The real gateway, dialect, session and stages behind an in-memory link, with scripted providers, a hand-set clock and ids that are always the same. */
export function openScriptedGateway(options: ScriptedGatewayOptions): ScriptedGateway {
  const { script, readFile = createFileReader(), onEvent, onSessionEvent, onPrompt, rest = async () => {} } = options
  const clock = new ManualClock()
  const model = createScriptedModel(script.languageModel ?? { calls: [] }, { clock })
  const recogniser = script.words ? createWordsByTime(script.words, clock) : createTimedRecogniser(script.recogniser ?? [], clock)
  const synthesiser = script.speech
    ? createRecordedSynthesiser(script.speech, script.session?.voices ?? [], clock, readFile)
    : createScriptedSynthesiser(script.synthesiser ?? 'anything')
  const detector = script.detector ? createRecordedDetector(script.detector) : createScriptedDetector()
  const observedModel: LanguageModel = {
    ...model,
    stream: (request, signal) => {
      onPrompt?.(request)
      return model.stream(request, signal)
    },
  }
  const turnModel = createTimedTurnModel(script.turnModel, clock)
  const scripted: Providers = { detector, recogniser, synthesiser, turnModel, model: observedModel, ...options.providers?.(clock) }
  const ledger = new SpeculationLedger(clock)
  const speculation = { limit: options.speculation ?? script.session?.speculation ?? 'full', ledger }
  const recording = options.record?.(clock, speculation)
  const providers = recording ? recording.providers(scripted) : scripted
  const { voices } = providers.synthesiser

  const session = { ...defaultSession, ...script.session }
  const { idSeed, kind, model: modelName, leadMs, tokensPerMinute, contextTokens = 6_000, summarises = false, prompts = {}, spokenLanguages } = session
  const { sessionMs } = limits
  const toolServers = { allowed: [], allowPlainHttp: false }
  const abilities = {
    voices,
    seesImages: model.seesImages,
    leadMs,
    tokensPerMinute,
    sessionMs,
    contextTokens,
    summarises,
    prompts,
    toolServers,
    ...(spokenLanguages && { spokenLanguages }),
  }
  const { link, client } = createLinkPair<WireEvent>()
  const { sound, ear } = createSoundPair()
  const onCall = session.sound === 'beside'
  // Events are observed as they leave: on their way to the client they may wait behind what is being delivered.
  const send = link.send.bind(link)
  link.send = (message) => {
    onEvent?.(JSON.parse(message))
    send(message)
  }
  const dialect =
    kind.type === 'translation' ? openaiTranslation : kind.type === 'transcription' ? openaiTranscription(script.session?.model ?? null) : dialectOf(script)
  let events = 0
  connect({
    link,
    ...(onCall && { sound }),
    dialect: recording ? recording.dialect(dialect) : dialect,
    mintEventId: () => `event_${idSeed}${(events++).toString(36).padStart(5, '0')}`,
    clock,
    credential: { kind: 'accepted' },
    onEnd: () => void recording?.end(),
    openSession: (initial, emit) => {
      const merged = startingSettings({ model: modelName, bound: script.session?.settings ?? null, initial, voices, prompts })
      if (!merged.ok) throw new Error(`The settings that the session starts with are refused: ${merged.code}`)
      return new Session({
        id: `sess_${idSeed}`,
        kind,
        ...(onCall && { sound: 'beside' as const }),
        idSeed,
        abilities,
        settings: merged.settings,
        expiresAtMs: clock.wallTime().getTime() + abilities.sessionMs,
        stages: createStages(providers, clock, options.suppressor, speculation),
        clock,
        emit: (event) => {
          onSessionEvent?.(event)
          emit(event)
        },
      })
    },
  })

  const toRest = async () => {
    do await settle(turnsToRest)
    while (client.paused)
    await rest()
    await settle(turnsToRest)
  }
  return {
    client,
    ear,
    clock,
    ledger,
    async pass(ms) {
      await toRest()
      for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) {
        await clock.advance(Math.min(stepMs, leftMs))
        await toRest()
      }
    },
    assertScriptFollowed() {
      model.assertUsedUp()
      recogniser.expectDone()
      synthesiser.expectDone()
      const calls = script.languageModel?.calls.length ?? 0
      if (model.requests.length > calls) throw new Error(`The script has ${calls} calls of the language model; ${model.requests.length} were made.`)
      const utterances = script.words ? Number.POSITIVE_INFINITY : (script.recogniser?.length ?? 0)
      if (recogniser.heard.length > utterances) throw new Error(`The script has ${utterances} recognitions; ${recogniser.heard.length} were begun.`)
      const texts = (script.speech ?? script.synthesiser)?.map(({ text }) => text)
      const spoken = synthesiser.asked.map(({ text }) => text)
      if (texts && texts.join('|') !== spoken.join('|')) throw new Error(`The script speaks "${texts.join('|')}"; asked for was "${spoken.join('|')}".`)
    },
  }
}

function dialectOf({ session, dialect = session?.sound === 'beside' ? openaiRealtimeCall.name : openaiRealtime.name }: GatewayScript): Dialect {
  const named = [openaiRealtime, openaiRealtimeCall, openaiRealtimeBeta, openaiTranslation, openaiTranscription(session?.model ?? null)].find(
    ({ name }) => name === dialect,
  )
  if (!named) throw new Error(`The script speaks ${dialect}, which this release does not know.`)
  return named
}
