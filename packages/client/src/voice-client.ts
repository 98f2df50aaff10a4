import type {
  CapturedAudio,
  Continuation,
  LinkQuality,
  Microphone,
  Speaker,
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
import { Downlink } from './downlink/downlink.js'
import { Keeper } from './keeping/keeper.js'
import { levelOf } from './level.js'
import { Link, type LinkStatus } from './link/link.js'
import { openGlobalSocket } from './link/open-socket.js'
import { socketUrl } from './link/socket-url.js'
import { createMouth, silentMouth } from './mouth/mouth-shape.js'
import { observable } from './observable.js'
import { Line } from './quality/line.js'
import { cutOff } from './replies/cut-off.js'
import { Replies, type WireCall, type WireResponse } from './replies/replies.js'
import { settingAt } from './session/merge-settings.js'
import { SessionUpdates, type WireSession } from './session/session-updates.js'
import { Settings } from './session/settings.js'
import { systemClock } from './system-clock.js'
import { emptyLine, nextTranscript } from './transcript/next-transcript.js'
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
  readonly levels = observable({ microphone: 0, speaker: 0 })
  readonly mouth = observable(silentMouth)
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
  /** When the link may be opened. */
  #ready: Promise<unknown> | null = null
  readonly #wireListeners = new Set<(message: WireMessage) => void>()
  #opened: { resolve(): void; reject(error: VoiceFailure): void } | null = null
  /** From `connect` to the end; ends the tools that still run. */
  #life: AbortController | null = null
  #userSpeaks = false
  /** Turn detection as it was before push-to-talk; null: nobody presses. */
  #beforePress: { readonly detection: unknown } | null = null
  #replySounds = false
  /** Why the server said that the user has finished; told just before it says so. */
  #reason: string | null = null
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
      onEvent: (event) => this.#receive(event),
      onWire: (message) => this.#tellWire(message),
      onStatus: (status) => this.#linkChanged(status),
      onTrouble: (failure) => this.error.set(failure),
    })
    const send = (event: WireEvent) => this.send(event)
    this.#updates = new SessionUpdates({ clock: this.#clock, send, isBlocked: () => !this.#link.isOpen || this.#link.queuedBytes > 0 })
    this.#replies = new Replies({
      clock: this.#clock,
      tools: this.#tools,
      speaks: speaker !== undefined,
      sounds: () => this.#replySounds,
      send,
      onFailure: (failure) => this.error.set(failure),
      onChange: () => this.#decide(),
    })
    this.#uplink = new Uplink({
      gate: options.gate ?? true,
      ...(options.voiceActivity && { activity: options.voiceActivity }),
      send,
      extended: () => this.#link.extended,
      onTraffic: (traffic) => this.traffic.set({ ...this.traffic.value, ...traffic }),
    })
    this.#settings = new Settings(options.session ?? {}, { updates: this.#updates, uplink: this.#uplink, onFailure: (failure) => this.error.set(failure) })
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
      tools: () => this.#wireTools(),
      user: () => ({ userSpeaks: this.#userSpeaks, beforePress: this.#beforePress }),
    })
    if (microphone) {
      microphone.onAudio = (audio) => this.#hear(audio)
      microphone.onFailure = (failure) => this.error.set(failure)
    }
    if (speaker) this.#watch(speaker)
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
    const devices = [this.#openDevice(this.#options.speaker), this.#openMicrophone()] as const
    const kept = this.#keeper.begin(devices[0])
    this.#ready = kept?.ready ?? null
    this.#link.open(kept?.link)
    this.#line.start(this.#settings.chosenFormat)
    await Promise.all([opened, ...devices])
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
    if (this.#beforePress) return
    this.#beforePress = { detection: settingAt(this.session.value, 'audio', 'input', 'turn_detection') ?? null }
    this.interrupt()
    this.#settings.ask(turnDetection(null))
    this.send({ type: 'input_audio_buffer.clear' })
    this.#userSpeaks = true
    this.#decide()
  }

  release(): void {
    if (!this.#beforePress) return
    const { detection } = this.#beforePress
    this.#beforePress = null
    this.send({ type: 'input_audio_buffer.commit' })
    this.send({ type: 'response.create' })
    if (detection !== null) this.#settings.ask(turnDetection(detection))
    this.#userSpeaks = false
    this.#turn({ type: 'turn-ended', atMs: this.#clock.nowMs(), reason: null })
    this.#replies.expect()
  }

  update(session: WireSession): Promise<WireSession> {
    const changed = this.#life ? this.#settings.update(session) : Promise.resolve(this.#settings.want(session))
    if (this.#settings.chosenFormat) this.#line.chosen(this.#settings.chosenFormat)
    return changed
  }

  addTool(name: string, tool: Tool): void {
    this.#tools.set(name, tool)
    if (this.#link.isOpen) this.#settings.ask({ tools: this.#wireTools() })
  }

  removeTool(name: string): void {
    this.#tools.delete(name)
    if (this.#link.isOpen) this.#settings.ask({ tools: this.#wireTools() })
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
    this.#beforePress = before.beforePress
    this.#userSpeaks = before.userSpeaks
    if (before.beforePress) this.release()
    else if (before.userSpeaks) this.send({ type: 'sidetone.input_audio.silence', duration_ms: brokenOffMs })
  }

  /** A session that knows nothing yet is told its settings and, where it takes the place of another, what was said. */
  #begin(again: boolean): void {
    if (again) this.#updates.replaced(new VoiceFailure('link-lost', 'The connection was lost before the server answered.'))
    this.#settings.begin(this.session.value, this.#wireTools())
    this.#opened?.resolve()
    if (!again) return
    this.#replies.forget()
    for (const { role, text, heardCharacters: heard } of this.transcript.value) {
      const kept = heard === null ? text : text.slice(0, heard)
      if (role === 'tool' || kept === '') continue
      const type = role === 'assistant' ? 'output_text' : 'input_text'
      this.send({ type: 'conversation.item.create', item: { type: 'message', role, content: [{ type, text: kept }] } })
    }
  }

  #end(failure: VoiceFailure): void {
    this.#life?.abort()
    this.#life = null
    this.#opened = null
    this.#line.stop()
    this.#replies.forget()
    this.#updates.abandon(failure)
    this.#options.microphone?.close()
    this.#options.speaker?.close()
    this.#userSpeaks = false
    this.#replySounds = false
    this.#beforePress = null
  }

  #tellWire(message: WireMessage): void {
    for (const listener of [...this.#wireListeners]) listener(message)
  }

  // What the server says

  #receive(event: WireEvent): void {
    this.#fill(event)
    if (!this.#keeper.isRepeated) this.#act(event)
    this.#decide()
  }

  /** What is read and heard of an event, whether it comes for the first time or again. */
  #fill(event: WireEvent): void {
    this.transcript.set(nextTranscript(this.transcript.value, event))
    switch (event.type) {
      case 'session.created':
      case 'session.updated':
        this.session.set(event.session as WireSession)
        break
      case 'response.created': {
        const { id, audio } = event.response as WireResponse
        this.#downlink.begin(id, audio?.output?.format)
        break
      }
      case 'response.output_audio.delta': {
        const { response_id, item_id, content_index, delta } = event
        this.#keeper.arrives(String(response_id), String(item_id), Number(content_index))
        this.#downlink.audio(String(response_id), String(item_id), Number(content_index), String(delta))
        break
      }
      case 'response.output_audio.done':
        this.#downlink.end(String(event.item_id), Number(event.content_index))
        break
    }
  }

  #act(event: WireEvent): void {
    const nowMs = this.#clock.nowMs()
    switch (event.type) {
      case 'session.updated':
        this.#updates.accepted(event.session as WireSession)
        break
      case 'sidetone.session.resumable':
        this.#settings.ask({ include: ['sidetone.turn.decision'] })
        break
      case 'sidetone.pong':
        this.#line.pong()
        break
      case 'sidetone.turn.decision':
        if (event.decision === 'user_finished') this.#reason = String(event.reason)
        break
      case 'input_audio_buffer.speech_started':
        this.#userSpeaks = true
        this.#replies.expectNone()
        if (settingAt(this.session.value, 'audio', 'input', 'turn_detection', 'interrupt_response') !== false) this.#silence()
        break
      case 'input_audio_buffer.speech_stopped':
        this.#userSpeaks = false
        this.#turn({ type: 'turn-ended', atMs: nowMs, reason: this.#reason })
        this.#reason = null
        if (settingAt(this.session.value, 'audio', 'input', 'turn_detection', 'create_response') !== false) this.#replies.expect()
        break
      case 'conversation.item.input_audio_transcription.completed':
        this.#turn({ type: 'transcribed', atMs: nowMs })
        // A turn in which nothing was said may get no answer.
        if (event.transcript === '' && this.#replies.active === null) this.#replies.expectNone()
        break
      case 'response.created':
        this.#replyBegins(event.response as WireResponse, nowMs)
        break
      case 'response.output_audio.delta':
        this.#turn({ type: 'first-audio', atMs: nowMs })
        this.traffic.set({ ...this.traffic.value, receivedBytes: this.traffic.value.receivedBytes + String(event.delta).length })
        break
      case 'response.output_item.done':
        this.#replies.call(event.item as WireCall, this.#life?.signal)
        break
      case 'response.done':
        this.#replies.end(event.response as WireResponse, this.#life?.signal)
        break
      case 'conversation.item.truncated':
        // The server knows best which words were heard.
        this.send({ type: 'conversation.item.retrieve', item_id: event.item_id })
        break
      case 'error':
        this.#refused(event)
        break
    }
  }

  #replyBegins(response: WireResponse, nowMs: number): void {
    if (response.conversation_id === null) return
    this.#turn({ type: 'response-created', atMs: nowMs })
    this.#replies.begin(response)
  }

  #refused(event: WireEvent): void {
    const wire = event.error as { readonly message?: string; readonly event_id?: unknown }
    const failure = new VoiceFailure('server-error', wire.message ?? 'The server reported an error.', { wire: event })
    if (!this.#updates.refused(wire.event_id, failure)) this.error.set(failure)
  }

  #wireTools(): readonly WireSession[] {
    return [...this.#tools].map(([name, { description, parameters }]) => ({ type: 'function', name, description, parameters }))
  }

  // Ears and mouth

  async #openDevice(device: Microphone | Speaker | undefined): Promise<boolean> {
    try {
      await device?.open(this.#clock)
      return true
    } catch (error) {
      // Typing goes on without it.
      this.error.set(error as VoiceError)
      return false
    }
  }

  /** Browsers let a page sound that hears, also one that nobody has touched. */
  async #openMicrophone(): Promise<void> {
    const hears = await this.#openDevice(this.#options.microphone)
    const isBlocked = () => this.error.value?.code === 'speaker-blocked'
    if (hears && this.#life && isBlocked() && (await this.#openDevice(this.#options.speaker)) && isBlocked()) this.error.set(null)
  }

  #hear(audio: CapturedAudio): void {
    // What is exactly silent is no microphone: some browsers go on so when the last one is gone.
    if (this.error.value?.code === 'microphone-missing' && audio.samples.some(Boolean)) this.error.set(null)
    this.levels.set({ ...this.levels.value, microphone: this.muted.value ? 0 : levelOf(meanPower(audio.samples)) })
    const mode = this.muted.value ? 'muted' : this.#beforePress ? 'open' : 'gated'
    this.#uplink.take(audio, mode, this.#userSpeaks)
  }

  #watch(speaker: Speaker): void {
    speaker.onFailure = (failure) => this.error.set(failure)
    speaker.onSound = ({ type, position, atMs }) => {
      if (type !== 'flushed' && this.error.value?.code.startsWith('speaker-')) this.error.set(null)
      // Between two parts of a reply it does not fall silent.
      this.#replySounds = type === 'started' || (type === 'drained' && speaker.position() !== null)
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
    const mouth = createMouth()
    speaker.onLevel = (level, spectrum) => {
      this.levels.set({ ...this.levels.value, speaker: level })
      this.mouth.set(mouth.take(level, spectrum))
    }
  }

  /** Stops what sounds and tells the server how much of it was heard. */
  #silence(): void {
    const atMs = this.#clock.nowMs()
    const stopped = this.#downlink.flush()
    this.#keeper.flushed()
    this.#replySounds = false
    this.mouth.set(silentMouth)
    if (!stopped) return
    this.#turn({ type: 'barge-in', atMs, silentAtMs: this.#clock.nowMs() })
    const { lines, event } = cutOff(this.transcript.value, stopped)
    this.transcript.set(lines)
    this.send(event)
  }

  // State

  #decide(): void {
    const link = linkFact[this.#link.status.type]
    const readsReply = this.#options.speaker === undefined && this.#replies.active !== null && this.transcript.value.at(-1)?.role === 'assistant'
    this.state.set(
      decideState({
        link,
        userSpeaks: this.#userSpeaks,
        replyAwaited: this.#replies.awaited && !readsReply,
        replySounds: this.#replySounds || readsReply,
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

const linkFact = { closed: 'closed', opening: 'opening', open: 'open', lost: 'lost', failed: 'failed' } as const

function turnDetection(detection: unknown): WireSession {
  return { audio: { input: { turn_detection: detection } } }
}

function meanPower(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum / Math.max(1, samples.length) / 32_768 ** 2
}
