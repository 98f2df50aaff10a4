import { errorSentence, SidetoneError } from '@sidetone/protocol'
import { abortable } from '../../../lib/abort.js'
import type { Clock } from '../../../lib/clock.js'
import { endpoint } from './endpoint.js'
import { type BodyReader, readText } from './read-body.js'
import { refusalText, withoutKey } from './refusal.js'
import { RequestDeadline } from './request-deadline.js'

export interface Upstream {
  readonly baseUrl: string
  /** Sent as a bearer token, shown nowhere. */
  readonly apiKey: string | null
  readonly model: string
}

/** An answer on its way through: bytes as they come. Leaving `body` ends the request. */
export interface PassedOn {
  readonly status: number
  readonly contentType: string
  readonly body: AsyncIterable<Uint8Array>
}

/** Throws `SidetoneError` (`language-model-unreachable`, `-timed-out`, `-failed`) or the signal's reason. */
export type PassOn = (body: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<PassedOn>

/** Refusals of a request that are the client's own business; what else the server says to us is a failure of ours. */
const clientsOwn: readonly number[] = [400, 404, 409, 413, 415, 422, 429]

/**
 * Passes the bodies of chat completions on, as they are but for the model's name: the configured one answers. No header of the client goes along, nor any
 * of the server comes back. `timeoutMs` is the longest wait for the first bytes and for each next ones.
 */
export function createPassOn({ baseUrl, apiKey, model }: Upstream, { clock, timeoutMs }: { clock: Clock; timeoutMs: number }): PassOn {
  const url = endpoint(baseUrl, 'chat/completions')
  const timedOut = () => new SidetoneError('language-model-timed-out', errorSentence('language-model-timed-out'))
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream, application/json',
    ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
  }

  return async function passOn(body: Readonly<Record<string, unknown>>, caller: AbortSignal): Promise<PassedOn> {
    caller.throwIfAborted()
    const deadline = new RequestDeadline(clock, caller)
    const { signal } = deadline
    try {
      deadline.wait(timeoutMs, timedOut)
      const asked = fetch(url, { method: 'POST', headers, body: JSON.stringify({ ...body, model }), signal, redirect: 'error' })
      const response = await abortable(asked, signal).catch((cause) => {
        if (signal.aborted) throw signal.reason
        throw new SidetoneError('language-model-unreachable', `The language model at ${url.host} cannot be reached.`, { cause })
      })
      const reader: BodyReader | undefined = response.body?.getReader()
      if (!reader) throw new SidetoneError('language-model-failed', `The language model answered with status ${response.status} and nothing else.`)
      if (!response.ok) return await refused(response.status, reader, signal).finally(() => deadline.close(undefined))
      return { status: response.status, contentType: response.headers.get('content-type') ?? 'application/json', body: through(reader, deadline) }
    } catch (error) {
      deadline.close(undefined)
      throw error
    }
  }

  async function refused(status: number, reader: BodyReader, signal: AbortSignal): Promise<PassedOn> {
    const said = withoutKey(refusalText(await readText(reader, signal)), apiKey)
    if (!clientsOwn.includes(status)) throw new SidetoneError('language-model-failed', `The language model failed with status ${status}.`)
    const type = status === 429 ? 'rate_limit_error' : 'invalid_request_error'
    const body = JSON.stringify({ error: { message: said || `The language model refused this with status ${status}.`, type, param: null, code: null } })
    return { status, contentType: 'application/json; charset=utf-8', body: once(new TextEncoder().encode(body)) }
  }

  async function* through(reader: BodyReader, deadline: RequestDeadline): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const { done, value } = await abortable(reader.read(), deadline.signal)
        // While the client reads, nobody waits for the server.
        deadline.rest()
        if (done) return
        yield value
        deadline.wait(timeoutMs, timedOut)
      }
    } finally {
      deadline.close(undefined)
    }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes
}
