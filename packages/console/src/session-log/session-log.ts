import { observable, systemClock, type VoiceClient, type WireMessage } from '@sidetone/client'
import { AudioKeeper } from './audio-keeper.js'
import { formatOrDefault, rateOf } from './audio-pieces.js'
import { type Fact, factOf } from './fact.js'
import { UserAudio } from './user-audio.js'
import { audioOf, type WireEntry, type WireEvent, type WireSession, wireEntry } from './wire-entry.js'
import { withoutBulk } from './without-bulk.js'

export const mostEntries = 10_000
/** Dropped together, so that a full log does not move everything at each event. */
const dropEntries = 500
const mostFacts = 4_000
const tellEveryMs = 100

/** What went over the wire of one client, bounded: events, what they tell about turns, and the audio of both sides. */
export class SessionLog {
  readonly audio = new AudioKeeper()
  /** Counts up when there is more to see, ten times a second at most. */
  readonly version = observable(0)
  #telling = false
  #entries: WireEntry[] = []
  #facts: Fact[] = []
  #number = 0
  #dropped = 0
  readonly #counts = new Map<string, number>()
  readonly #client: VoiceClient
  readonly #userAudio: UserAudio
  #session: WireSession | null = null
  #beganBefore = false
  #replyFormats = new Map<string, unknown>()
  /** Until when the reply that is arriving has audio to play. */
  #soundsUntilMs = 0

  constructor(client: VoiceClient) {
    this.#client = client
    this.#userAudio = new UserAudio(this.audio, client.state)
    client.onWire((message) => this.take(message))
  }

  get entries(): readonly WireEntry[] {
    return this.#entries
  }

  get facts(): readonly Fact[] {
    return this.#facts
  }

  /** As it was last told, to this page or to the one before; null: there was none. */
  get session(): WireSession | null {
    return this.#session
  }

  /** What this page saw first is a session that another page had begun: what was before is not here. */
  get beganBefore(): boolean {
    return this.#beganBefore
  }

  /** Events that are no longer in `entries`, because there were too many. */
  get dropped(): number {
    return this.#dropped
  }

  /** How many events of each type there were in each direction: `sent session.update`. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  keepAudio(on: boolean): void {
    this.audio.turn(on)
    this.#tell()
  }

  clear(): void {
    this.#entries = []
    this.#dropped = 0
    this.#counts.clear()
    this.audio.forget()
    this.#tell()
  }

  take(message: WireMessage): void {
    const { direction, event, atMs } = message
    if (event.type === 'sidetone.session.resumed' && this.#session === null) this.#beganBefore = true
    // A session that goes on in this page need not be told again: the client has it from the page before.
    this.#session ??= withoutBulk(this.#client.session.value) as WireSession | null
    this.#userAudio.take(message, this.#session)
    if (direction === 'received') this.#takeReplies(event, atMs)
    const fact = factOf(message, this.#facts, (audioMs) => this.audio.spokenAtMs(audioMs))
    if (fact) this.#facts.push(fact)
    if (this.#facts.length > mostFacts) this.#facts.splice(0, dropEntries)
    const entry = wireEntry(++this.#number, message, this.#session)
    if (event.type === 'session.created' || event.type === 'session.updated') this.#session = (entry.event.session as WireSession | undefined) ?? null
    this.#entries.push(entry)
    if (this.#entries.length > mostEntries) this.#dropped += this.#entries.splice(0, dropEntries).length
    const key = `${direction} ${event.type}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
    this.#tell()
  }

  #takeReplies(event: WireEvent, atMs: number): void {
    if (event.type === 'response.created') {
      const response = event.response as { readonly id: string; readonly audio?: { readonly output?: { readonly format?: unknown } } }
      this.#replyFormats = new Map([[response.id, response.audio?.output?.format]])
      this.#soundsUntilMs = 0
    }
    if (event.type === 'response.output_audio.delta') this.#takeReply(event, atMs)
  }

  #takeReply(event: WireEvent, atMs: number): void {
    const { output } = audioOf(this.#session)
    // What began before the page was loaded again began as the session says.
    const format = formatOrDefault(this.#replyFormats.get(String(event.response_id)) ?? output?.format)
    this.audio.arrived(String(event.item_id), String(event.delta), format, atMs)
    // What was played out before more came is a hole that a listener hears: Sidetone holds its voice while it makes out who speaks.
    const held = this.#soundsUntilMs > 0 && atMs - this.#soundsUntilMs > leastHoldMs
    if (held) this.#facts.push({ type: 'held', atMs: this.#soundsUntilMs, untilMs: atMs })
    const bytes = (String(event.delta).length * 3) / 4
    const durationMs = (bytes / (format.type === 'audio/pcm' ? 2 : 1) / rateOf(format)) * 1_000
    this.#soundsUntilMs = Math.max(this.#soundsUntilMs, atMs) + durationMs
  }

  #tell(): void {
    if (this.#telling) return
    this.#telling = true
    systemClock.after(tellEveryMs, () => {
      this.#telling = false
      this.version.set(this.version.value + 1)
    })
  }
}

/** Shorter holes are the network's. */
const leastHoldMs = 120

const logs = new WeakMap<VoiceClient, SessionLog>()

/** The log of this client; it begins with the first call, so call it when the client is made. */
export function sessionLogOf(client: VoiceClient): SessionLog {
  const known = logs.get(client)
  if (known) return known
  const log = new SessionLog(client)
  logs.set(client, log)
  return log
}
