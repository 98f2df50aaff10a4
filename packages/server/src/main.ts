import { randomBytes } from 'node:crypto'
import { availableParallelism, networkInterfaces } from 'node:os'
import { type Dialect, type ErrorCode, limits, type SessionKind, type SettingsPatch } from '@sidetone/protocol'
import { openaiRealtime, openaiRealtimeCall, openaiTranscription, resumableMessage, resumedMessage } from '@sidetone/protocol/openai-realtime'
import { openaiRealtimeBeta } from '@sidetone/protocol/openai-realtime-beta'
import { openaiTranslation } from '@sidetone/protocol/openai-realtime-translation'
import type { Config } from './config/contract.js'
import { connect } from './gateway/connection.js'
import { kindFor, kindOf } from './gateway/kind-of.js'
import { type MintingParts, mintBetaSession, mintClientSecret, mintTranslationSecret, readCallSession } from './gateway/mint-client-secret.js'
import { OpenCalls } from './gateway/open-calls.js'
import { startingSettings } from './gateway/starting-settings.js'
import { SecretStore } from './http-api/secret-store.js'
import { type ApiEngine, type CallRequest, type Credential, type HealthReport, startHttpServer, type UpgradeRequest } from './http-api/server.js'
import { systemClock, type Timer } from './lib/clock.js'
import { SpeculationLedger, type SpeculationLimit } from './lib/speculation.js'
import { createTranscribeRecording } from './listening/transcribe-recording.js'
import { resolveHearingModels } from './models/hearing-models.js'
import type { Log } from './observability/contract.js'
import { createLog } from './observability/log.js'
import { createSessionLog } from './observability/session-log.js'
import type { NoiseSuppressor } from './providers/denoise/contract.js'
import { createRnnoiseSuppressor } from './providers/denoise/rnnoise/rnnoise.js'
import { chooseLanguageModel } from './providers/llm/choose-language-model.js'
import { createMoonshineRecogniser } from './providers/stt/moonshine/moonshine.js'
import { createFliteSynthesiser } from './providers/tts/flite/flite.js'
import { chooseTurnModel } from './providers/turn-model/choose-turn-model.js'
import { createSileroDetector } from './providers/vad/silero/silero.js'
import type { Providers } from './recording/record-providers.js'
import { createRecorder, type Recorder } from './recording/recorder.js'
import { Session } from './session/session.js'
import { defaultSettings } from './session/settings.js'
import type { Abilities } from './session/state.js'
import { createStages } from './stages.js'
import type { OpenToolServers } from './tools/contract.js'
import { createMcpServers } from './tools/mcp/mcp-servers.js'
import type { CallLines, Link, SoundLine } from './transports/contract.js'
import { overheard } from './transports/overheard-sound.js'
import { ResumableLinks } from './transports/resumable/resumable-links.js'
import { SharedLink } from './transports/shared-link.js'
import { callAddresses } from './transports/webrtc/call-addresses.js'
import { createPeers } from './transports/webrtc/create-peers.js'
import { loadWerift } from './transports/webrtc/load-werift.js'
import { version } from './version.js'

export interface RunningSidetone {
  /** Where people look: `http://127.0.0.1:4747`. */
  readonly url: string
  /** Where clients connect: `ws://127.0.0.1:4747/v1/realtime`. */
  readonly realtimeUrl: string
  readonly port: number
  /** Resolves when every model is loaded and warm; rejects with the reason when one cannot be. */
  readonly ready: Promise<void>
  /** What answers, in sentences for a person; complete once ready. */
  readonly describe: readonly string[]
  /** Ends every session and gives everything back. Idempotent. */
  close(): Promise<void>
}

/** What is loaded once per process and shared by all sessions. */
interface Engine {
  readonly providers: Providers
  readonly suppressor: NoiseSuppressor
  readonly openToolServers: OpenToolServers
  readonly speculation: SpeculationLimit
  readonly abilities: Abilities
  readonly api: ApiEngine
  close(): Promise<void>
}

