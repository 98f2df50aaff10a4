/**
 * What an application sees of a voice client, and what its exchangeable parts (microphone, speaker, link) promise one another.
 * Times are milliseconds, audio is mono. Nothing here needs a browser.
 */

/**
 * - `idle`: not connected, nothing is on.
 * - `connecting`: the link is being opened; the microphone may be on already, and what is said is kept.
 * - `listening`: connected, nobody speaks.
 * - `hearing`: the user is being heard.
 * - `thinking`: the user has finished, no sound of the reply yet.
 * - `speaking`: the reply is being heard (by the played position, not by what has arrived).
 * - `reconnecting`: the link was lost; what is said and typed is kept.
 * - `failed`: it will not come back by itself; `error` says why and what to do.
 */
export type VoiceState = 'idle' | 'connecting' | 'listening' | 'hearing' | 'thinking' | 'speaking' | 'reconnecting' | 'failed'

/** One value that changes. `subscribe` calls at each change, not at once; it returns what ends the subscription. */
export interface Observable<Value> {
  readonly value: Value
  subscribe(listener: (value: Value) => void): () => void
}

/**
 * What became of a conversation that an earlier page kept in the `store`.
 * - `none`: there was none.
 * - `kept`: the transcript shows it, and `connect` goes on with it.
 * - `resumed`: it goes on.
 * - `gone`: the server no longer had it, or what was kept cannot be read; what `connect` began is a new one.
 */
export type Continuation = 'none' | 'kept' | 'resumed' | 'gone'

/** What went wrong, in sentences for a person. `code` is stable; `repair` says what to do, where something can be done. */
export interface VoiceError {
  readonly code:
    | 'microphone-denied'
    | 'microphone-missing'
    | 'microphone-busy'
    | 'microphone-insecure-page'
    | 'speaker-blocked'
    | 'speaker-missing'
    | 'link-refused'
    | 'link-lost'
    | 'session-ended'
    | 'server-error'
    | 'tool-failed'
    | 'wire-error'
  readonly message: string
  readonly repair: string | null
  /** The error event of the wire, where there was one. */
  readonly wire: Readonly<Record<string, unknown>> | null
}

/** One line of the conversation, in its order. */
export interface TranscriptLine {
  readonly itemId: string
  readonly role: 'user' | 'assistant' | 'system' | 'tool'
  /** What was said so far. For an assistant: what was told, whether it was heard or not. */
  readonly text: string
  /** `partial`: still changing. `final`: settled. */
  readonly status: 'partial' | 'final'
  /** Of an assistant: the number of characters of `text` that were heard; less than all behind an interruption. null: does not apply. */
  readonly heardCharacters: number | null
  /** It was cut off: what is behind `heardCharacters` was never heard. */
  readonly cutOff: boolean
  /** Words that were understood in another way while the line was partial, in the order of the text. */
  readonly corrections: readonly Correction[]
  readonly by: 'voice' | 'text' | 'tool'
}

/** A part of a line's text that stands where other words, or none, stood before. */
export interface Correction {
  readonly fromCharacter: number
  readonly toCharacter: number
  /** What had been understood; empty: nothing. */
  readonly before: string
}

/** A tool of the application. It gets the arguments of the call and returns what the model is told (a string, or anything that JSON can hold). */
export interface Tool<Arguments = Record<string, unknown>> {
  readonly description: string
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>
  run(args: Arguments, call: { readonly callId: string; readonly signal: AbortSignal }): Promise<unknown> | unknown
}

/** Audio as the wire names it. */
export type AudioFormat =
  | { readonly type: 'audio/pcm'; readonly rate: 24_000 | 16_000 | 8_000 }
  | { readonly type: 'audio/pcmu' }
  | { readonly type: 'audio/pcma' }

/** One step of the quality ladder, best first: PCM at 24 kHz, PCM at 16 kHz, G.711 at 8 kHz. */
export type QualityStep = 'pcm-24k' | 'pcm-16k' | 'g711-8k'

export interface LinkQuality {
  readonly step: QualityStep
  /** Round trip, smoothed; null before the first measure. */
  readonly roundTripMs: number | null
  /** Bytes that wait to leave. */
  readonly queuedBytes: number
  readonly jitterMs: number
  /** Depth that the jitter buffer aims at. */
  readonly bufferMs: number
}

export interface Traffic {
  readonly sentBytes: number
  /** Audio that was held back because nobody spoke. */
  readonly savedBytes: number
  readonly receivedBytes: number
  /** Seconds of user audio sent and held back; at a price per minute they are money. */
  readonly sentSeconds: number
  readonly savedSeconds: number
}

/** Levels for a picture: 0 (silence) to 1. */
export interface Levels {
  readonly microphone: number
  readonly speaker: number
}

