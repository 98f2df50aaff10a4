import type { Link } from '../contract.js'

export interface ReceivedMessage {
  readonly type: string
  readonly [field: string]: unknown
}

/** Who closed, and how. */
export interface Closed {
  readonly by: 'server' | 'client'
  readonly code: number
  readonly reason: string
}

/** The client's end, for tests: what arrived is `received`, parsed, in order. */
export interface InMemoryClient<Message = ReceivedMessage> {
  /** Objects become JSON; strings go as they are, broken or not. */
  send(message: object | string): void
  close(code?: number, reason?: string): void
  readonly received: readonly Message[]
  readonly closed: Closed | null
  /** The server asked for a pause. What is sent all the same arrives, as what is on its way does. */
  readonly paused: boolean
  /** Called with each message after it was added to `received`. */
  onMessage: ((message: Message) => void) | null
}

/**
 * Two ends of a line inside one process. Delivery is synchronous and in order: what is sent while a message is being delivered arrives right after it.
 * `Message` is what the test takes the messages for.
 */
export function createLinkPair<Message = ReceivedMessage>(): { link: Link; client: InMemoryClient<Message> } {
  const received: Message[] = []
  const deliver = createDelivery()
  let closed: Closed | null = null
  let paused = false

  const close = (by: Closed['by'], code: number, reason: string) => {
    if (closed) return
    closed = { by, code, reason }
    const end = by === 'client' && [1001, 1006, 4000].includes(code) ? 'lost' : 'left'
    deliver(() => link.onClose?.(end, by === 'server' ? reason : undefined))
  }
  const link: Link = {
    pendingBytes: 0,
    onMessage: null,
    onClose: null,
    send(message) {
      if (closed) return
      deliver(() => {
        const parsed = JSON.parse(message) as Message
        received.push(parsed)
        client.onMessage?.(parsed)
      })
    },
    close: (code, reason) => close('server', code, reason),
    pauseReading: () => {
      paused = true
    },
    resumeReading: () => {
      paused = false
    },
  }
  const client: InMemoryClient<Message> = {
    received,
    get closed() {
      return closed
    },
    get paused() {
      return paused
    },
    onMessage: null,
    send(message) {
      if (closed) return
      const text = typeof message === 'string' ? message : JSON.stringify(message)
      deliver(() => {
        if (!closed) link.onMessage?.(text)
      })
    },
    close: (code = 1000, reason = '') => close('client', code, reason),
  }
  return { link, client }
}

/** Runs deliveries one after the other, at once when none is running. */
function createDelivery(): (delivery: () => void) => void {
  const waiting: (() => void)[] = []
  let running = false
  return (delivery) => {
    waiting.push(delivery)
    if (running) return
    running = true
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) next()
    } finally {
      running = false
    }
  }
}
