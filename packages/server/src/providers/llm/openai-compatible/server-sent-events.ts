/** One event of a stream: its name (`message` unless the server says otherwise) and its data lines joined by line feeds. */
export interface ServerSentEvent {
  readonly name: string
  readonly data: string
}

/**
 * Bytes to events, after the WHATWG standard "Server-sent events", section 9.2.6: lines end in CR, LF or CRLF, a leading byte order mark
 * and comment lines are skipped. Two liberties: an event that the end of the stream cuts off before its blank line still counts,
 * and the fields `id` and `retry` mean nothing here.
 */
export class ServerSentEventReader {
  readonly #decoder = new TextDecoder()
  #pending = ''
  #afterCarriageReturn = false
  #name = ''
  #data: string[] = []

  /** The events that these bytes complete. */
  push(bytes: Uint8Array): ServerSentEvent[] {
    return this.#read(this.#decoder.decode(bytes, { stream: true }))
  }

  /** What was still open when the stream ended. */
  end(): ServerSentEvent[] {
    return this.#read(`${this.#decoder.decode()}\n\n`)
  }

  /** Characters of the line that is not complete yet. */
  get pendingLength(): number {
    return this.#pending.length
  }

  #read(text: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = []
    let lineStart = 0
    for (let at = 0; at < text.length; at++) {
      const character = text.charCodeAt(at)
      const secondHalf = character === 10 && this.#afterCarriageReturn
      this.#afterCarriageReturn = character === 13
      if (secondHalf) lineStart = at + 1
      else if (character === 10 || character === 13) {
        const event = this.#line(this.#pending + text.slice(lineStart, at))
        if (event) events.push(event)
        this.#pending = ''
        lineStart = at + 1
      }
    }
    this.#pending += text.slice(lineStart)
    return events
  }

  #line(line: string): ServerSentEvent | null {
    if (line === '') {
      const event = this.#data.length > 0 ? { name: this.#name || 'message', data: this.#data.join('\n') } : null
      this.#name = ''
      this.#data = []
      return event
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') this.#data.push(value)
    if (field === 'event') this.#name = value
    return null
  }
}
