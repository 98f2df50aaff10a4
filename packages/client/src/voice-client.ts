import type {
  CapturedAudio,
  Continuation,
  LinkQuality,
  Tool,
  Traffic,
  TranscriptLine,
  TurnTimes,
  VoiceClient,
  VoiceClientOptions,
  VoiceError,
  VoiceState,
  WireMessage,
} from './contract.js'
import { decideState } from './decide-state.js'
import { EarsAndMouth, type Sound } from './devices/ears-and-mouth.js'
import { Downlink } from './downlink/downlink.js'
import { Keeper } from './keeping/keeper.js'
import { Link, type LinkStatus } from './link/link.js'
import { openGlobalSocket } from './link/open-socket.js'
import { socketUrl } from './link/socket-url.js'
import { observable } from './observable.js'
import { Line } from './quality/line.js'
import { cutOff } from './replies/cut-off.js'
import { Replies } from './replies/replies.js'
import { type BeforePress, PushToTalk } from './session/push-to-talk.js'
import { ServerEvents } from './session/server-events.js'
import { SessionUpdates, type WireSession } from './session/session-updates.js'
import { Settings } from './session/settings.js'
import { systemClock } from './system-clock.js'
import { wireTools } from './tools/wire-tools.js'
import { emptyLine } from './transcript/next-transcript.js'
import { retold } from './transcript/retold.js'
import { nextTurnTimes, type TurnFact } from './turn-times/next-turn-times.js'
import { Uplink } from './uplink/uplink.js'
import { VoiceFailure } from './voice-failure.js'

type WireEvent = WireMessage['event']

/** Silence behind a turn that ended with its page: more than turn detection asks for in any case (docs/turn-taking.md: twice 2.1 s). */
const brokenOffMs = 5_000

/** A client of one server: link, microphone, speaker, transcript and tools, and one state over all of them. Nothing happens before `connect`. */
export function createVoiceClient(options: VoiceClientOptions): VoiceClient {
  return new Client(options)
}

class Client implements VoiceClient {
  readonly state = observable<VoiceState>('idle')
  readonly transcript = observable<readonly TranscriptLine[]>([])
  readonly error = observable<VoiceError | null>(null)
  readonly muted = observable(false)
  readonly levels
  readonly mouth
  readonly quality = observable<LinkQuality>({ step: 'pcm-24k', roundTripMs: null, queuedBytes: 0, jitterMs: 0, bufferMs: 0 })
  readonly traffic = observable<Traffic>({ sentBytes: 0, savedBytes: 0, receivedBytes: 0, sentSeconds: 0, savedSeconds: 0 })
  readonly turns = observable<readonly TurnTimes[]>([])
  readonly session = observable<WireSession | null>(null)
  readonly continuation = observable<Continuation>('none')

  readonly #options: VoiceClientOptions
  readonly #clock
  readonly #link: Link
  readonly #uplink: Uplink
  readonly #downlink: Downlink
  readonly #updates: SessionUpdates
  readonly #settings: Settings
  readonly #replies: Replies
  readonly #line: Line
  readonly #tools: Map<string, Tool>
  readonly #keeper: Keeper
  readonly #devices: EarsAndMouth
  readonly #pushToTalk: PushToTalk
  readonly #serverEvents: ServerEvents
  /** When the link may be opened. */
  #ready: Promise<unknown> | null = null
  readonly #wireListeners = new Set<(message: WireMessage) => void>()
  #opened: { resolve(): void; reject(error: VoiceFailure): void } | null = null
  /** From `connect` to the end; ends the tools that still run. */
  #life: AbortController | null = null
  #userSpeaks = false
  #ids = 0

