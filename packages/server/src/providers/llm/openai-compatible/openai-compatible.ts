import { errorSentence, SidetoneError } from '@sidetone/protocol'
import { abortable } from '../../../lib/abort.js'
import type { Clock } from '../../../lib/clock.js'
import type { ChatPart, ChatRequest, LanguageModel } from '../contract.js'
import { createCallNames } from '../name-call.js'
import { Answer } from './answer.js'
import { body } from './body.js'
import { type Chunk, readChunk } from './chunk.js'
import { endpoint } from './endpoint.js'
import { type BodyPart, type BodyReader, readBody, readText } from './read-body.js'
import { refusal, refusalText, sentenceIn } from './refusal.js'
import { RequestDeadline } from './request-deadline.js'
import { adapt, commonHabits, type ServerHabits } from './server-habits.js'

export interface OpenAiCompatibleOptions {
  /** `http://host:port/v1`; a URL without a path means `/v1`. */
  readonly baseUrl: string
  /** Sent as a bearer token, shown nowhere. */
  readonly apiKey: string | null
  readonly model: string
  readonly seesImages: boolean
  /** Longest wait for the first part of an answer, and for each next one. Reasoning that nobody hears does not count as a part. */
  readonly timeoutMs: number
  readonly clock: Clock
}

/** How long a whole answer waits for its figures, and a used connection for its last bytes. */
const afterwordMs = 1_000

/** A language model behind any streaming `/chat/completions`. Throws a TypeError for a base URL that is none. */
export function createOpenAiCompatibleModel(options: OpenAiCompatibleOptions): LanguageModel {
  const { apiKey, clock, timeoutMs } = options
  const url = endpoint(options.baseUrl, 'chat/completions')
  const nameCall = createCallNames()
  const timedOut = () => new SidetoneError('language-model-timed-out', errorSentence('language-model-timed-out'))
  let habits = commonHabits
  let usageTaken = false

  async function post(request: ChatRequest, as: ServerHabits, signal: AbortSignal): Promise<Response> {
    const init: RequestInit = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream, application/json',
        ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(body(request, options.model, as)),
      signal,
    }
    // A kept connection may have gone stale, so the first failure that brings no answer is tried again.
    for (const isLast of [false, true]) {
      signal.throwIfAborted()
      try {
        return await abortable(fetch(url, init), signal)
      } catch (error) {
        if (signal.aborted || isLast) throw error
      }
    }
    throw new Error('unreachable')
  }

  /** Asks, and asks again in another manner where the server refuses ours. */
  async function ask(request: ChatRequest, signal: AbortSignal): Promise<BodyReader> {
    const startedWith = habits
    for (let as = startedWith; ; ) {
      const response = await post(request, as, signal).catch((cause) => {
        if (signal.aborted) throw cause
        throw new SidetoneError('language-model-unreachable', `The language model at ${url.host} cannot be reached${reasonOf(cause)}.`, { cause })
      })
      const reader: BodyReader | undefined = response.body?.getReader()
      if (!reader) throw refusal(`The language model answered with status ${response.status} and nothing else`, '', apiKey)
      if (response.ok) {
        habits = as
        usageTaken ||= as.reportsUsage
        return reader
      }
      const said = refusalText(await readText(reader, signal))
      const next = adapt(as, startedWith, { status: response.status, said }, usageTaken)
      if (!next) throw refusal(`The language model failed with status ${response.status}`, said, apiKey)
      as = next
    }
  }

  async function* stream(request: ChatRequest, caller: AbortSignal): AsyncGenerator<ChatPart, void, undefined> {
    caller.throwIfAborted()
    const deadline = new RequestDeadline(clock, caller)
    const answer = new Answer(() => nameCall(request.messages))
    let reader: BodyReader | null = null
    let ended = false

    /** The chunks of the answer; returns when the server has said that it is whole. */
    async function* chunks(from: BodyReader): AsyncGenerator<Chunk, void, undefined> {
      try {
        for await (const part of readBody(from, deadline.signal)) {
          if (part.type === 'event' && part.data === '[DONE]') {
            ended = true
            return
          }
          if (part.type === 'event' && part.data === '') continue
          yield toChunk(part, apiKey)
          if (part.type === 'whole') ended = true
        }
      } catch (error) {
        // Whoever has the whole answer does not miss its figures.
        if (!answer.isWhole || caller.aborted) throw error
      }
    }

    try {
      deadline.wait(timeoutMs, timedOut)
      reader = await ask(request, deadline.signal)
      for await (const chunk of chunks(reader)) {
        const parts = answer.push(chunk)
        if (parts.length > 0) deadline.rest()
        for (const part of parts) {
          caller.throwIfAborted()
          yield part
        }
        if (answer.isWhole) deadline.wait(afterwordMs, timedOut)
        else if (parts.length > 0) deadline.wait(timeoutMs, timedOut)
      }
      deadline.rest()
      if (!ended && !answer.isWhole) throw refusal('The language model broke off in mid-answer', '', apiKey)
      for (const part of answer.end()) {
        caller.throwIfAborted()
        yield part
      }
    } catch (error) {
      if (caller.aborted) throw caller.reason
      if (deadline.signal.aborted) throw deadline.signal.reason
      if (error instanceof SidetoneError) throw error
      throw new SidetoneError('language-model-failed', `The connection to the language model broke in mid-answer${reasonOf(error)}.`, { cause: error })
    } finally {
      if (ended && reader && !deadline.signal.aborted) letGo(reader, deadline)
      else deadline.close(caller.reason)
    }
  }

  return {
    name: options.model,
    seesImages: options.seesImages,
    stream,
    // Nothing is held open between answers; an answer's connection ends with its signal.
    close: () => Promise.resolve(),
  }
}

/** Reads the last bytes of a whole answer in the background, so that its connection can carry the next one. */
function letGo(reader: BodyReader, deadline: RequestDeadline): void {
  const done = () => deadline.close(undefined)
  deadline.wait(afterwordMs, () => undefined)
  // The answer is complete: how its connection ends concerns nobody.
  readText(reader, deadline.signal).then(done, done)
}

function toChunk(part: BodyPart, apiKey: string | null): Chunk {
  const json = part.type === 'whole' ? part.json : part.data
  const chunk = readChunk(json)
  if (part.type === 'event' && part.name === 'error') throw refusal('The language model failed in mid-answer', refusalText(json), apiKey)
  if (!chunk) throw refusal('The language model sent something that is no chat completion', '', apiKey)
  if (chunk.error) throw refusal('The language model failed', sentenceIn(chunk.error), apiKey)
  if (part.type === 'whole' && !chunk.choices?.length) throw refusal('The language model sent no answer', '', apiKey)
  return chunk
}

/** Why a connection failed, in the words of the operating system: `: ECONNREFUSED`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code === '' ? '' : `: ${code}`
}
