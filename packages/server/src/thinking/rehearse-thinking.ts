import { AsyncQueue } from '../lib/queue.js'
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
  stats(): RehearsalCounts
}

/** `started` minus the others wait to be used. */
export interface RehearsalCounts {
  readonly started: number
  readonly used: number
  readonly thrownAway: number
}

interface Rehearsal {
  readonly controller: AbortController
  readonly parts: AsyncQueue<ChatPart>
}

export function rehearseThinking(think: Think): RehearsedThinking {
  const waiting = new Map<string, Rehearsal>()
  const counts = { started: 0, used: 0, thrownAway: 0 }

  return {
    async *think(request, signal) {
      const key = keyOf(request)
      const begun = waiting.get(key)
      if (!begun) return yield* think(request, signal)
      waiting.delete(key)
      counts.used++
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
      const rehearsal: Rehearsal = { controller: new AbortController(), parts: new AsyncQueue() }
      if (waiting.has(key) || signal.aborted) {
        text.end()
        return text
      }
      waiting.set(key, rehearsal)
      counts.started++
      const throwAway = () => {
        text.end()
        if (waiting.get(key) !== rehearsal) return
        waiting.delete(key)
        counts.thrownAway++
        rehearsal.controller.abort(signal.reason)
      }
      signal.addEventListener('abort', throwAway, { once: true })
      perform(think(request, rehearsal.controller.signal), rehearsal.parts, text).finally(() => text.end())
      return text
    },

    stats: () => ({ ...counts }),
  }
}

async function perform(source: AsyncIterable<ChatPart>, parts: AsyncQueue<ChatPart>, text: AsyncQueue<string>): Promise<void> {
  try {
    for await (const part of source) {
      parts.push(part)
      if (part.type === 'text-delta') text.push(part.delta)
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