  constructor(options: VoiceClientOptions) {
    const { key, microphone, speaker } = options
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#tools = new Map(Object.entries(options.tools ?? {}))
    this.#link = new Link({
      url: socketUrl(options.url, options.model, globalThis.location),
      key: async () => {
        if (this.#ready) await this.#ready
        return (typeof key === 'function' ? await key() : key) || null
      },
      clock: this.#clock,
      openSocket: options.openSocket ?? openGlobalSocket,
      reconnectForMs: options.reconnectForMs ?? 60_000,
      chance: Math.random,
      onEvent: (event) => {
        this.#serverEvents.receive(event)
        this.#decide()
      },
      onWire: (message) => this.#tellWire(message),
      onStatus: (status) => this.#linkChanged(status),
      onTrouble: (failure) => this.error.set(failure),
    })
    const send = (event: WireEvent) => this.send(event)
    const onFailure = (failure: VoiceError) => this.error.set(failure)
    this.#devices = new EarsAndMouth({
      microphone,
      speaker,
      clock: this.#clock,
      muted: this.muted,
      error: this.error,
      onAudio: (audio) => this.#hear(audio),
      onSound: (sound) => this.#sounded(sound),
    })
    this.levels = this.#devices.levels
    this.mouth = this.#devices.mouth
    this.#updates = new SessionUpdates({ clock: this.#clock, send, isBlocked: () => !this.#link.isOpen || this.#link.queuedBytes > 0 })
    this.#replies = new Replies({
      clock: this.#clock,
      tools: this.#tools,
      speaks: speaker !== undefined,
      sounds: () => this.#devices.sounds,
      send,
      onFailure,
      onChange: () => this.#decide(),
    })
    this.#uplink = new Uplink({
      gate: options.gate ?? true,
      ...(options.voiceActivity && { activity: options.voiceActivity }),
      send,
      extended: () => this.#link.extended,
      onTraffic: (traffic) => this.traffic.set({ ...this.traffic.value, ...traffic }),
    })
    this.#settings = new Settings(options.session ?? {}, { updates: this.#updates, uplink: this.#uplink, onFailure })
    this.#line = new Line({
      clock: this.#clock,
      link: this.#link,
      adapt: options.adaptQuality ?? true,
      acknowledged: () => this.#keeper.acknowledged,
      speaker,
      format: () => this.#uplink.format,
      send,
      change: (format) => this.#settings.adapt(format),
      onQuality: (quality) => this.quality.set(quality),
    })
    this.#downlink = new Downlink(speaker ?? null)
    this.#keeper = new Keeper({
      store: options.store ?? null,
      clock: this.#clock,
      link: this.#link,
      uplink: this.#uplink,
      downlink: this.#downlink,
      updates: this.#updates,
      settings: this.#settings,
      replies: this.#replies,
      transcript: this.transcript,
      session: this.session,
      muted: this.muted,
      continuation: this.continuation,
      tools: () => wireTools(this.#tools),
      user: () => ({ userSpeaks: this.#userSpeaks, beforePress: this.#pushToTalk.before }),
    })
    this.#pushToTalk = new PushToTalk({ session: this.session, settings: this.#settings, send })
    this.#serverEvents = new ServerEvents({
      clock: this.#clock,
      transcript: this.transcript,
      session: this.session,
      traffic: this.traffic,
      downlink: this.#downlink,
      keeper: this.#keeper,
      updates: this.#updates,
      settings: this.#settings,
      replies: this.#replies,
      line: this.#line,
      send,
      life: () => this.#life?.signal,
      onUserSpeaks: (speaks) => {
        this.#userSpeaks = speaks
      },
      onInterruption: () => this.#silence(),
      onTurn: (fact) => this.#turn(fact),
      onFailure,
    })
  }

  async connect(): Promise<void> {
    if (this.#life) return
    this.#life = new AbortController()
    this.error.set(null)
    const opened = new Promise<void>((resolve, reject) => {
      this.#opened = { resolve, reject }
    })
    this.#settings.connect()
    // The devices open beside the link: what is said before the session is there waits in the link.
    const devices = this.#devices.open()
    const kept = this.#keeper.begin(devices.speaker)
    this.#ready = kept?.ready ?? null
    this.#link.open(kept?.link)
    this.#line.start(this.#settings.chosenFormat)
    await Promise.all([opened, devices.speaker, devices.microphone])
  }

  disconnect(): void {
    this.#end(new VoiceFailure('session-ended', 'The connection was closed.'))
    this.#keeper.end(true)
    this.#link.close()
  }

  say(text: string): void {
    if (text.trim() === '') return
    this.interrupt()
    const id = `item_${this.#mint()}`
    this.transcript.set([...this.transcript.value, { ...emptyLine(id, 'user', 'text'), text }])
    this.send({ type: 'conversation.item.create', item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text }] } })
    this.send({ type: 'response.create' })
    this.turns.set(nextTurnTimes(this.turns.value, { type: 'turn-ended', atMs: this.#clock.nowMs(), reason: null }, null))
    this.#replies.expect()
  }

  interrupt(): void {
    if (this.#replies.active) this.send({ type: 'response.cancel', response_id: this.#replies.active })
    this.#silence()
    this.#replies.expectNone()
    this.#decide()
  }

  mute(muted: boolean): void {
    this.muted.set(muted)
  }

  press(): void {
    if (this.#pushToTalk.before) return
    this.interrupt()
    this.#pushToTalk.press()
    this.#userSpeaks = true
    this.#decide()
  }

  release(): void {
    if (this.#pushToTalk.before) this.#released(this.#pushToTalk.before)
  }

  update(session: WireSession): Promise<WireSession> {
    const changed = this.#life ? this.#settings.update(session) : Promise.resolve(this.#settings.want(session))
    if (this.#settings.chosenFormat) this.#line.chosen(this.#settings.chosenFormat)
    return changed
  }

  addTool(name: string, tool: Tool): void {
    this.#tools.set(name, tool)
    if (this.#link.isOpen) this.#settings.ask({ tools: wireTools(this.#tools) })
  }

  removeTool(name: string): void {
    this.#tools.delete(name)
    if (this.#link.isOpen) this.#settings.ask({ tools: wireTools(this.#tools) })
  }

  onWire(listener: (message: WireMessage) => void): () => void {
    const each = (message: WireMessage) => listener(message)
    this.#wireListeners.add(each)
    return () => void this.#wireListeners.delete(each)
  }

  send(event: WireEvent): void {
    this.#link.send(event)
  }

  beside(options: Parameters<VoiceClient['beside']>[0] = {}): VoiceClient {
    const { url, model, key, clock, openSocket } = this.#options
    return new Client({ ...options, url, model, key, clock, openSocket })
  }

  // The link

  #linkChanged(status: LinkStatus): void {
    if (status.type === 'open') this.#sessionIs(status.session)
    if (status.type === 'open' && this.error.value?.code === 'link-lost') this.error.set(null)
    if (status.type === 'lost') {
      this.#line.lost()
      this.#updates.lost()
      this.error.set(new VoiceFailure('link-lost', 'The connection was lost. Trying again; what you say is kept.'))
    }
    if (status.type === 'failed') {
      const told = this.error.value
      const failure = status.failure.code === 'link-refused' && told?.code === 'server-error' ? told : status.failure
      this.error.set(failure)
      this.#opened?.reject(status.failure)
      this.#end(status.failure)
      this.#keeper.end(false)
    }
    this.#decide()
  }

  #sessionIs(session: 'new' | 'resumed' | 'replaced'): void {
    if (session === 'resumed') {
      this.#goOn()
    } else {
      this.#keeper.restart()
      this.#begin(session === 'replaced')
    }
  }

  /** What the user was about when the page was loaded again is ended: nobody holds the button now, and what was being said has broken off. */
  #goOn(): void {
    const before = this.#keeper.resume()
    if (!before) return
    this.#opened?.resolve()
    this.#userSpeaks = before.userSpeaks
    if (before.beforePress) this.#released(before.beforePress)
    else if (before.userSpeaks) this.send({ type: 'sidetone.input_audio.silence', duration_ms: brokenOffMs })
  }

  /** A session that knows nothing yet is told its settings and, where it takes the place of another, what was said. */
  #begin(again: boolean): void {
    if (again) this.#updates.replaced(new VoiceFailure('link-lost', 'The connection was lost before the server answered.'))
    this.#settings.begin(this.session.value, wireTools(this.#tools))
    this.#opened?.resolve()
    if (!again) return
    this.#replies.forget()
    for (const event of retold(this.transcript.value)) this.send(event)
  }

  #end(failure: VoiceFailure): void {
    this.#life?.abort()
    this.#life = null
    this.#opened = null
    this.#line.stop()
    this.#replies.forget()
    this.#updates.abandon(failure)
    this.#devices.close()
    this.#pushToTalk.forget()
    this.#userSpeaks = false
  }

  #tellWire(message: WireMessage): void {
    for (const listener of [...this.#wireListeners]) listener(message)
  }

  // Ears and mouth

  #released(before: BeforePress): void {
    this.#pushToTalk.release(before)
    this.#userSpeaks = false
    this.#turn({ type: 'turn-ended', atMs: this.#clock.nowMs(), reason: null })
    this.#replies.expect()
  }

  #hear(audio: CapturedAudio): void {
    const mode = this.muted.value ? 'muted' : this.#pushToTalk.before ? 'open' : 'gated'
    this.#uplink.take(audio, mode, this.#userSpeaks)
  }

  #sounded({ type, position, atMs }: Sound): void {
    if (type === 'started') {
      this.#replies.expectNone()
      this.#turn({ type: 'heard', atMs })
    }
    if (type === 'drained') {
      this.#downlink.drained(position)
      this.#keeper.drained(position)
      this.#turn({ type: 'heard-all', atMs })
    }
    this.#decide()
  }

  /** Stops what sounds and tells the server how much of it was heard. */
  #silence(): void {
    const atMs = this.#clock.nowMs()
    const stopped = this.#downlink.flush()
    this.#keeper.flushed()
    this.#devices.hush()
    if (!stopped) return
    this.#turn({ type: 'barge-in', atMs, silentAtMs: this.#clock.nowMs() })
    const { lines, event } = cutOff(this.transcript.value, stopped)
    this.transcript.set(lines)
    this.send(event)
  }

  // State

  #decide(): void {
    const readsReply = this.#options.speaker === undefined && this.#replies.active !== null && this.transcript.value.at(-1)?.role === 'assistant'
    this.state.set(
      decideState({
        link: this.#link.status.type,
        userSpeaks: this.#userSpeaks,
        replyAwaited: this.#replies.awaited && !readsReply,
        replySounds: this.#devices.sounds || readsReply,
      }),
    )
  }

  #turn(fact: TurnFact): void {
    this.turns.set(nextTurnTimes(this.turns.value, fact, this.#uplink.lastSoundAtMs))
  }

  /** Ids may have 32 characters. */
  #mint(): string {
    return `c${this.#clock.nowMs().toString(36).replace('.', '')}${(++this.#ids).toString(36)}`.slice(0, 24)
  }
}
