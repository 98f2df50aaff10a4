import type { AudioFormat, Clock, Continuation, ConversationStore, PlayedPosition, TranscriptLine } from '../contract.js'
import type { Downlink } from '../downlink/downlink.js'
import type { KeptLink, Link } from '../link/link.js'
import type { Settable } from '../observable.js'
import type { Replies } from '../replies/replies.js'
import type { SessionUpdates, WireSession } from '../session/session-updates.js'
import { inputFormat, type Settings } from '../session/settings.js'
import type { Uplink } from '../uplink/uplink.js'
import { VoiceFailure } from '../voice-failure.js'
import { Bookmarks } from './bookmarks.js'
import { type KeptConversation, type Moment, readKept, writeKept } from './kept-conversation.js'

/** The user's part of a conversation at one moment. */
type UserFacts = Pick<KeptConversation, 'userSpeaks' | 'beforePress'>

export interface KeeperOptions {
  /** null: nothing is kept. */
  readonly store: ConversationStore | null
  readonly clock: Clock
  readonly link: Pick<Link, 'keep' | 'receivedMessages'>
  readonly uplink: Uplink
  readonly downlink: Downlink
  readonly updates: SessionUpdates
  readonly settings: Settings
  readonly replies: Replies
  readonly transcript: Settable<readonly TranscriptLine[]>
  readonly session: Settable<WireSession | null>
  readonly muted: Settable<boolean>
  readonly continuation: Settable<Continuation>
  /** The tools of the application, as the wire has them. */
  readonly tools: () => readonly WireSession[]
  readonly user: () => UserFacts
}

/** The link of a conversation that goes on waits no longer than this for the speaker. */
const speakerLimitMs = 2_000

/** Takes a conversation from one page to the next: from the first message on whose audio was not heard, everything comes again. */
export class Keeper {
  readonly #options: KeeperOptions
  readonly #unheard = new Bookmarks<Moment>()
  /** What an earlier page left, until it is known what became of it. */
  #kept: KeptConversation | null = null
  /** User audio waits until it is known what became of the kept session; resolves with the format in which that one has it. */
  #waiting: Promise<AudioFormat> | null = null
  /** Messages up to here were acted on by the earlier page. */
  #handled = 0
  /** What was written has to stay good: messages behind this the server has to keep. */
  #written: number | null = null

  constructor(options: KeeperOptions) {
    this.#options = options
    const { store, continuation, transcript, muted } = options
    if (!store) return
    store.onLeave = () => this.#write(store)
    const text = store.read()
    if (text === null) return
    this.#kept = readKept(text)
    continuation.set(this.#kept ? 'kept' : 'gone')
    if (!this.#kept) return
    transcript.set(this.#kept.moment.transcript)
    muted.set(this.#kept.muted)
  }

  /** The message that has just come was acted on by the earlier page: it only fills what is read and heard. */
  get isRepeated(): boolean {
    return this.#options.link.receivedMessages <= this.#handled
  }

  /** So many messages the server need not keep. */
  get acknowledged(): number {
    const { store, link } = this.#options
    return store ? (this.#written ?? this.#from().received) : link.receivedMessages
  }

  /** The link of the conversation that is to go on, and when it may be opened: what comes at once has to be heard. null: there is none. */
  begin(speakerOpens: Promise<unknown>): { readonly link: KeptLink; readonly ready: Promise<unknown> } | null {
    if (!this.#kept) {
      this.#options.transcript.set([])
      return null
    }
    const { uplink, updates, session, clock } = this.#options
    const { link, format, updates: asked } = this.#kept
    uplink.hold()
    this.#waiting = updates.resume(asked).then(() => (asked.ids.length === 0 ? format : (inputFormat(session.value) ?? format)))
    return { link, ready: Promise.race([speakerOpens, new Promise<void>((resolve) => clock.after(speakerLimitMs, resolve))]) }
  }

  /** A session goes on. When it is that of an earlier page it is this page's from now on; returns what the user was about. What the page's tools were about is ended. */
  resume(): UserFacts | null {
    if (!this.#kept) return null
    const kept = this.#settle('resumed') as KeptConversation
    const { session, uplink, downlink, settings, replies } = this.#options
    this.#handled = kept.handled
    session.set(kept.moment.session)
    downlink.resume(kept.moment.arrived, kept.heard)
    settings.resume(kept.format, this.#hasOtherTools() ? this.#options.tools() : null)
    replies.resume(kept.replies)
    const waiting = this.#waiting
    this.#waiting = null
    void waiting?.then((format) => uplink.release(format))
    return kept
  }

  /** Another session has begun. One that was kept is gone, and what it was asked is answered by nobody. */
  restart(): void {
    this.#handled = 0
    if (!this.#settle('gone')) return
    this.#release()
    const { transcript, updates } = this.#options
    transcript.set([])
    updates.replaced(new VoiceFailure('link-lost', 'The session is gone.'))
  }

  /** There is no session any more. What was kept and never asked for stays. `forgets`: not even that. */
  end(forgets: boolean): void {
    this.#release()
    if (forgets) this.#kept = null
    if (forgets) this.#options.store?.clear()
    if (!this.#kept) this.#options.continuation.set('none')
  }

  /** The newest message brings audio of a part. */
  arrives(responseId: string, itemId: string, contentIndex: number): void {
    const { store, downlink, link } = this.#options
    const fromMs = store && downlink.arrivedMs(responseId, itemId, contentIndex)
    if (fromMs !== null) this.#unheard.arrives(itemId, contentIndex, fromMs, () => this.#moment(link.receivedMessages - 1))
  }

  drained(part: PlayedPosition): void {
    this.#unheard.drained(part)
  }

  flushed(): void {
    this.#unheard.clear()
  }

  #settle(became: 'resumed' | 'gone'): KeptConversation | null {
    const { store, continuation } = this.#options
    const kept = this.#kept
    this.#kept = null
    this.#written = null
    this.#unheard.clear()
    store?.clear()
    if (kept) continuation.set(became)
    return kept
  }

  /** What waits goes on in the format of whatever session there is. */
  #release(): void {
    const { uplink } = this.#options
    if (this.#waiting) void Promise.resolve().then(() => uplink.release(uplink.format))
    this.#waiting = null
  }

  #hasOtherTools(): boolean {
    const { session, tools } = this.#options
    const told = (session.value?.tools ?? []) as readonly WireSession[]
    return namesOf(told) !== namesOf(tools())
  }

  #from(): Moment {
    const { downlink, link } = this.#options
    return this.#unheard.oldest(downlink.position()) ?? this.#moment(link.receivedMessages)
  }

  #moment(received: number): Moment {
    const { transcript, session, downlink } = this.#options
    return { received, transcript: transcript.value, session: session.value, arrived: downlink.arrived() }
  }

  #write(store: ConversationStore): void {
    const { link, downlink, replies, updates, uplink, muted, user } = this.#options
    const moment = this.#from()
    const kept = link.keep(moment.received)
    if (!kept) return
    const text = writeKept({
      version: 1,
      link: kept,
      moment,
      handled: Math.max(this.#handled, link.receivedMessages),
      heard: downlink.heard(),
      replies: replies.keep(),
      updates: updates.keep(),
      format: uplink.format,
      muted: muted.value,
      ...user(),
    })
    if (text === null) return
    store.write(text)
    this.#written = moment.received
  }
}

/** Of tools that the application runs. */
function namesOf(tools: readonly WireSession[]): string {
  return JSON.stringify(tools.flatMap(({ type, name }) => (type === 'function' ? [name] : [])).toSorted())
}
