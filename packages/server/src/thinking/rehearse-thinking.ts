import { estimateTokens } from '../lib/estimate-tokens.js'
import { AsyncQueue } from '../lib/queue.js'
import type { SpeculationLedger, Venture } from '../lib/speculation.js'
import type { ChatPart } from '../providers/llm/contract.js'
import type { Think, ThinkingRequest } from './contract.js'

/** Replies begun before they are asked for. */
export interface RehearsedThinking {
  /** Hands over what was begun for exactly this request; else begins now. */
  readonly think: Think
  /**
   * Begins a reply in secret and gives its text as it comes. Until `think` takes it over it ends with the signal; its failure is told to whoever takes it
   * over, and to nobody else.
   */
  rehearse(request: ThinkingRequest, signal: AbortSignal): AsyncIterable<string>
}

export interface RehearsalParts {
  readonly think: Think
  /** Hears what is begun, what becomes of it, and the tokens of what is thrown away. */
  readonly ledger: SpeculationLedger
  /** The estimated tokens of a request, for models that do not report them. */
  readonly promptTokens: (request: ThinkingRequest) => number
}

interface Rehearsal {
  readonly controller: AbortController
  readonly parts: AsyncQueue<ChatPart>
  readonly venture: Venture
}

export function rehearseThinking({ think, ledger, promptTokens }: RehearsalParts): RehearsedThinking {
  const waiting = new Map<string, Rehearsal>()

  return {
    async *think(request, signal) {
      const key = keyOf(request)
      const begun = waiting.get(key)
      if (!begun) return yield* think(request, signal)
      waiting.delete(key)
      begun.venture.use()
      const stop = () => begun.controller.abort(signal.reason)
      signal.addEventListener('abort', stop, { once: true })
      try {
        signal.throwIfAborted()
        yield* begun.parts
      } finally {
        signal.removeEventListener('abort', stop)
        begun.controller.abort(new Error('The reply has ended.'))
      }
    },

    rehearse(request, signal) {
      const key = keyOf(request)
      const text = new AsyncQueue<string>()
      if (waiting.has(key) || signal.aborted) {
        text.end()
        return text
      }
      const rehearsal: Rehearsal = { controller: new AbortController(), parts: new AsyncQueue(), venture: ledger.begin('requests') }
      waiting.set(key, rehearsal)
      const written = new TokenCount(() => promptTokens(request))
      const throwAway = () => {
        text.end()
        if (waiting.get(key) !== rehearsal) return
        waiting.delete(key)
        rehearsal.venture.throwAway(written.tokens)
        rehearsal.controller.abort(signal.reason)
      }
      signal.addEventListener('abort', throwAway, { once: true })
      const observe = (part: ChatPart) => {
        written.add(part)
        if (part.type === 'text-delta') text.push(part.delta)
      }
      perform(think(request, rehearsal.controller.signal), rehearsal.parts, observe).finally(() => {
        rehearsal.venture.end()
        text.end()
      })
      return text
    },
  }
}

async function perform(source: AsyncIterable<ChatPart>, parts: AsyncQueue<ChatPart>, observe: (part: ChatPart) => void): Promise<void> {
  try {
    for await (const part of source) {
      parts.push(part)
      observe(part)
    }
    parts.end()
  } catch (error) {
    parts.fail(error)
  }
}

/** The length of the user's audio grows while a decision is waited for, and no model is told of it. */
function keyOf(request: ThinkingRequest): string {
  return JSON.stringify(request, (name, value) => (name === 'durationMs' ? undefined : value))
}

/** What an answer costs so far: as the model reports it at its end, until then estimated. */
class TokenCount {
  readonly #promptTokens: () => number
  #text = ''
  #reported: number | null = null

  constructor(promptTokens: () => number) {
    this.#promptTokens = promptTokens
  }

  add(part: ChatPart): void {
    if (part.type === 'text-delta' || part.type === 'tool-call-delta') this.#text += part.delta
    if (part.type === 'end' && part.usage) this.#reported = part.usage.inputTokens + part.usage.outputTokens
  }

  get tokens(): number {
    return this.#reported ?? this.#promptTokens() + estimateTokens(this.#text)
  }
}
