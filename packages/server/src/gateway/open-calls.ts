import type { CallLines, PeerCall, Peers } from '../transports/contract.js'

export interface OpenCallsParts<Request> {
  readonly peers: Peers
  /** `rtc_…`, which nobody can guess. */
  readonly mintCallId: () => string
  /** Both lines are open; sets their handlers before it returns. */
  readonly onCall: (callId: string, lines: CallLines, request: Request) => void
  /** Why a call is over. */
  readonly onEnd: (callId: string, because: string) => void
}

/** Calls from their offers to their ends. */
export class OpenCalls<Request> {
  readonly #parts: OpenCallsParts<Request>
  readonly #calls = new Map<string, PeerCall>()
  /** Offers that are being answered. */
  #answering = 0
  #isClosed = false

  constructor(parts: OpenCallsParts<Request>) {
    this.#parts = parts
  }

  /** Places that are taken: a call has its place from its offer to its end. */
  get size(): number {
    return this.#calls.size + this.#answering
  }

  /** Throws as `Peers.answer` does. */
  async answer(offer: string, request: Request): Promise<{ readonly callId: string; readonly answer: string }> {
    const { peers, mintCallId, onCall, onEnd } = this.#parts
    const callId = mintCallId()
    this.#answering++
    try {
      const call = await peers.answer(offer)
      this.#calls.set(callId, call)
      call.onConnected = (lines) => onCall(callId, lines, request)
      void call.ended.then((because) => {
        this.#calls.delete(callId)
        onEnd(callId, because)
      })
      if (this.#isClosed) call.end('the server is shutting down')
      return { callId, answer: call.answer }
    } finally {
      this.#answering--
    }
  }

  /** False: there is no such call, or no longer. */
  hangUp(callId: string): boolean {
    const call = this.#calls.get(callId)
    call?.end('hung up')
    return call !== undefined
  }

  /** Ends every call and resolves when they are over; idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true
    const calls = [...this.#calls.values()]
    for (const call of calls) call.end('the server is shutting down')
    await Promise.all(calls.map(({ ended }) => ended))
  }
}
