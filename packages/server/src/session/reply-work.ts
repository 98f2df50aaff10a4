import { type ErrorCode, type ItemId, type ReplyId, SidetoneError } from '@sidetone/protocol'
import { AsyncQueue } from '../lib/queue.js'
import type { Pace, Speak } from '../speaking/contract.js'
import type { Think } from '../thinking/contract.js'
import type { Effect, Input } from './contract.js'
import { describeFailure } from './describe-failure.js'

type Of<Name extends Effect['do']> = Extract<Effect, { do: Name }>

export interface ReplyWorkParts {
  readonly think: Think
  readonly speak: Speak
  readonly createPace: () => Pace
  readonly feed: (input: Input) => void
}

/** One speech of a reply: text goes in while audio comes out. */
interface Speech {
  readonly text: AsyncQueue<string>
  readonly pace: Pace
}

interface RunningReply {
  readonly controller: AbortController
  readonly speeches: Map<ItemId, Speech>
}

interface Place {
  readonly replyId: ReplyId
  readonly itemId: ItemId
}

/** The thinking and speaking of replies, each reply under a signal of its own. */
export class ReplyWork {
  readonly #parts: ReplyWorkParts
  readonly #running = new Map<ReplyId, RunningReply>()

  constructor(parts: ReplyWorkParts) {
    this.#parts = parts
  }

  startThinking(effect: Of<'start-thinking'>): void {
    this.#track(effect.replyId, 'language-model-failed', (signal) => this.#think(effect, signal))
  }

  startSpeaking(effect: Of<'start-speaking'>): void {
    this.#track(effect.replyId, 'synthesis-failed', (signal) => this.#speak(effect, signal))
  }

  say(place: Place, text: string): void {
    this.#speech(place)?.text.push(text)
  }

  endText(place: Place): void {
    this.#speech(place)?.text.end()
  }

  release(place: Place): void {
    this.#speech(place)?.pace.release()
  }

  hold(replyId: ReplyId): void {
    for (const { pace } of this.#speechesOf(replyId)) pace.hold()
  }

  resume(replyId: ReplyId): void {
    for (const { pace } of this.#speechesOf(replyId)) pace.resume()
  }

  stop(replyId: ReplyId): void {
    this.#running.get(replyId)?.controller.abort(new Error('The reply was stopped.'))
    this.#running.delete(replyId)
  }

  /** A reply that completed needs no stopping, but nothing of it is kept. */
  forget(replyId: ReplyId): void {
    this.#running.delete(replyId)
  }

  /** Whether there is any speech whose lead could be limited. */
  get speaks(): boolean {
    for (const { speeches } of this.#running.values()) if (speeches.size > 0) return true
    return false
  }

  limitLead(mostLeadMs: number): void {
    for (const { speeches } of this.#running.values()) for (const { pace } of speeches.values()) pace.limitLead(mostLeadMs)
  }

  /** Idempotent. */
  close(reason: unknown): void {
    for (const { controller } of this.#running.values()) controller.abort(reason)
    this.#running.clear()
  }

  /** Runs one stage of a reply under the reply's own signal; its failure ends the reply, whatever it is. */
  #track(replyId: ReplyId, failure: ErrorCode, run: (signal: AbortSignal) => Promise<void>): void {
    const running = this.#running.get(replyId) ?? { controller: new AbortController(), speeches: new Map() }
    this.#running.set(replyId, running)
    const { signal } = running.controller
    run(signal).catch((error) => {
      if (!signal.aborted) this.#parts.feed({ type: 'reply-failed', replyId, ...describeFailure(error, failure) })
    })
  }

  async #think({ replyId, request }: Of<'start-thinking'>, signal: AbortSignal): Promise<void> {
    const { think, feed } = this.#parts
    let ended = false
    for await (const part of think(request, signal)) {
      if (signal.aborted) return
      ended = part.type === 'end'
      switch (part.type) {
        case 'text-delta':
          feed({ type: 'text-delta', replyId, delta: part.delta })
          break
        case 'tool-call-start':
          feed({ type: 'tool-call-started', replyId, callId: part.callId, name: part.name })
          break
        case 'tool-call-delta':
          feed({ type: 'tool-call-delta', replyId, callId: part.callId, delta: part.delta })
          break
        case 'tool-call-end':
          feed({ type: 'tool-call-ended', replyId, callId: part.callId })
          break
        case 'end':
          feed({ type: 'thinking-ended', replyId, because: part.because, usage: part.usage })
      }
    }
    if (!ended) throw new SidetoneError('language-model-failed', 'The language model broke off its answer.')
  }

  async #speak({ replyId, itemId, settings }: Of<'start-speaking'>, signal: AbortSignal): Promise<void> {
    const { speak, createPace, feed } = this.#parts
    const speech: Speech = { text: new AsyncQueue(), pace: createPace() }
    this.#running.get(replyId)?.speeches.set(itemId, speech)
    for await (const spoken of speak(speech.text, settings, speech.pace, signal)) {
      if (signal.aborted) return
      feed({ type: 'audio-spoken', replyId, itemId, ...spoken })
    }
    feed({ type: 'speaking-ended', replyId, itemId })
  }

  #speech({ replyId, itemId }: Place): Speech | undefined {
    return this.#running.get(replyId)?.speeches.get(itemId)
  }

  #speechesOf(replyId: ReplyId): Iterable<Speech> {
    return this.#running.get(replyId)?.speeches.values() ?? []
  }
}
