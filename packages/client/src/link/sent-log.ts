/** The messages of a session that were given to a socket or wait for one, numbered from 1; the newest are kept, so that a server that missed some gets them again. */
export interface SentLog {
  /** Adds a message and returns how many there have been. */
  add(message: string): number
  readonly count: number
  /** The messages behind number `received`, oldest first, and how many of them are no longer kept. */
  after(received: number): { readonly messages: readonly string[]; readonly lost: number }
  /** What is kept, with its numbers. */
  numbered(): readonly (readonly [number: number, message: string])[]
  /** Begins anew, with the messages that nobody has got yet, behind those that the server had before. */
  restart(before?: number): void
}

export function createSentLog(mostBytes: number): SentLog {
  let kept: string[] = []
  let bytes = 0
  let count = 0
  return {
    add(message) {
      kept.push(message)
      bytes += message.length
      let dropped = 0
      while (bytes > mostBytes && dropped < kept.length - 1) bytes -= (kept[dropped++] as string).length
      if (dropped > 0) kept = kept.slice(dropped)
      return ++count
    },
    get count() {
      return count
    },
    after(received) {
      const wanted = Math.max(0, count - received)
      return { messages: wanted === 0 ? [] : kept.slice(-wanted), lost: Math.max(0, wanted - kept.length) }
    },
    numbered: () => kept.map((message, at) => [count - kept.length + at + 1, message]),
    restart(before = 0) {
      kept = []
      bytes = 0
      count = before
    },
  }
}
