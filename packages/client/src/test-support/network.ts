import type { Clock, OpenSocket, Socket } from '../contract.js'

/** How a network treats what passes. Times in ms; chance from 0 up to 1. */
export interface Weather {
  readonly delayMs: number
  /** Up to so much is added to each message, by chance; order is kept, as TCP keeps it. */
  readonly jitterMs: number
  /** One message in so many is lost and sent again: it, and all behind it, come later by `lateMs`. 0: none. */
  readonly lateEvery: number
  readonly lateMs: number
  /** Of the way up; what does not pass at once is `bufferedAmount`. */
  readonly bytesPerSecond: number
  readonly down: boolean
}

export const fair: Weather = { delayMs: 20, jitterMs: 0, lateEvery: 0, lateMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY, down: false }

/** The server's end of a connection. */
export interface Visit {
  readonly protocols: readonly string[]
  onMessage: (message: string) => void
  /** With which code the client left; null: it was cut off. */
  onClose: (code: number | null) => void
  send(message: string): void
  close(code: number, reason: string): void
}

/** A network between a client and a server, on a clock that is set by hand. */
export class Network {
  weather: Weather = fair
  readonly #clock: Clock
  readonly #random: () => number
  readonly #serve: (visit: Visit) => void
  readonly #wires = new Set<Wire>()

  constructor(clock: Clock, serve: (visit: Visit) => void, seed = 7) {
    this.#clock = clock
    this.#serve = serve
    this.#random = chance(seed)
  }

  readonly open: OpenSocket = (_url, protocols) => {
    const wire = new Wire(this.#clock, () => this.weather, this.#random, protocols)
    this.#wires.add(wire)
    if (this.weather.down) this.#clock.after(1, () => wire.break())
    else {
      this.#clock.after(this.weather.delayMs, () => {
        if (wire.isOver) return
        wire.socket.onopen?.()
        this.#serve(wire.visit)
      })
    }
    return wire.socket
  }

  /** All connections end, without a farewell. */
  cut(): void {
    for (const wire of this.#wires) wire.break()
    this.#wires.clear()
  }
}

class Wire {
  readonly socket: Socket
  readonly visit: Visit
  isOver = false
  readonly #clock: Clock
  readonly #weather: () => Weather
  readonly #random: () => number
  #bufferedBytes = 0
  #upFreeAtMs = 0
  readonly #arrival = { up: 0, down: 0 }
  #passed = 0

  constructor(clock: Clock, weather: () => Weather, random: () => number, protocols: readonly string[]) {
    this.#clock = clock
    this.#weather = weather
    this.#random = random
    const wire = this
    this.visit = {
      protocols,
      onMessage: () => {},
      onClose: () => {},
      send: (message) => this.#pass('down', 0, () => this.socket.onmessage?.({ data: message })),
      close: (code, reason) => this.#pass('down', 0, () => this.#end(() => this.socket.onclose?.({ code, reason }))),
    }
    this.socket = {
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      get bufferedAmount() {
        return wire.#bufferedBytes
      },
      send: (message) => this.#up(message),
      close: (code = 1005) => this.#end(() => this.visit.onClose(code)),
    }
  }

  break(): void {
    this.#end(() => {
      this.visit.onClose(null)
      this.socket.onclose?.({ code: 1006, reason: '' })
    })
  }

  #end(tell: () => void): void {
    if (this.isOver) return
    this.isOver = true
    tell()
  }

  #up(message: string): void {
    const nowMs = this.#clock.nowMs()
    this.#upFreeAtMs = Math.max(nowMs, this.#upFreeAtMs) + (message.length / this.#weather().bytesPerSecond) * 1_000
    this.#bufferedBytes += message.length
    this.#clock.after(this.#upFreeAtMs - nowMs, () => {
      this.#bufferedBytes -= message.length
    })
    this.#pass('up', this.#upFreeAtMs - nowMs, () => this.visit.onMessage(message))
  }

  #pass(way: 'up' | 'down', waitMs: number, arrive: () => void): void {
    const { delayMs, jitterMs, lateEvery, lateMs } = this.#weather()
    const late = lateEvery > 0 && ++this.#passed % lateEvery === 0 ? lateMs : 0
    const nowMs = this.#clock.nowMs()
    this.#arrival[way] = Math.max(this.#arrival[way], nowMs + waitMs + delayMs + late + this.#random() * jitterMs)
    this.#clock.after(this.#arrival[way] - nowMs, () => {
      if (!this.isOver) arrive()
    })
  }
}

/** Repeatable chance (mulberry32, T. Ettinger). */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
