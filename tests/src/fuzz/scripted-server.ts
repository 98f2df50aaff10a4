import { limits } from '@sidetone/protocol'
import { openaiRealtime } from '@sidetone/protocol/openai-realtime'
import { openaiRealtimeBeta } from '@sidetone/protocol/openai-realtime-beta'
import { loadConfig } from '@sidetone/server/config/load.js'
import { connect } from '@sidetone/server/gateway/connection.js'
import { startHttpServer } from '@sidetone/server/http-api/server.js'
import { systemClock } from '@sidetone/server/lib/clock.js'
import type { LanguageModel } from '@sidetone/server/providers/llm/contract.js'
import type { SpeechRecogniser } from '@sidetone/server/providers/stt/contract.js'
import { createScriptedSynthesiser } from '@sidetone/server/providers/tts/scripted/scripted-synthesiser.js'
import { createScriptedDetector } from '@sidetone/server/providers/vad/scripted/scripted-detector.js'
import { Session } from '@sidetone/server/session/session.js'
import { defaultSettings, mergeSettings } from '@sidetone/server/session/settings.js'
import { createStages } from '@sidetone/server/stages.js'

export interface FuzzedServer {
  readonly realtimeUrl: string
  /** Sessions that are open now. */
  readonly sessions: () => number
  close(): Promise<void>
}

const recogniser: SpeechRecogniser = { name: 'quick', recognise: async () => ({ text: 'What is this?' }), close: async () => {} }

const model: LanguageModel = {
  name: 'quick',
  seesImages: false,
  async *stream() {
    yield { type: 'text-delta', delta: 'It is ' }
    yield { type: 'text-delta', delta: 'a test.' }
    yield { type: 'end', because: 'completed', usage: null }
  },
  close: async () => {},
}

/** The real door, gateway, dialects and sessions on a free port; the models behind them answer at once, so that the frames are the load. */
export async function startScriptedServer(): Promise<FuzzedServer> {
  let opened = 0
  let open = 0
  const http = await startHttpServer({
    config: loadConfig({ flags: { port: '0', log: 'silent' }, environment: {}, file: null }),
    clock: systemClock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    health: () => ({ status: 'ready', version: 'test', parts: {} }),
    onConnection: (link, request) => {
      const idSeed = `F${(opened++).toString(36).padStart(6, '0')}`
      let events = 0
      open++
      connect({
        link,
        dialect: request.beta ? openaiRealtimeBeta : openaiRealtime,
        mintEventId: () => `event_${idSeed}${(events++).toString(36)}`,
        clock: systemClock,
        credential: request.credential,
        onEnd: () => {
          open--
        },
        openSession: (initial, emit) => {
          // Of its own: it remembers what it was asked.
          const synthesiser = createScriptedSynthesiser('anything')
          const { voices } = synthesiser
          const merged = mergeSettings(defaultSettings(request.model, voices[0]!), initial, { voices, prompts: {}, hasSpoken: false })
          const abilities = {
            voices,
            seesImages: false,
            leadMs: 1_500,
            tokensPerMinute: 1e9,
            sessionMs: limits.sessionMs,
            contextTokens: 6_000,
            summarises: false,
            prompts: {},
            toolServers: { allowed: [], allowPlainHttp: false },
          }
          if (!merged.ok) throw new Error(`The dialect's own settings are refused: ${merged.code}`)
          return new Session({
            id: `sess_${idSeed}`,
            kind: { type: 'realtime' },
            idSeed,
            abilities,
            settings: merged.settings,
            expiresAtMs: systemClock.wallTime().getTime() + limits.sessionMs,
            stages: createStages({ detector: createScriptedDetector(), recogniser, synthesiser, model }, systemClock),
            clock: systemClock,
            emit,
          })
        },
      })
    },
  })
  return { realtimeUrl: http.realtimeUrl, sessions: () => open, close: () => http.close() }
}