/** The mouth of an avatar: one of the fifteen visemes of the Oculus set, and how far it is open, 0 to 1. */
export interface MouthShape {
  readonly viseme: 'sil' | 'PP' | 'FF' | 'TH' | 'DD' | 'kk' | 'CH' | 'SS' | 'nn' | 'RR' | 'aa' | 'E' | 'ih' | 'oh' | 'ou'
  readonly weight: number
}

/** One turn, by the client's own clock: what a person experiences. null: has not happened, or is not told by this server. */
export interface TurnTimes {
  readonly turn: number
  /** Last sound of the user, as heard by this microphone. */
  readonly speechEndAtMs: number | null
  /** The server said that the user has finished. */
  readonly turnEndAtMs: number | null
  readonly transcriptAtMs: number | null
  readonly responseCreatedAtMs: number | null
  readonly firstAudioAtMs: number | null
  /** The first sound of the reply leaves the speaker. */
  readonly firstHeardAtMs: number | null
  readonly lastHeardAtMs: number | null
  /** The user began to speak over the reply; the speaker was silent. */
  readonly bargeInAtMs: number | null
  readonly silentAtMs: number | null
  /** Why the server decided, where it tells (`sidetone.turn.decision`). */
  readonly reason: string | null
}

export interface WireMessage {
  readonly direction: 'sent' | 'received'
  readonly atMs: number
  readonly event: Readonly<Record<string, unknown>> & { readonly type: string }
}

export interface VoiceClientOptions {
  /** `ws(s)://HOST/v1/realtime`, or the `http(s)://HOST` of a server; of a page: default is the page's own host. */
  readonly url?: string
  readonly model?: string
  /** A key, or what fetches a short-lived one before each connection; an empty one is none. Browsers send it as a subprotocol. */
  readonly key?: string | (() => Promise<string>)
  /** Settings in the wire's own words, as `session` of `session.update`. */
  readonly session?: Readonly<Record<string, unknown>>
  readonly tools?: Readonly<Record<string, Tool>>
  /** Left out: none, and the user types. In a page: `browserMicrophone()`. */
  readonly microphone?: Microphone
  /** Left out: replies are read, not heard. In a page: `browserSpeaker()`. */
  readonly speaker?: Speaker
  /** Hold back audio while nobody speaks; an observable may change its mind. Default: true. */
  readonly gate?: boolean | Observable<boolean>
  /** What tells voice from the rest for the gate, packet by packet; a model where the application brings one. Default: level against the level of the room. */
  readonly voiceActivity?: VoiceActivity
  /** Step down and up with the network. Default: true. */
  readonly adaptQuality?: boolean
  /** How long a lost link is tried again before `failed`. Default: 60 s. */
  readonly reconnectForMs?: number
  /** Where the conversation is kept for the page that comes next. In a page: `browserStore()`. One store is for one client. Left out: who loads the page again begins anew. */
  readonly store?: ConversationStore
  /** Where time and sockets come from, for tests and for Node without a global WebSocket. */
  readonly clock?: Clock
  readonly openSocket?: OpenSocket
}

export interface VoiceClient {
  readonly state: Observable<VoiceState>
  readonly transcript: Observable<readonly TranscriptLine[]>
  readonly error: Observable<VoiceError | null>
  readonly muted: Observable<boolean>
  readonly levels: Observable<Levels>
  readonly mouth: Observable<MouthShape>
  readonly quality: Observable<LinkQuality>
  readonly traffic: Observable<Traffic>
  readonly turns: Observable<readonly TurnTimes[]>
  /** The session as the server last told it, in the wire's words. */
  readonly session: Observable<Readonly<Record<string, unknown>> | null>

  readonly continuation: Observable<Continuation>