/** Opens the door at once and warms the models behind it; the only place that knows every part. */
export async function startSidetone(config: Config): Promise<RunningSidetone> {
  const log = createLog(config.log.level)
  const describe: string[] = []
  const recorder = openRecorder(config, log, describe)
  let health: HealthReport['status'] = 'warming'
  let engine: Engine | null = null
  let warming: Timer | null = null
  const secrets = new SecretStore(systemClock)
  const lines = new ResumableLinks(
    {
      clock: systemClock,
      graceMs: config.server.resumeForMs,
      keptBytes: limits.outboundBytes,
      welcomeBack: (received) => resumedMessage(received, `event_${idSeed()}`),
    },
    () => randomBytes(24).toString('base64url'),
  )

  const around: Around = { log, recorder, lines }
  const callLinks = new Map<string, SharedLink>()
  const calls = new OpenCalls<CallRequest>({
    peers: createPeers({
      clock: systemClock,
      addresses: () => callAddresses({ host: config.server.host, listensAt: http.address, addresses: config.webrtc.addresses }, networkInterfaces()),
      ports: config.webrtc.ports,
    }),
    mintCallId: () => `rtc_${randomBytes(16).toString('hex')}`,
    onCall: (callId, lines, request) => {
      log.info({ call: callId, remoteAddress: request.remoteAddress }, 'call connected')
      const link = new SharedLink(lines.link)
      callLinks.set(callId, link)
      if (engine) acceptCall(engine, { link, sound: lines.sound }, request, around)
      else lines.link.close(tryAgainLater, 'The models are still being loaded.')
    },
    onEnd: (callId, because) => {
      callLinks.delete(callId)
      log.info({ call: callId, because }, 'call ended')
    },
  })

  const http = await startHttpServer({
    config,
    clock: systemClock,
    log,
    health: () => ({ status: health, version, parts: { speech: health, languageModel: health } }),
    waitingSessions: () => lines.lost,
    awaits: (client) => lines.awaits(client),
    onConnection: (link, request) => {
      const callId = request.query.get('call_id')
      if (callId !== null && request.credential.kind === 'accepted' && callLinks.get(callId)?.attach(link)) return
      if (request.resume.kind === 'comes-back' && lines.resume(link, request.resume)) return
      if (engine) accept(engine, link, request, around)
      else link.close(tryAgainLater, 'The models are still being loaded.')
    },
    engine: () => engine?.api ?? null,
    secrets,
    calls,
  })

  const ready = loadEngine(config, http.port, describe, secrets).then(
    (loaded) => {
      engine = loaded
      health = 'ready'
      warming = systemClock.after(loadForCallsAfterMs, () => loadForCalls(log))
    },
    (error) => {
      health = 'failed'
      throw error
    },
  )

  let closing: Promise<void> | null = null
  const close = async () => {
    warming?.cancel()
    lines.close()
    await http.close()
    await recorder?.close()
    await ready.catch(() => {})
    await engine?.close()
  }
  return {
    url: http.url,
    realtimeUrl: http.realtimeUrl,
    port: http.port,
    ready,
    describe,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** The first call shall not hold up the sessions that are there by then. */
const loadForCallsAfterMs = 1_000

function loadForCalls(log: Log): void {
  loadWerift().catch((error: Error) => log.warn({ error: error.message }, 'calls cannot be answered'))
}

/** WebSocket close code "try again later" (IANA registry). */
const tryAgainLater = 1013

async function loadEngine(config: Config, ownPort: number, describe: string[], secrets: SecretStore): Promise<Engine> {
  const clock = systemClock
  const { modelFile, moonshine } = resolveHearingModels(config.models)
  const threads = availableParallelism()
  // Those that work on other threads begin first: making the detector keeps this one busy.
  const [recogniser, synthesiser, suppressor, turnModel, detector, language] = await Promise.all([
    createMoonshineRecogniser(moonshine),
    createFliteSynthesiser({ threads }),
    createRnnoiseSuppressor(),
    chooseTurnModel(config.turnModel, clock),
    createSileroDetector({ modelFile, clock }),
    chooseLanguageModel(config.languageModel, { clock, timeoutMs: config.replies.languageModelTimeoutMs, ownPort }),
  ])
  describe.push(language.sentence, `Listening with ${detector.name} and ${recogniser.name}; speaking with ${synthesiser.name}.`)
  if (config.replies.speculation !== 'full') describe.push(begunAhead[config.replies.speculation])
  if (turnModel) describe.push(`Weighing the end of turns with ${turnModel.name} too.`)
  const providers: Providers = { turnModel, detector, recogniser, synthesiser, model: language.model }
  const abilities: Abilities = {
    voices: synthesiser.voices,
    seesImages: language.model.seesImages,
    leadMs: config.replies.leadMs,
    tokensPerMinute: config.replies.tokensPerMinute,
    sessionMs: limits.sessionMs,
    contextTokens: config.replies.contextTokens,
    summarises: !language.model.answersOnly,
    prompts: config.prompts,
    ...(synthesiser.languages && { spokenLanguages: synthesiser.languages }),
    toolServers: { allowed: config.mcp.allowedServers, allowPlainHttp: config.mcp.allowPlainHttp },
  }
  const openToolServers = createMcpServers({ clock, allowPrivateAddresses: config.mcp.allowPrivateAddresses })
  const parts = [detector, recogniser, synthesiser, suppressor, language.model, ...(turnModel ? [turnModel] : [])]
  const { speak, createPace } = createStages(providers, clock, suppressor)
  const { passOn } = language
  const minting: MintingParts = {
    abilities,
    clock,
    mintSessionId: () => `sess_${idSeed()}`,
    noTranslation: language.model.answersOnly ? needsModel : null,
    keep: (session, lifetimeMs) => secrets.keep(session, lifetimeMs),
  }
  return {
    providers,
    openToolServers,
    suppressor,
    speculation: config.replies.speculation,
    abilities,
    api: {
      modelNames: ['sidetone', recogniser.name, synthesiser.name, language.model.name],
      voices: synthesiser.voices,
      transcribe: createTranscribeRecording({ detector, recogniser }),
      speak,
      createPace,
      chat: passOn ? { kind: 'upstream', passOn } : { kind: 'model', model: language.model },
      mintClientSecret: (body) => mintClientSecret(body, minting),
      mintTranslationSecret: (body) => mintTranslationSecret(body, minting),
      mintBetaSession: (body) => mintBetaSession(body, minting),
      readSession: (session) => readCallSession(session, minting),
    },
    close: async () => {
      for (const part of parts) await part.close()
    },
  }
}

const begunAhead = {
  off: 'Nothing is begun before it is decided that the user has finished.',
  transcription: 'The language model is asked when it is decided that the user has finished, not before (--speculation full changes that).',
} as const

/** null: sessions are not recorded. */
function openRecorder({ recording: { dir, maxSeconds, maxMegabytes } }: Config, log: Log, describe: string[]): Recorder | null {
  if (dir === null) return null
  describe.push(`Every session is recorded, with what is said in it, in ${dir}.`)
  try {
    return createRecorder({ dir, maxMs: maxSeconds * 1000, maxBytes: maxMegabytes * 1_000_000, clock: systemClock, log, version })
  } catch (cause) {
    throw new Error(`Sessions cannot be recorded in ${dir} (${(cause as NodeJS.ErrnoException).code}). Name another folder with --record.`, { cause })
  }
}

function accept(engine: Engine, link: Link, request: UpgradeRequest, around: Around): void {
  const bound = request.credential.kind === 'ephemeral' ? request.credential.session : null
  const asked = kindOf(request)
  const opens = kindFor(asked, bound?.kind ?? null)
  const credential = opens ? request.credential : ({ kind: 'unknown-key' } as const)
  const kind = opens ?? asked
  const resumable = kind.type !== 'translation' && request.resume.kind !== 'cannot' && credential.kind !== 'unknown-key'
  const callId = request.query.get('call_id')
  const noCall = callId === null ? null : { code: 'call-not-found' as const, detail: { callId: callId.slice(0, 64) } }
  const refusal = noCall ?? (kind.type === 'translation' && engine.providers.model.answersOnly ? needsModel : null)
  enter(engine, { link, sound: null, kind, dialect: dialectFor(kind, request), model: request.model, bound, credential, refusal, resumable }, around)
}

function acceptCall(engine: Engine, { link, sound }: CallLines, { model, bound }: CallRequest, around: Around): void {
  const kind = bound?.kind ?? { type: 'realtime' as const }
  const dialect = kind.type === 'transcription' ? openaiTranscription(model) : openaiRealtimeCall
  enter(engine, { link, sound, kind, dialect, model, bound, credential: { kind: 'accepted' }, refusal: null, resumable: false }, around)
}

/** What there is around all sessions. */
interface Around {
  readonly log: Log
  readonly recorder: Recorder | null
  readonly lines: ResumableLinks
}

/** A client at the door, over a socket or on a call. */
interface Entrance {
  readonly link: Link
  /** null: sound comes in messages. */
  readonly sound: SoundLine | null
  readonly kind: SessionKind
  readonly dialect: Dialect
  readonly model: string | null
  readonly bound: { readonly patch: SettingsPatch } | null
  readonly credential: Credential
  /** Why there is no session for it; null: there is one. */
  readonly refusal: { readonly code: ErrorCode; readonly detail: { readonly [name: string]: string } } | null
  /** The client can come back after a lost connection. */
  readonly resumable: boolean
}

function enter(engine: Engine, entrance: Entrance, { log, recorder, lines }: Around): void {
  const { link: line, sound, kind, dialect, model, bound, credential } = entrance
  const seed = idSeed()
  const id = `sess_${seed}`
  const { leadMs, tokensPerMinute, contextTokens, summarises, prompts, spokenLanguages } = engine.abilities
  const ledger = new SpeculationLedger(systemClock)
  const speculation = { limit: engine.speculation, ledger }
  const beside = sound && { sound: 'beside' as const }
  const opened = {
    id,
    idSeed: seed,
    kind,
    ...beside,
    model,
    leadMs,
    tokensPerMinute,
    contextTokens,
    summarises,
    prompts,
    speculation,
    ...(spokenLanguages && { spokenLanguages }),
  }
  const recording = recorder?.open({ ...opened, ...(bound && { settings: bound.patch }) })
  const sessionLog = createSessionLog(log, systemClock, id, ledger)
  let events = 0
  const mintEventId = () => `event_${seed}${(events++).toString(36).padStart(5, '0')}`
  const resumable = entrance.resumable && lines.graceMs > 0 ? lines.open(line) : null
  connect({
    link: resumable?.link ?? line,
    ...(sound && { sound: recording ? overheard(sound, (audio) => recording.hear(audio)) : sound }),
    announcement: resumable && resumableMessage(resumable.token, lines.graceMs, `event_${seed}resume`),
    onAcknowledged: (received) => resumable?.link.acknowledge(received),
    dialect: recording?.dialect(dialect) ?? dialect,
    mintEventId,
    clock: systemClock,
    credential,
    refusal: entrance.refusal,
    onEnd: (because) => {
      if (resumable) lines.forget(resumable.token)
      sessionLog.end(because)
      void recording?.end()
    },
    openSession: (initial, emit) => {
      const { abilities } = engine
      const providers = recording?.providers(engine.providers) ?? engine.providers
      const stages = createStages(providers, systemClock, engine.suppressor, speculation, engine.openToolServers)
      const { voices, prompts } = abilities
      const starting = startingSettings({ model, bound: bound?.patch ?? null, initial, voices, prompts })
      return new Session({
        id,
        kind,
        ...beside,
        idSeed: seed,
        abilities,
        settings: starting.ok ? starting.settings : defaultSettings(model, voices[0] ?? 'default'),
        expiresAtMs: systemClock.wallTime().getTime() + abilities.sessionMs,
        stages,
        clock: systemClock,
        emit: (event) => {
          sessionLog.observe(event)
          emit(event)
        },
      })
    },
  })
}

const needsModel = {
  code: 'translation-needs-model',
  detail: { remedy: '--llm-url and --llm-model, or languageModel in sidetone.config.json' },
} as const

function dialectFor(kind: SessionKind, { model, beta }: UpgradeRequest): Dialect {
  switch (kind.type) {
    case 'translation':
      return openaiTranslation
    case 'transcription':
      return openaiTranscription(model)
    case 'realtime':
      return beta ? openaiRealtimeBeta : openaiRealtime
  }
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 16 characters: the time in front, so that ids sort by session, chance behind it. */
function idSeed(): string {
  const time = Math.floor(systemClock.wallTime().getTime() / 1000).toString(36)
  const chance = [...randomBytes(16 - time.length)].map((byte) => alphabet[byte % alphabet.length])
  return time + chance.join('')
}
