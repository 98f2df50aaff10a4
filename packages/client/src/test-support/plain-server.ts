import type { AudioFormat } from '../contract.js'
import { mergeSettings } from '../session/merge-settings.js'
import { readFormat } from '../uplink/audio-format.js'
import type { Visit } from './network.js'

interface Heard {
  readonly base64: string
  /** Of the session when the audio came. */
  readonly format: AudioFormat
}

/** The server's side of the wire, in the least that formats, pings and replies need. It understands `sidetone.*` and does not resume. */
export class PlainServer {
  readonly heard: Heard[] = []
  readonly received: { readonly type: string; readonly [field: string]: unknown }[] = []
  /** Formats that are refused. */
  readonly refused: readonly AudioFormat['type'][]
  session: Record<string, unknown> = {}
  #visit: Visit | null = null
  #count = 0

  constructor(refused: readonly AudioFormat['type'][] = []) {
    this.refused = refused
  }

  get format(): AudioFormat {
    const { input } = (this.session.audio ?? {}) as { input?: { format?: unknown } }
    return readFormat(input?.format) ?? { type: 'audio/pcm', rate: 24_000 }
  }

  serve(visit: Visit): void {
    this.#visit = visit
    this.session = { audio: { input: { format: { type: 'audio/pcm', rate: 24_000 } }, output: { format: { type: 'audio/pcm', rate: 24_000 } } } }
    visit.onMessage = (message) => this.#receive(JSON.parse(message))
    this.say({ type: 'session.created', session: this.session })
    this.say({ type: 'sidetone.session.resumable', token: `token${++this.#count}`, grace_ms: 0 })
  }

  say(event: object): void {
    this.#visit?.send(JSON.stringify(event))
  }

  #receive(event: { readonly type: string; readonly [field: string]: unknown }): void {
    this.received.push(event)
    switch (event.type) {
      case 'session.update': {
        const next = mergeSettings(this.session, event.session as Record<string, unknown>)
        const { input } = (next.audio ?? {}) as { input?: { format?: unknown } }
        const format = readFormat(input?.format)
        if (format && this.refused.includes(format.type)) {
          this.say({ type: 'error', error: { type: 'invalid_request_error', message: 'This format is not taken.', event_id: event.event_id } })
          return
        }
        this.session = next
        this.say({ type: 'session.updated', session: next })
        break
      }
      case 'sidetone.ping':
        this.say({ type: 'sidetone.pong' })
        break
      case 'input_audio_buffer.append':
        this.heard.push({ base64: String(event.audio), format: this.format })
        break
    }
  }
}