  /**
   * Goes on with the conversation that was kept, or begins a new one, with an empty transcript; `continuation` says which. Opens microphone and link together;
   * resolves when the session is there. A microphone that fails leaves `error` and a session to type in.
   */
  connect(): Promise<void>
  /** Ends the session for good; nothing of it stays kept. Idempotent. */
  disconnect(): void
  /** Types a line: it becomes a user's message, and is answered. While the link is lost it waits. */
  say(text: string): void
  /** Stops the reply that is being heard, as speech over it would. */
  interrupt(): void
  mute(muted: boolean): void
  /** Push-to-talk: `press` interrupts and listens, `release` ends the turn. Turn detection is off in between. */
  press(): void
  release(): void
  /** Changes settings in the wire's words; resolves with the session as the server then tells it, rejects with its error. Without a connection they are kept for the next one. */
  update(session: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>
  addTool(name: string, tool: Tool): void
  removeTool(name: string): void
  /** Every message in both directions, as it happens. Returns what ends it. */
  onWire(listener: (message: WireMessage) => void): () => void
  /** Sends any event of the wire as it is. */
  send(event: { readonly type: string; readonly [field: string]: unknown }): void
  /** Another client of the same server, with the same key, model and clock: a session of its own, not yet connected. */
  beside(options?: Omit<VoiceClientOptions, 'url' | 'model' | 'key' | 'clock' | 'openSocket'>): VoiceClient
}

/** Where time comes from. */
export interface Clock {
  nowMs(): number
  /** Returns what cancels it. */
  after(ms: number, act: () => void): () => void
}

/**
 * Keeps one text from one page, or process, to the next. It holds what was said and the token with which the session is resumed, and no key: who reads it may go
 * on with the conversation. It has a million characters at most.
 */
export interface ConversationStore {
  /** What was written last; null: nothing. */
  read(): string | null
  write(kept: string): void
  clear(): void
  /** Set by the client. Call it when the conversation has to be written: at the latest before the page goes. */
  onLeave: (() => void) | null
}

/** A socket as browsers and `ws` have it, in the least that is needed. */
export interface Socket {
  send(message: string): void
  close(code?: number, reason?: string): void
  readonly bufferedAmount: number
  onopen: (() => void) | null
  onmessage: ((message: { readonly data: unknown }) => void) | null
  onclose: ((closing: { readonly code: number; readonly reason: string }) => void) | null
  onerror: (() => void) | null
}

/** Opens a socket. `protocols` carry the key where headers cannot. */
export type OpenSocket = (url: string, protocols: readonly string[], key: string | null) => Socket

export interface CapturedAudio {
  /** PCM16 samples, 20 ms of them (more behind a stall). */
  readonly samples: Int16Array
  readonly sampleRateHz: number
  /** When the first sample was captured, on the client's clock. */
  readonly atMs: number
}

/** It is asked for each packet, in their order, and must not wait. */
export interface VoiceActivity {
  isVoice(samples: Int16Array, sampleRateHz: number): boolean
}

export interface Microphone {
  /** Asks for permission and opens the device; rejects with a `VoiceError`. Audio comes from then on. */
  open(clock: Clock): Promise<void>
  close(): void
  onAudio: ((audio: CapturedAudio) => void) | null
  /** The device went away or came back, or another was chosen. */
  onDeviceChange: ((devices: readonly AudioDevice[], current: string | null) => void) | null
  /** No device is left while it was open; when one comes, it goes on with that. */
  onFailure?: ((error: VoiceError) => void) | null
  devices(): Promise<readonly AudioDevice[]>
  /** Goes on with another device, without a break in what is captured so far. */
  choose(deviceId: string): Promise<void>
  setGain(gain: number): void
}

export interface AudioDevice {
  readonly id: string
  readonly label: string
}

/** Where the speaker is in one part of one item. */
export interface PlayedPosition {
  readonly itemId: string
  readonly contentIndex: number
  /** Audio of this part that has left the speaker. */
  readonly playedMs: number
}

export interface Speaker {
  /** Makes ready to sound; rejects with a `VoiceError` when the page may not yet, and may be asked again then. */
  open(clock: Clock): Promise<void>
  close(): void
  /** Appends audio of one part; parts play in the order in which they first came. */
  play(itemId: string, contentIndex: number, samples: Int16Array, sampleRateHz: number): void
  /** No more audio of this part will come. */
  end(itemId: string, contentIndex: number): void
  /** Drops what has not sounded, with a fade of 10 ms, and says where it stopped (at 0 when audio waited and none had sounded); null when there was nothing. */
  flush(): PlayedPosition | null
  position(): PlayedPosition | null
  /** A part begins or stops to sound (`drained`: all of it was heard). */
  onSound: ((event: { readonly type: 'started' | 'drained' | 'flushed'; readonly position: PlayedPosition; readonly atMs: number }) => void) | null
  /**
   * Level 0 to 1 and spectrum of what sounds now, for pictures and mouths; about 30 times a second while something sounds. The spectrum is the amplitude, 0 to 1,
   * of 64 bands of 125 Hz from 0 to 8 kHz; it is lent for the call.
   */
  onLevel: ((level: number, spectrum: Float32Array) => void) | null
  /** Its device went away while it was open, and no other takes over; when one comes, it does. */
  onFailure?: ((error: VoiceError) => void) | null
  buffer(): { readonly depthMs: number; readonly targetMs: number; readonly jitterMs: number; readonly clicks: number }
  devices(): Promise<readonly AudioDevice[]>
  choose(deviceId: string): Promise<void>
  setVolume(volume: number): void
}
