import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { type Dialect, limits, type SessionKind } from '@sidetone/protocol'
import { openaiRealtime, openaiTranscription, resumableMessage, resumedMessage } from '@sidetone/protocol/openai-realtime'
import { openaiRealtimeBeta } from '@sidetone/protocol/openai-realtime-beta'
import { openaiTranslation } from '@sidetone/protocol/openai-realtime-translation'
import type { Config } from './config/contract.js'
import { connect } from './gateway/connection.js'
import { kindFor, kindOf } from './gateway/kind-of.js'
import { type MintingParts, mintBetaSession, mintClientSecret, mintTranslationSecret } from './gateway/mint-client-secret.js'
import { startingSettings } from './gateway/starting-settings.js'
import { SecretStore } from './http-api/secret-store.js'
import { type ApiEngine, type HealthReport, startHttpServer, type UpgradeRequest } from './http-api/server.js'
import { systemClock } from './lib/clock.js'
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
import type { Link } from './transports/contract.js'
import { ResumableLinks } from './transports/resumable/resumable-links.js'
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

  const http = await startHttpServer({
    config,
    clock: systemClock,
    log,
    health: () => ({ status: health, version, parts: { speech: health, languageModel: health } }),
    waitingSessions: () => lines.lost,
    awaits: (client) => lines.awaits(client),
    onConnection: (link, request) => {
      if (request.resume.kind === 'comes-back' && lines.resume(link, request.resume)) return
      if (engine) accept(engine, link, request, log, recorder, lines)
      else link.close(tryAgainLater, 'The models are still being loaded.')
    },
    engine: () => engine?.api ?? null,
    secrets,
  })

  const ready = loadEngine(config, http.port, describe, secrets).then(
    (loaded) => {
      engine = loaded
      health = 'ready'
    },
    (error) => {
      health = 'failed'
      throw error
    },
  )

  let closing: Promise<void> | null = null
  const close = async () => {
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

function accept(engine: Engine, line: Link, request: UpgradeRequest, log: Log, recorder: Recorder | null, lines: ResumableLinks): void {
  const seed = idSeed()
  const id = `sess_${seed}`
  const { leadMs, tokensPerMinute, contextTokens, summarises, prompts, spokenLanguages } = engine.abilities
  const bound = request.credential.kind === 'ephemeral' ? request.credential.session : null
  const asked = kindOf(request)
  const opens = kindFor(asked, bound?.kind ?? null)
  const credential = opens ? request.credential : ({ kind: 'unknown-key' } as const)
  const kind = opens ?? asked
  const dialect = dialectFor(kind, request)
  const ledger = new SpeculationLedger(systemClock)
  const speculation = { limit: engine.speculation, ledger }
  const opened = {
    id,
    idSeed: seed,
    kind,
    model: request.model,
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
  const resumable =
    kind.type !== 'translation' && request.resume.kind !== 'cannot' && credential.kind !== 'unknown-key' && lines.graceMs > 0 ? lines.open(line) : null
  connect({
    link: resumable?.link ?? line,
    announcement: resumable && resumableMessage(resumable.token, lines.graceMs, `event_${seed}resume`),
    onAcknowledged: (received) => resumable?.link.acknowledge(received),
    dialect: recording?.dialect(dialect) ?? dialect,
    mintEventId,
    clock: systemClock,
    credential,
    refusal: kind.type === 'translation' && engine.providers.model.answersOnly ? needsModel : null,
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
      const starting = startingSettings({ model: request.model, bound: bound?.patch ?? null, initial, voices, prompts })
      return new Session({
        id,
        kind,
        idSeed: seed,
        abilities,
        settings: starting.ok ? starting.settings : defaultSettings(request.model, voices[0] ?? 'default'),
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
