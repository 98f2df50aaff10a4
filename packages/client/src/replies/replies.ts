import type { AudioFormat, Clock, Tool, WireMessage } from '../contract.js'
import { runTool } from '../tools/tool-runner.js'
import { VoiceFailure } from '../voice-failure.js'

export interface WireResponse {
  readonly id: string
  readonly status: string
  readonly conversation_id?: string | null
  readonly output: readonly { readonly type: string }[]
  readonly audio?: { readonly output?: { readonly format?: AudioFormat } }
  readonly status_details?: { readonly error?: { readonly message?: string } } | null
}

export interface WireCall {
  readonly type: string
  readonly status: string
  readonly call_id: string
  readonly name: string
  readonly arguments: string
}

/** What the replies of one page leave to the next one. */
export interface KeptReplies {
  readonly active: string | null
  readonly awaited: boolean
  /** Calls of tools that have not been answered. */
  readonly calls: readonly string[]
  /** When the model is to be asked to go on: when they are answered, when the reply that called them has ended, or not. */
  readonly asks: 'when-answered' | 'at-end' | 'not'
}

export interface RepliesOptions {
  readonly clock: Clock
  readonly tools: ReadonlyMap<string, Tool>
  /** Replies are heard, not only read. */
  readonly speaks: boolean
  /** A reply is heard now. */
  readonly sounds: () => boolean
  readonly send: (event: WireMessage['event']) => void
  readonly onFailure: (failure: VoiceFailure) => void
  readonly onChange: () => void
}

/** A reply that is owed and does not come is waited for no longer than this: the state must not stay at `thinking`. */
const replyLimitMs = 15_000

/** The replies of a session: which one is under way, whether one is owed, and the tools that it calls. */
export class Replies {
  readonly #options: RepliesOptions
  #active: string | null = null
  #awaited = false
  #cancelLimit: (() => void) | null = null
  #outputs: Promise<void>[] = []
  /** Calls that are not answered yet. */
  readonly #calls = new Set<string>()
  /** The reply has ended, and its calls are waited for. */
  #asksWhenAnswered = false

  constructor(options: RepliesOptions) {
    this.#options = options
  }

  /** The reply that the server is making; null: none. */
  get active(): string | null {
    return this.#active
  }

  get awaited(): boolean {
    return this.#awaited
  }

  expect(): void {
    const { clock, onChange, sounds } = this.#options
    this.#awaited = !sounds()
    this.#cancelLimit?.()
    this.#cancelLimit = clock.after(replyLimitMs, () => {
      this.expectNone()
      onChange()
    })
    onChange()
  }

  expectNone(): void {
    this.#awaited = false
    this.#cancelLimit?.()
    this.#cancelLimit = null
  }

  /** A reply in the conversation has begun. */
  begin(response: WireResponse): void {
    this.#active = response.id
    this.expect()
  }

  /** `life` ends the tools that still run. */
  end(response: WireResponse, life: AbortSignal | undefined): void {
    if (response.id !== this.#active) return
    this.#active = null
    const { onFailure, send, speaks, sounds } = this.#options
    if (response.status === 'failed') {
      const message = response.status_details?.error?.message ?? 'The reply failed.'
      onFailure(new VoiceFailure('server-error', message, { wire: response as unknown as Record<string, unknown> }))
    }
    const willSound = response.output.some(({ type }) => type === 'message') && speaks && response.status === 'completed'
    const outputs = this.#outputs
    this.#outputs = []
    if (outputs.length > 0 && response.status === 'completed') {
      // The model is asked to go on when every tool has answered.
      this.#asksWhenAnswered = true
      void Promise.all(outputs).then(() => {
        if (!life || life.aborted) return
        this.#asksWhenAnswered = false
        send({ type: 'response.create' })
      })
      this.expect()
    } else if (!willSound || sounds()) this.expectNone()
  }

  /** Runs the tool, when the item calls one that is here. */
  call(item: WireCall, life: AbortSignal | undefined): void {
    const { tools, onFailure } = this.#options
    if (item.type !== 'function_call' || item.status !== 'completed' || !life || !tools.has(item.name)) return
    this.#calls.add(item.call_id)
    const run = runTool(tools, { callId: item.call_id, name: item.name, arguments: item.arguments }, life)
    this.#outputs.push(
      run.then(({ callId, output, failure }) => {
        if (failure) onFailure(new VoiceFailure('tool-failed', `The tool ${failure.name} failed.`, { cause: failure.cause }))
        if (!life.aborted) this.#answer(callId, output)
      }),
    )
  }

  /** The session is gone, and its replies with it. */
  forget(): void {
    this.expectNone()
    this.#active = null
    this.#outputs = []
    this.#calls.clear()
    this.#asksWhenAnswered = false
  }

  keep(): KeptReplies {
    const asks = this.#asksWhenAnswered ? 'when-answered' : this.#outputs.length > 0 ? 'at-end' : 'not'
    return { active: this.#active, awaited: this.#awaited, calls: [...this.#calls], asks }
  }

  /** Goes on with what an earlier page left. The tools that it ran ended with it, however far they had come: the model is told, and may call them again. */
  resume({ active, awaited, calls, asks }: KeptReplies): void {
    this.#active = active
    for (const callId of calls) this.#answer(callId, JSON.stringify({ error: 'The page was loaded again before the tool had answered.' }))
    if (asks === 'at-end') this.#outputs = [Promise.resolve()]
    if (asks === 'when-answered') this.#options.send({ type: 'response.create' })
    if (awaited || asks === 'when-answered') this.expect()
  }

  #answer(callId: string, output: string): void {
    this.#calls.delete(callId)
    this.#options.send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: callId, output } })
  }
}
