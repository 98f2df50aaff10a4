import type {
  AudioFormat,
  CapturedAudio,
  LinkQuality,
  Microphone,
  QualityStep,
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
import { Link, type LinkStatus } from './link/link.js'
import { openGlobalSocket } from './link/open-socket.js'
import { socketUrl } from './link/socket-url.js'
import { mouthShape, silentMouth } from './mouth/mouth-shape.js'
import { observable } from './observable.js'
import { firstQuality, ladder, nextQuality } from './quality/decide-step.js'
import { mergeSettings, settingAt } from './session/merge-settings.js'
import { SessionUpdates, type WireSession } from './session/session-updates.js'
import { systemClock } from './system-clock.js'
import { runTool } from './tools/tool-runner.js'
import { heardCharacters } from './transcript/heard-characters.js'
import { emptyLine, nextTranscript, patched } from './transcript/next-transcript.js'
import { nextTurnTimes, type TurnFact } from './turn-times/next-turn-times.js'
import { bytesPerSecond, formatOf } from './uplink/encoder.js'
import { Uplink } from './uplink/uplink.js'
import { VoiceFailure } from './voice-failure.js'

type WireEvent = WireMessage['event']

/** A reply that is owed and does not come is waited for no longer than this: the state must not stay at `thinking`. */
const replyLimitMs = 15_000
const lookEveryMs = 250
const pingEveryMs = 2_000

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

  readonly #options: VoiceClientOptions
  readonly #clock
  readonly #link: Link
  readonly #uplink: Uplink
  readonly #downlink: Downlink
  readonly #updates: SessionUpdates
  readonly #tools: Map<string, Tool>
  readonly #wireListeners = new Set<(message: WireMessage) => void>()
  /** What was asked for so far: a session that takes the place of a lost one begins with it. */
  #settings: WireSession
  #opened: { resolve(): void; reject(error: VoiceFailure): void } | null = null
  /** From `connect` to the end; ends the tools that still run. */
  #life: AbortController | null = null
  #userSpeaks = false
  /** Turn detection as it was before push-to-talk; null: nobody presses. */
  #beforePress: { readonly detection: unknown } | null = null
  #replyAwaited = false
  #cancelReplyLimit: (() => void) | null = null
  #replySounds = false
  #activeResponse: string | null = null
  /** Why the server said that the user has finished; told just before it says so. */
  #reason: string | null = null
  #outputs: Promise<void>[] = []
  #quality = firstQuality(0)
  #acceptedSteps: readonly QualityStep[] = ladder
  #pingSentAtMs: number | null = null
  #nextPingAtMs = 0
  #cancelLook: (() => void) | null = null
  #ids = 0

  constructor(options: VoiceClientOptions) {
    const { key, microphone, speaker } = options
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#tools = new Map(Object.entries(options.tools ?? {}))
    this.#settings = options.session ?? {}
    this.#link = new Link({
      url: socketUrl(options.url, options.model, globalThis.location),
      key: async () => (typeof key === 'function' ? await key() : (key ?? null)),
      clock: this.#clock,
      openSocket: options.openSocket ?? openGlobalSocket,
      reconnectForMs: options.reconnectForMs ?? 60_000,
      chance: Math.random,
      onEvent: (event) => this.#receive(event),
      onWire: (message) => this.#tellWire(message),
      onStatus: (status) => this.#linkChanged(status),
    })
    this.#updates = new SessionUpdates(this.#clock, (event) => this.send(event))
    this.#uplink = new Uplink({
      gate: options.gate ?? true,
      send: (event) => this.send(event),
      extended: () => this.#link.extended,
      onTraffic: (traffic) => this.traffic.set({ ...this.traffic.value, ...traffic }),
    })
    this.#downlink = new Downlink(speaker ?? null)
    if (microphone) microphone.onAudio = (audio) => this.#hear(audio)
    if (speaker) this.#watch(speaker)
  }

  async connect(): Promise<void> {
    if (this.#life) return
    this.#life = new AbortController()
    this.error.set(null)
    const opened = new Promise<void>((resolve, reject) => {
      this.#opened = { resolve, reject }
    })
    this.#link.open()
    this.#quality = firstQuality(this.#clock.nowMs())
    // The devices open beside the link: what is said before the session is there waits in the link.
    await Promise.all([opened, this.#openDevice(this.#options.microphone), this.#openDevice(this.#options.speaker)])
    this.#look()
  }

  disconnect(): void {
    this.#end(new VoiceFailure('session-ended', 'The connection was closed.'))
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
    this.#awaitReply()
  }

  interrupt(): void {
    if (this.#activeResponse) this.send({ type: 'response.cancel', response_id: this.#activeResponse })
    this.#silence()
    this.#owesNoReply()
  }

  mute(muted: boolean): void {
    this.muted.set(muted)
  }

  press(): void {
    if (this.#beforePress) return
    this.#beforePress = { detection: settingAt(this.session.value, 'audio', 'input', 'turn_detection') ?? null }
    this.interrupt()
    this.#ask(turnDetection(null))
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
    if (detection !== null) this.#ask(turnDetection(detection))
    this.#userSpeaks = false
    this.#turn({ type: 'turn-ended', atMs: this.#clock.nowMs(), reason: null })
    this.#awaitReply()
  }

  update(session: WireSession): Promise<WireSession> {
    this.#settings = mergeSettings(this.#settings, session)
    return this.#updates.ask(session)
  }

  addTool(name: string, tool: Tool): void {
    this.#tools.set(name, tool)
    if (this.#link.status.type === 'open') this.#ask({ tools: this.#wireTools() })
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
    if (status.type === 'open' && status.session !== 'resumed') this.#begin(status.session === 'replaced')
    if (status.type === 'open' && this.error.value?.code === 'link-lost') this.error.set(null)
    // The answer to a ping that a lost link swallowed comes with the rest when the session goes on; its time says nothing.
    if (status.type === 'lost') this.#pingSentAtMs = null
    if (status.type === 'lost') this.error.set(new VoiceFailure('link-lost', 'The connection was lost. Trying again; what you say is kept.'))
    if (status.type === 'failed') {
      const told = this.error.value
      const failure = status.failure.code === 'link-refused' && told?.code === 'server-error' ? told : status.failure
      this.error.set(failure)
      this.#opened?.reject(status.failure)
      this.#end(status.failure)
    }
    this.#decide()
  }

  /** A session that knows nothing yet is told its settings and, where it takes the place of another, what was said. */
  #begin(again: boolean): void {
    const tools = this.#wireTools()
    const settings = mergeSettings(this.#settings, tools.length > 0 ? { tools } : {})
    if (Object.keys(settings).length > 0) this.#ask(settings)
    this.#opened?.resolve()
    if (!again) return
    this.#owesNoReply()
    this.#activeResponse = null
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
    this.#cancelLook?.()
    this.#owesNoReply()
    this.#updates.abandon(failure)
    this.#options.microphone?.close()
    this.#options.speaker?.close()
    this.#userSpeaks = false
    this.#replySounds = false
    this.#activeResponse = null
  }

  #tellWire(message: WireMessage): void {
    for (const listener of [...this.#wireListeners]) listener(message)
  }

  // What the server says

  #receive(event: WireEvent): void {
    const nowMs = this.#clock.nowMs()
    this.transcript.set(nextTranscript(this.transcript.value, event))
    switch (event.type) {
      case 'session.created':
        this.session.set(event.session as WireSession)
        break
      case 'session.updated':
        this.session.set(event.session as WireSession)
        this.#updates.accepted(event.session as WireSession)
        break
      case 'sidetone.session.resumable':
        this.#ask({ include: ['sidetone.turn.decision'] })
        break
      case 'sidetone.pong':
        this.#pong(nowMs)
        break
      case 'sidetone.turn.decision':
        if (event.decision === 'user_finished') this.#reason = String(event.reason)
        break
      case 'input_audio_buffer.speech_started':
        this.#userSpeaks = true
        this.#owesNoReply()
        if (settingAt(this.session.value, 'audio', 'input', 'turn_detection', 'interrupt_response') !== false) this.#silence()
        break
      case 'input_audio_buffer.speech_stopped':
        this.#userSpeaks = false
        this.#turn({ type: 'turn-ended', atMs: nowMs, reason: this.#reason })
        this.#reason = null
        if (settingAt(this.session.value, 'audio', 'input', 'turn_detection', 'create_response') !== false) this.#awaitReply()
        break
      case 'conversation.item.input_audio_transcription.completed':
        this.#turn({ type: 'transcribed', atMs: nowMs })
        // A turn in which nothing was said may get no answer.
        if (event.transcript === '' && this.#activeResponse === null) this.#owesNoReply()
        break
      case 'response.created':
        this.#replyBegins(event.response as WireResponse, nowMs)
        break
      case 'response.output_audio.delta':
        this.#turn({ type: 'first-audio', atMs: nowMs })
        this.traffic.set({ ...this.traffic.value, receivedBytes: this.traffic.value.receivedBytes + String(event.delta).length })
        this.#downlink.audio(String(event.response_id), String(event.item_id), Number(event.content_index), String(event.delta))
        break
      case 'response.output_audio.done':
        this.#downlink.end(String(event.item_id), Number(event.content_index))
        break
      case 'response.output_item.done':
        this.#callIfAny(event.item as WireCall)
        break
      case 'response.done':
        this.#replyEnds(event.response as WireResponse)
        break
      case 'conversation.item.truncated':
        // The server knows best which words were heard.
        this.send({ type: 'conversation.item.retrieve', item_id: event.item_id })
        break
      case 'error':
        this.#refused(event)
        break
    }
    this.#decide()
  }

  #replyBegins(response: WireResponse, nowMs: number): void {
    if (response.conversation_id === null) return
    this.#activeResponse = response.id
    this.#downlink.begin(response.id, response.audio?.output?.format)
    this.#turn({ type: 'response-created', atMs: nowMs })
    this.#awaitReply()
  }

  #replyEnds(response: WireResponse): void {
    if (response.id !== this.#activeResponse) return
    this.#activeResponse = null
    if (response.status === 'failed') {
      const message = response.status_details?.error?.message ?? 'The reply failed.'
      this.error.set(new VoiceFailure('server-error', message, { wire: response as unknown as WireSession }))
    }
    const speaks = response.output.some(({ type }) => type === 'message') && this.#options.speaker !== undefined && response.status === 'completed'
    const outputs = this.#outputs
    this.#outputs = []
    if (outputs.length > 0 && response.status === 'completed') {
      // The model is asked to go on when every tool has answered.
      void Promise.all(outputs).then(() => {
        if (this.#life) this.send({ type: 'response.create' })
      })
      this.#awaitReply()
    } else if (!speaks || this.#replySounds) this.#owesNoReply()
  }

  #callIfAny(item: WireCall): void {
    const { signal } = this.#life ?? {}
    if (item.type !== 'function_call' || item.status !== 'completed' || !signal || !this.#tools.has(item.name)) return
    const run = runTool(this.#tools, { callId: item.call_id, name: item.name, arguments: item.arguments }, signal)
    this.#outputs.push(
      run.then(({ callId, output, failure }) => {
        if (failure) this.error.set(new VoiceFailure('tool-failed', `The tool ${failure.name} failed.`, { cause: failure.cause }))
        if (!signal.aborted) this.send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: callId, output } })
      }),
    )
  }

  #refused(event: WireEvent): void {
    const wire = event.error as { readonly message?: string; readonly event_id?: unknown }
    const failure = new VoiceFailure('server-error', wire.message ?? 'The server reported an error.', { wire: event })
    if (!this.#updates.refused(wire.event_id, failure)) this.error.set(failure)
  }

  #ask(session: WireSession): void {
    this.#updates.ask(session).catch((failure) => this.error.set(failure))
  }

  #wireTools(): readonly WireSession[] {
    return [...this.#tools].map(([name, { description, parameters }]) => ({ type: 'function', name, description, parameters }))
  }

  // Ears and mouth

  async #openDevice(device: Microphone | Speaker | undefined): Promise<void> {
    try {
      await device?.open(this.#clock)
    } catch (error) {
      // Typing goes on without it.
      this.error.set(error as VoiceError)
    }
  }

  #hear(audio: CapturedAudio): void {
    this.levels.set({ ...this.levels.value, microphone: this.muted.value ? 0 : levelOf(audio.samples) })
    const mode = this.muted.value ? 'muted' : this.#beforePress ? 'open' : 'gated'
    this.#uplink.take(audio, mode, this.#userSpeaks)
  }

  #watch(speaker: Speaker): void {
    speaker.onSound = ({ type, atMs }) => {
      this.#replySounds = type === 'started'
      if (type === 'started') {
        this.#owesNoReply()
        this.#turn({ type: 'heard', atMs })
      }
      if (type === 'drained') this.#turn({ type: 'heard-all', atMs })
      this.#decide()
    }
    speaker.onLevel = (level, spectrum) => {
      this.levels.set({ ...this.levels.value, speaker: level })
      this.mouth.set(mouthShape(level, spectrum))
    }
  }

  /** Stops what sounds and tells the server how much of it was heard. */
  #silence(): void {
    const atMs = this.#clock.nowMs()
    const stopped = this.#downlink.flush()
    this.#replySounds = false
    this.mouth.set(silentMouth)
    if (!stopped) return
    const { itemId, contentIndex, totalMs } = stopped
    const playedMs = Math.floor(Math.min(stopped.playedMs, totalMs))
    this.#turn({ type: 'barge-in', atMs, silentAtMs: this.#clock.nowMs() })
    this.transcript.set(
      patched(this.transcript.value, itemId, (line) => ({ ...line, cutOff: true, heardCharacters: heardCharacters(line.text, playedMs, totalMs) })),
    )
    // A cut at 0 is refused by some servers: what nobody heard never was.
    if (playedMs > 0) this.send({ type: 'conversation.item.truncate', item_id: itemId, content_index: contentIndex, audio_end_ms: playedMs })
    else this.send({ type: 'conversation.item.delete', item_id: itemId })
  }

  // State

  #awaitReply(): void {
    this.#replyAwaited = !this.#replySounds
    this.#cancelReplyLimit?.()
    this.#cancelReplyLimit = this.#clock.after(replyLimitMs, () => {
      this.#owesNoReply()
      this.#decide()
    })
    this.#decide()
  }

  #owesNoReply(): void {
    this.#replyAwaited = false
    this.#cancelReplyLimit?.()
    this.#cancelReplyLimit = null
  }

  #decide(): void {
    const link = linkFact[this.#link.status.type]
    const readsReply = this.#options.speaker === undefined && this.#activeResponse !== null && this.transcript.value.at(-1)?.role === 'assistant'
    this.state.set(
      decideState({
        link,
        userSpeaks: this.#userSpeaks,
        replyAwaited: this.#replyAwaited && !readsReply,
        replySounds: this.#replySounds || readsReply,
      }),
    )
  }

  #turn(fact: TurnFact): void {
    this.turns.set(nextTurnTimes(this.turns.value, fact, this.#uplink.lastSoundAtMs))
  }

  // The line's quality

  #look(): void {
    if (!this.#life) return
    this.#cancelLook = this.#clock.after(lookEveryMs, () => this.#look())
    if (this.#link.status.type !== 'open') return
    const nowMs = this.#clock.nowMs()
    const queuedBytes = this.#link.queuedBytes
    const { step } = this.#uplink
    const queuedMs = (queuedBytes / ((bytesPerSecond[step] * 4) / 3)) * 1_000
    const waitingMs = this.#pingSentAtMs === null ? 0 : nowMs - this.#pingSentAtMs
    const roundTripMs = waitingMs > (this.quality.value.roundTripMs ?? 0) ? waitingMs : this.quality.value.roundTripMs
    const buffer = this.#options.speaker?.buffer()
    this.quality.set({ step, roundTripMs: this.quality.value.roundTripMs, queuedBytes, jitterMs: buffer?.jitterMs ?? 0, bufferMs: buffer?.targetMs ?? 0 })
    this.#ping(nowMs)
    if (this.#options.adaptQuality === false) return
    const before = this.#quality.step
    this.#quality = nextQuality(this.#quality, { queuedMs, roundTripMs }, nowMs, this.#acceptedSteps)
    if (this.#quality.step !== before) void this.#changeStep(before, this.#quality.step)
  }

  #ping(nowMs: number): void {
    if (!this.#link.extended || this.#pingSentAtMs !== null || nowMs < this.#nextPingAtMs) return
    this.#pingSentAtMs = nowMs
    this.send({ type: 'sidetone.ping', received_messages: this.#link.receivedMessages })
  }

  #pong(nowMs: number): void {
    if (this.#pingSentAtMs === null) return
    const measuredMs = nowMs - this.#pingSentAtMs
    const before = this.quality.value.roundTripMs
    this.quality.set({ ...this.quality.value, roundTripMs: before === null ? measuredMs : before + (measuredMs - before) / 4 })
    this.#pingSentAtMs = null
    this.#nextPingAtMs = nowMs + pingEveryMs
  }

  /** Both directions change at one place in the stream; audio waits meanwhile, so that none is read in the wrong format. */
  async #changeStep(before: QualityStep, step: QualityStep): Promise<void> {
    this.#uplink.hold()
    try {
      const format = formatOf[step]
      await this.#updates.ask({ audio: { input: { format }, output: { format } } })
      this.#settings = mergeSettings(this.#settings, { audio: { input: { format }, output: { format } } })
      this.#uplink.release(step)
    } catch {
      // This server does not take the format: it is not asked for it again.
      this.#acceptedSteps = this.#acceptedSteps.filter((each) => each !== step)
      this.#quality = { ...this.#quality, step: before }
      this.#uplink.release(before)
    }
  }

  /** Ids may have 32 characters. */
  #mint(): string {
    return `c${this.#clock.nowMs().toString(36).replace('.', '')}${(++this.#ids).toString(36)}`.slice(0, 24)
  }
}

interface WireResponse {
  readonly id: string
  readonly status: string
  readonly conversation_id?: string | null
  readonly output: readonly { readonly type: string }[]
  readonly audio?: { readonly output?: { readonly format?: AudioFormat } }
  readonly status_details?: { readonly error?: { readonly message?: string } } | null
}

interface WireCall {
  readonly type: string
  readonly status: string
  readonly call_id: string
  readonly name: string
  readonly arguments: string
}

const linkFact = { closed: 'closed', opening: 'opening', open: 'open', lost: 'lost', failed: 'failed' } as const

function turnDetection(detection: unknown): WireSession {
  return { audio: { input: { turn_detection: detection } } }
}

/** From 0 (silence) to 1: 60 dB below full scale and less is 0. */
function levelOf(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const dbfs = 10 * Math.log10(sum / Math.max(1, samples.length) / 32_768 ** 2 + 1e-12)
  return Math.min(1, Math.max(0, (dbfs + 60) / 60))
}
