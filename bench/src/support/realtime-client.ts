import { bytesFromInt16 } from '@sidetone/audio'
import { WebSocket } from 'ws'

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire
export type TimedEvent = { atMs: number; type: string } & Record<string, any>

const packetMs = 20

/** The server cannot be reached, or does not want us; told in a sentence. */
export class NoSession extends Error {}

/** A client as thin as can be: every event with the moment at which it came, audio at its natural pace. */
export class RealtimeClient {
  readonly events: TimedEvent[] = []
  readonly #socket: WebSocket
  readonly #waiting: { type: string; resolve: (event: TimedEvent) => void }[] = []

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#record({ atMs: performance.now(), ...JSON.parse(String(data)) }))
  }

  /** `url` may name a model; a server of somebody else's needs one, and mostly a key. Rejects with `NoSession`. */
  static async connect(url: string, apiKey: string | null = null): Promise<RealtimeClient> {
    if (!/^wss?:/.test(url) || !URL.canParse(url)) throw new NoSession('--url must be an address that starts with ws:// or wss://, as wss://host/v1/realtime.')
    const address = new URL(url)
    if (!address.searchParams.has('model') && !address.searchParams.has('intent')) address.searchParams.set('model', 'bench')
    const headers = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
    const socket = new WebSocket(address, { headers, perMessageDeflate: false })
    const client = new RealtimeClient(socket)
    const refusal = await Promise.race([
      client.next('session.created', 10_000).then((created) => (created ? null : 'none began within 10 s')),
      client.#refused(),
    ])
    if (refusal === null) return client
    socket.terminate()
    throw new NoSession(`There is no session to be had at ${address.origin}${address.pathname}: ${refusal}`)
  }

  /** Why the connection does not open, or closes. */
  #refused(): Promise<string> {
    return new Promise((resolve) => {
      this.#socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.message || (error.code ?? error.name)))
      this.#socket.once('close', (code) => {
        const told = this.events.find(({ type }) => type === 'error')?.error?.message
        resolve(told ?? `the connection was closed with ${code}`)
      })
    })
  }

  send(event: object): void {
    this.#socket.send(JSON.stringify(event))
  }

  /** The next event of this type to come; null when none came within the time. */
  next(type: string, withinMs: number): Promise<TimedEvent | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), withinMs)
      this.#waiting.push({
        type,
        resolve: (event) => {
          clearTimeout(timer)
          resolve(event)
        },
      })
    })
  }

  /**
   * Streams samples (24 kHz) in packets of 20 ms, each at the moment at which a microphone would have it complete, then silence.
   * `startedAtMs` is the moment at which the first sample was spoken; `isDone` is asked before each packet.
   */
  async stream(samples: Int16Array, isDone: () => boolean, startedAtMs = performance.now()): Promise<void> {
    const packetSamples = (24_000 * packetMs) / 1000
    const silence = new Int16Array(packetSamples)
    for (let packet = 0; !isDone(); packet++) {
      const waitMs = startedAtMs + (packet + 1) * packetMs - performance.now()
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
      const slice = samples.subarray(packet * packetSamples, (packet + 1) * packetSamples)
      const audio = Buffer.from(bytesFromInt16(slice.length === packetSamples ? slice : silence)).toString('base64')
      this.send({ type: 'input_audio_buffer.append', audio })
    }
  }

  /** Half a round trip of the WebSocket's own ping, in ms. */
  async oneWayMs(): Promise<number> {
    const sentAtMs = performance.now()
    this.#socket.ping()
    await new Promise((resolve) => this.#socket.once('pong', resolve))
    return (performance.now() - sentAtMs) / 2
  }

  close(): void {
    this.#socket.close()
  }

  #record(event: TimedEvent): void {
    this.events.push(event)
    const index = this.#waiting.findIndex((each) => each.type === event.type)
    if (index >= 0) this.#waiting.splice(index, 1)[0]?.resolve(event)
  }
}
