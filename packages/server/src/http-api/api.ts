import type { Server } from 'node:https'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/contract.js'
import type { Clock } from '../lib/clock.js'
import type { Log } from '../observability/contract.js'
import { ApiError } from './api-error.js'
import { authorise } from './authorise.js'
import { addChatCompletions } from './chat-completions.js'
import { addClientSecrets } from './client-secrets.js'
import type { ApiEngine } from './contract.js'
import type { KeyRing } from './credential.js'
import { addModels } from './models.js'
import { addSpeech } from './speech.js'
import { addTranscriptions } from './transcriptions.js'
import { addTranslations } from './translations.js'
import { WorkPlaces } from './work-places.js'

export interface ApiOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly secrets: KeyRing['secrets']
  /** null: the models are still being loaded, or could not be. */
  readonly engine: () => ApiEngine | null
  /** Aborts when the server closes: what is under way ends. */
  readonly closing: AbortSignal
}

/** What each endpoint is given. */
export interface ApiParts {
  /** Throws `ApiError` (503) as long as there is none. */
  readonly engine: () => ApiEngine
  readonly clock: Clock
  readonly startedAtMs: number
  readonly closing: AbortSignal
  /** Tells the log why an answer broke off after it had begun, unless its client left. */
  readonly broke: (signal: AbortSignal) => (error: Error) => void
  /** Hearing and speaking are work for this machine, chat is mostly waiting for another. */
  readonly hearingPlaces: WorkPlaces
  readonly speechPlaces: WorkPlaces
  readonly chatPlaces: WorkPlaces
}

/** The endpoints beside the realtime socket, all behind the same keys. */
export function addApi(app: FastifyInstance<Server>, { config, clock, log, secrets, engine, closing }: ApiOptions): void {
  const { apiKeys, maxRequests, maxSessions, maxWaitingRequests } = config.server
  const parts: ApiParts = {
    engine: () => {
      const loaded = engine()
      if (loaded) return loaded
      throw new ApiError({ status: 503, code: 'server_warming', message: 'The server is still warming up. Try again in a moment.', retryAfterSeconds: 1 })
    },
    clock,
    startedAtMs: clock.wallTime().getTime(),
    closing,
    broke: (signal) => (error) => {
      if (!signal.aborted) log.error({ code: (error as { code?: string }).code, error: error.message }, 'answer broke off')
    },
    hearingPlaces: new WorkPlaces({ running: maxRequests, waiting: maxWaitingRequests }),
    speechPlaces: new WorkPlaces({ running: maxRequests, waiting: maxWaitingRequests }),
    chatPlaces: new WorkPlaces({ running: maxSessions, waiting: maxWaitingRequests }),
  }
  app.register(async (scope: FastifyInstance) => {
    scope.addHook('onRequest', async (request) => authorise(request, { apiKeys, secrets }))
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => readJson(String(body), done))
    for (const add of [addClientSecrets, addModels, addTranscriptions, addTranslations, addSpeech, addChatCompletions]) add(scope, parts)
  })
}

/** An empty body is no mistake: several endpoints can do without. */
function readJson(text: string, done: (error: Error | null, body?: unknown) => void): void {
  if (text.trim() === '') return done(null, undefined)
  try {
    done(null, JSON.parse(text))
  } catch {
    done(new ApiError({ status: 400, code: 'invalid_json', message: 'The body could not be parsed as JSON.' }))
  }
}
