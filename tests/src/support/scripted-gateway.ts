import { limits } from '@sidetone/protocol'
import { openaiRealtime } from '@sidetone/protocol/openai-realtime'
import { connect } from '@sidetone/server/gateway/connection.js'
import { sleep } from '@sidetone/server/lib/abort.js'
import { ManualClock, settle } from '@sidetone/server/lib/clock.js'
import { createListening } from '@sidetone/server/listening/listener.js'
import type { ChatRequest, LanguageModel } from '@sidetone/server/providers/llm/contract.js'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import { createScriptedModel } from '@sidetone/server/providers/llm/scripted/scripted.js'
import type { SpeechRecogniser } from '@sidetone/server/providers/stt/contract.js'
import { createScriptedRecogniser, type ScriptedRecognition } from '@sidetone/server/providers/stt/scripted/scripted-recogniser.js'
import { createScriptedSynthesiser, type ScriptedSpeech } from '@sidetone/server/providers/tts/scripted/scripted-synthesiser.js'
import { createScriptedDetector } from '@sidetone/server/providers/vad/scripted/scripted-detector.js'
import { Session } from '@sidetone/server/session/session.js'
import { defaultSettings, mergeSettings } from '@sidetone/server/session/settings.js'
import { createPace } from '@sidetone/server/speaking/pace.js'
import { createSpeak } from '@sidetone/server/speaking/speak.js'
import { createThinker } from '@sidetone/server/thinking/think.js'
import { createLinkPair, type InMemoryClient } from '@sidetone/server/transports/in-memory/link-pair.js'
import { decideTurn } from '@sidetone/server/turns/decide-turn.js'
import { judgeInterruption } from '@sidetone/server/turns/interruption.js'
import type { WireEvent } from './wire-log.js'

/** What the scripted providers do. Whatever is left out: no call is expected; speech takes every text. */
export interface GatewayScript {
  readonly languageModel?: Script
  /** One for each recognition that is begun, in order. It takes `afterMs` of the hand-set clock. */
  readonly recogniser?: readonly (ScriptedRecognition & { readonly afterMs?: number })[]
  readonly synthesiser?: readonly ScriptedSpeech[]
}

export interface ScriptedGateway {
  readonly client: InMemoryClient<WireEvent>
  readonly clock: ManualClock
  /** Time passes in steps of at most 20 ms, and all that can be done without more of it is done. */
  pass(ms: number): Promise<void>
  /** Throws when something of the script was never asked for, or something else was. */
  assertScriptFollowed(): void
}

export interface ScriptedGatewayOptions {
  readonly script: GatewayScript
  /** Each event as it is sent. */
  readonly onEvent?: (event: WireEvent) => void
  /** Each request to the language model as it is made. */
  readonly onPrompt?: (request: ChatRequest) => void
}

/** A short seed makes ids that people can read: `item_R00003`. */
const idSeed = 'R'
/** The default of the configuration. */
const leadMs = 1500
const stepMs = 20
/** Turns of the event loop after which a pipeline of all stages stands still. */
const turnsToRest = 60

/** The real gateway, dialect, session and stages behind an in-memory link, with scripted providers, a hand-set clock and ids that are always the same. */
export function openScriptedGateway({ script, onEvent, onPrompt }: ScriptedGatewayOptions): ScriptedGateway {
  const clock = new ManualClock()
  const model = createScriptedModel(script.languageModel ?? { calls: [] }, { clock })
  const recogniser = createScriptedRecogniser(script.recogniser ?? [])
  const synthesiser = createScriptedSynthesiser(script.synthesiser ?? 'anything')

  let recognitions = 0
  const slowRecogniser: SpeechRecogniser = {
    ...recogniser,
    recognise: async (utterance, signal) => {
      const audible = utterance.samples.some((sample) => sample !== 0)
      const delayMs = audible ? (script.recogniser?.[recognitions++]?.afterMs ?? 0) : 0
      if (delayMs > 0) await sleep(clock, delayMs, signal)
      return recogniser.recognise(utterance, signal)
    },
  }
  const observedModel: LanguageModel = {
    ...model,
    stream: (request, signal) => {
      onPrompt?.(request)
      return model.stream(request, signal)
    },
  }

  const abilities = { voices: synthesiser.voices, seesImages: model.seesImages, leadMs, tokensPerMinute: 1_000_000, sessionMs: limits.sessionMs }
  const { link, client } = createLinkPair<WireEvent>()
  // Events are observed as they leave: on their way to the client they may wait behind what is being delivered.
  const send = link.send.bind(link)
  link.send = (message) => {
    onEvent?.(JSON.parse(message))
    send(message)
  }
  let events = 0
  connect({
    link,
    dialect: openaiRealtime,
    mintEventId: () => `event_${idSeed}${(events++).toString(36).padStart(5, '0')}`,
    credential: { kind: 'accepted' },
    openSession: (initial, emit) => {
      const merged = mergeSettings(defaultSettings('sidetone', synthesiser.voices[0]!), initial, { voices: synthesiser.voices, hasSpoken: false })
      if (!merged.ok) throw new Error(`The dialect's own settings are refused: ${merged.code}`)
      return new Session({
        id: `sess_${idSeed}`,
        idSeed,
        abilities,
        settings: merged.settings,
        expiresAtMs: clock.wallTime().getTime() + abilities.sessionMs,
        stages: {
          createListener: createListening({ detector: createScriptedDetector(), recogniser: slowRecogniser }),
          decideTurn,
          judgeInterruption,
          think: createThinker({ model: observedModel }),
          speak: createSpeak({ synthesiser, clock }),
          createPace,
        },
        clock,
        emit,
      })
    },
  })

  return {
    client,
    clock,
    async pass(ms) {
      await settle(turnsToRest)
      for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) {
        await clock.advance(Math.min(stepMs, leftMs))
        await settle(turnsToRest)
      }
    },
    assertScriptFollowed() {
      model.assertUsedUp()
      recogniser.expectDone()
      synthesiser.expectDone()
      const calls = script.languageModel?.calls.length ?? 0
      if (model.requests.length > calls) throw new Error(`The script has ${calls} calls of the language model; ${model.requests.length} were made.`)
      const utterances = script.recogniser?.length ?? 0
      if (recogniser.heard.length > utterances) throw new Error(`The script has ${utterances} recognitions; ${recogniser.heard.length} were begun.`)
      const texts = script.synthesiser?.map(({ text }) => text)
      const spoken = synthesiser.asked.map(({ text }) => text)
      if (texts && texts.join('|') !== spoken.join('|')) throw new Error(`The script speaks "${texts.join('|')}"; asked for was "${spoken.join('|')}".`)
    },
  }
}
