import type { CallId } from '@sidetone/protocol'
import type { ChatPart } from '../contract.js'
import { type Chunk, toolCallsOf, wordsOf } from './chunk.js'
import { ReasoningSkipper } from './skip-reasoning.js'
import { ToolCallAssembler } from './tool-calls.js'

type End = Extract<ChatPart, { type: 'end' }>

/** One answer: chunks go in, parts come out. */
export class Answer {
  readonly #reasoning = new ReasoningSkipper()
  readonly #toolCalls: ToolCallAssembler
  #because: End['because'] | null = null
  #usage: End['usage'] = null

  constructor(nameCall: () => CallId) {
    this.#toolCalls = new ToolCallAssembler(nameCall)
  }

  /** The model has said why it ended; only figures may follow. */
  get isWhole(): boolean {
    return this.#because !== null
  }

  push(chunk: Chunk): ChatPart[] {
    const usage = chunk.usage
    if (usage) {
      this.#usage = {
        inputTokens: usage.prompt_tokens ?? 0,
        outputTokens: usage.completion_tokens ?? 0,
        cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
      }
    }
    const parts = [...text(this.#reasoning.push(wordsOf(chunk))), ...toolCallsOf(chunk).flatMap((delta) => this.#toolCalls.push(delta))]
    const reason = chunk.choices?.[0]?.finish_reason
    if (reason) this.#because = because(reason)
    return parts
  }

  /** The parts that close the answer. */
  end(): ChatPart[] {
    return [...text(this.#reasoning.end()), ...this.#toolCalls.end(), { type: 'end', because: this.#because ?? 'completed', usage: this.#usage }]
  }
}

const text = (delta: string): ChatPart[] => (delta === '' ? [] : [{ type: 'text-delta', delta }])

function because(finishReason: string): End['because'] {
  if (finishReason === 'length') return 'max-output-tokens'
  if (finishReason === 'content_filter') return 'content-filter'
  return 'completed'
}
