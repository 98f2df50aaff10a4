import { type CallId, SidetoneError } from '@sidetone/protocol'
import type { ChatPart } from '../contract.js'
import type { ToolCallDelta } from './chunk.js'

interface Call {
  readonly index: number
  id: string
  name: string
  arguments: string
  /** Characters of the arguments that were passed on; null: the call was not started yet. */
  passedOn: number | null
}

/**
 * Puts tool calls together that arrive in pieces, and passes them on one after the other: the first open one at once, piece by piece; a later one
 * when the one before it is complete. Pieces belong together by index; a second id at the same index is a further call, because some servers number
 * every parallel call 0, and a second name without index and id after complete arguments is one too. A name or an id may come late or again.
 */
export class ToolCallAssembler {
  readonly #nameCall: () => CallId
  #calls: Call[] = []
  #open = 0

  constructor(nameCall: () => CallId) {
    this.#nameCall = nameCall
  }

  push(delta: ToolCallDelta): ChatPart[] {
    const call = this.#callOf(delta)
    if (delta.id) call.id = delta.id
    call.name ||= delta.function?.name ?? ''
    const more = delta.function?.arguments ?? ''
    call.arguments += typeof more === 'string' ? more : JSON.stringify(more)

    const parts: ChatPart[] = []
    for (;;) {
      const open = this.#calls[this.#open]
      if (!open) return parts
      if (open.id !== '' && open.name !== '') parts.push(...this.#passOn(open))
      const followed = this.#open < this.#calls.length - 1
      if (!followed || open.passedOn === null || !isJson(open.arguments)) return parts
      parts.push({ type: 'tool-call-end', callId: open.id })
      this.#open++
    }
  }

  /** The rest of every call. Throws `language-model-failed` for a call that never got a name: nobody could run it. */
  end(): ChatPart[] {
    const parts: ChatPart[] = []
    for (const call of this.#calls.slice(this.#open)) {
      if (call.name === '') throw new SidetoneError('language-model-failed', 'The language model called a function without naming it.')
      call.id ||= this.#nameCall()
      if (call.arguments.trim() === '') call.arguments = '{}'
      parts.push(...this.#passOn(call), { type: 'tool-call-end', callId: call.id })
    }
    this.#open = this.#calls.length
    return parts
  }

  #callOf(delta: ToolCallDelta): Call {
    const index = delta.index ?? this.#calls.at(-1)?.index ?? 0
    const known = delta.id ? this.#calls.find((call) => call.id === delta.id) : undefined
    const here = this.#calls.findLast((call) => call.index === index)
    if (known) return known
    if (here && !startsAnother(delta, here)) return here
    const call: Call = { index, id: '', name: '', arguments: '', passedOn: null }
    this.#calls.push(call)
    return call
  }

  #passOn(call: Call): ChatPart[] {
    const parts: ChatPart[] = []
    if (call.passedOn === null) parts.push({ type: 'tool-call-start', callId: call.id, name: call.name })
    const delta = call.arguments.slice(call.passedOn ?? 0)
    if (delta !== '') parts.push({ type: 'tool-call-delta', callId: call.id, delta })
    call.passedOn = call.arguments.length
    return parts
  }
}

function startsAnother(delta: ToolCallDelta, here: Call): boolean {
  if (delta.id) return here.id !== ''
  return delta.index == null && Boolean(delta.function?.name) && isJson(here.arguments)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
