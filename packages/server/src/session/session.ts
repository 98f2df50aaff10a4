import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Command, durationMs, type ErrorCode, type ItemId, limits, type ReplyId, type SessionEvent, SidetoneError } from '@sidetone/protocol'
import type { Clock, Timer } from '../lib/clock.js'
import { AsyncQueue } from '../lib/queue.js'
import type { CreateListener, HeardWords, Listener, ListeningSettings, VoiceActivity } from '../listening/contract.js'
import type { Pace, Speak, SpeakingSettings } from '../speaking/contract.js'
import type { Summarise, SummaryRequest, Think, ThinkingRequest } from '../thinking/contract.js'
import type { OpenToolServers } from '../tools/contract.js'
import {
  type DecideTurn,
  type InterruptionEvidence,
  type InterruptionVerdict,
  type JudgeInterruption,
  type TurnDecision,
  type UserFloor,
  untouchedFloor,
} from '../turns/contract.js'
import type { Effect, Input, TimerName } from './contract.js'
import { decide } from './decide.js'
import { describeFailure } from './describe-failure.js'
import { carefulLeadMs } from './end-reply.js'
import { foreseeReply } from './foresee-reply.js'
import { InterruptionWatch, toldEvidence } from './interruption-watch.js'
import { ItemAudio } from './item-audio.js'
import { listeningSettings } from './on-command.js'
import { ServerWork } from './server-work.js'
import { mayInterrupt } from './session-kinds.js'
import { initialState, type SessionOpening, type SessionState } from './state.js'

/** The four stages that a session is made of. A session knows their contracts only. */
export interface Stages {
  readonly createListener: CreateListener
  readonly decideTurn: DecideTurn
  readonly judgeInterruption: JudgeInterruption
  readonly think: Think
  readonly speak: Speak
  readonly summarise: Summarise
  readonly createPace: () => Pace
  readonly openToolServers: OpenToolServers
  /** Begins a reply in secret: `think` and `speak` hand over what was begun when they are asked for the same. Thrown away when the signal aborts. */
  readonly rehearse?: (request: ThinkingRequest, speaking: SpeakingSettings, signal: AbortSignal) => void
}

export interface SessionOptions extends SessionOpening {
  readonly stages: Stages
  readonly clock: Clock
  /** Hears every event in order. Audio in an event is borrowed for the call. */
  readonly emit: (event: SessionEvent) => void
}

/** A third of a second of 24 kHz PCM16: two milliseconds of work. */
const pieceBytes = 16_384

/** One speech of a reply: text goes in while audio comes out. */
interface Speech {
  readonly text: AsyncQueue<string>
  readonly pace: Pace
}

interface RunningReply {
  readonly controller: AbortController
  readonly speeches: Map<ItemId, Speech>
}

/** A reply begun in secret, for the words that it answers. */
interface Rehearsal {
  readonly words: HeardWords
  readonly controller: AbortController
}

/** Turns that are expected to go on are not worth a reply in secret. */
export const mostQuietToRehearseMs = 600

/**
 * The thin shell around `decide`: performs effects in order, feeds facts back as inputs, and decides nothing itself.
 * Audio takes the fast lane: from `receive` to the listener by method call.
 */
export class Session {
  readonly #options: SessionOptions
  readonly #listener: Listener
  readonly #watch: InterruptionWatch
  readonly #replies = new Map<ReplyId, RunningReply>()
  readonly #serverWork: ServerWork
  readonly #timers = new Map<TimerName, Timer>()
  readonly #ended = new AbortController()
  readonly #inbox: Input[] = []
  readonly #itemAudio = new ItemAudio(limits.itemAudioBytes)
  #summary: AbortController | null = null
  #state: SessionState
  #floor: UserFloor = untouchedFloor
  #activity: VoiceActivity | null = null
  #words: HeardWords | null = null
  #rehearsal: Rehearsal | null = null
  /** Audio before this place belongs to an earlier turn. */
  #committedMs = 0
  /** Voice before this place was decided to be no turn. */
  #floorFromMs = 0
  #audioMs = 0
  /** Sound beside the messages is being dropped. */
  #isFull = false
  #busy = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#state = initialState(options)
    this.#listener = options.stages.createListener(
      (activity) => this.#onActivity(activity),
      listeningSettings(options.settings),
      (words) => this.#onWords(words),
      (text) => this.#feed({ type: 'words-settled', text }),
    )
    this.#serverWork = new ServerWork(options.stages.openToolServers(), (input) => this.#feed(input))
    this.#watch = new InterruptionWatch({
      listener: this.#listener,
      judge: options.stages.judgeInterruption,
      onVerdict: (verdict, evidence) => this.#onVerdict(verdict, evidence),
    })
  }

  get state(): SessionState {
    return this.#state
  }

  open(): void {
    this.#feed({ type: 'opened' })
  }

  /** Null: it is done. A promise: much audio is listened to piece by piece, so that other sessions are served meanwhile; the next command has to wait for it. */
  receive(command: Command): Promise<void> | null {
    if (this.#state.life !== 'open') return null
    if (command.type === 'append-audio') {
      if (this.#state.sound === 'in-messages') return this.#append(command)
      this.#feed({ type: 'append-refused', commandId: command.commandId ?? null, because: 'beside' })
      return null
    }
    this.#feed({ type: 'command', command, bufferedMs: this.#listener.bufferedMs() })
    return null
  }

  /** Sound that comes beside the messages, in real time. What is more than may wait to be committed is told once and dropped. */
  hear(borrowed: Uint8Array): void {
    if (this.#state.life !== 'open') return
    const wasFull = this.#isFull
    this.#isFull = this.#wouldOverflow(borrowed)
    if (!this.#isFull) this.#listen(borrowed)
    else if (!wasFull) this.#feed({ type: 'append-refused', commandId: null, because: 'full' })
  }

  /** The link is gone. Idempotent. */
  close(): void {
    this.#feed({ type: 'link-lost' })
  }

  #append({ audio, commandId }: Command & { type: 'append-audio' }): Promise<void> | null {
    if (this.#wouldOverflow(audio)) {
      this.#feed({ type: 'append-refused', commandId: commandId ?? null, because: 'full' })
      return null
    }
    return this.#listen(audio)
  }

  #afterMs(audio: Uint8Array): number {
    return this.#listener.bufferedMs() + durationMs(this.#state.settings.inputFormat, audio.length)
  }

  #wouldOverflow(audio: Uint8Array): boolean {
    return this.#afterMs(audio) > limits.inputBufferMs
  }

  #listen(audio: Uint8Array): Promise<void> | null {
    // Before anything is made of it: what is committed meanwhile may hold some of it.
    this.#itemAudio.receive(audio, this.#state.settings.inputFormat, this.#afterMs(audio))
    if (audio.length > pieceBytes) return this.#listenInPieces(this.#listener, audio)
    this.#listener.append(audio)
    return null
  }

  async #listenInPieces(listener: Listener, audio: Uint8Array): Promise<void> {
    for (let from = 0; from < audio.length && !this.#ended.signal.aborted; from += pieceBytes) {
      listener.append(audio.subarray(from, from + pieceBytes))
      await nextTurn()
    }
  }

  #onActivity(activity: VoiceActivity): void {
    this.#audioMs = activity.audioMs
    this.#activity = activity
    this.#limitLead()
    this.#decideTurn(activity)
  }

  /** Where a reply may be held, little of it is on its way while there is a sound that may become a voice. Rule I2. */
  #limitLead(): void {
    const speeches = [...this.#replies.values()].flatMap((reply) => [...reply.speeches.values()])
    if (speeches.length === 0) return
    const { kind, settings } = this.#state
    const mayHold = settings.turnDetection?.kind === 'semantic-vad' && mayInterrupt(kind, settings.turnDetection)
    const mostLeadMs = mayHold && this.#listener.hasSound() ? carefulLeadMs : Number.POSITIVE_INFINITY
    for (const { pace } of speeches) pace.limitLead(mostLeadMs)
  }

  /** Words come between frames: the evidence has changed, so the decision is asked for again. */
  #onWords(words: HeardWords): void {
    this.#words = words
    if (this.#activity) this.#decideTurn(this.#activity)
  }

  #decideTurn(activity: VoiceActivity): void {
    const { turnDetection } = this.#state.settings
    if (turnDetection === null) return
    // Voice that began in a turn that was committed meanwhile starts the next turn where that one ended.
    const voiceStartMs = activity.voiceStartMs === null ? null : Math.max(activity.voiceStartMs, this.#committedMs, this.#floorFromMs)
    const heard = this.#wordsBeforeQuiet(activity)
    const evidence = { ...activity, voiceStartMs, words: heard?.text ?? null, prosody: heard?.prosody ?? null }
    const { floor, decision, neededQuietMs } = this.#options.stages.decideTurn(this.#floor, evidence, turnDetection)
    const before = this.#floor
    // Speech over a reply is judged before it can be a turn; the decision is asked for again with the next frame.
    const suspected = this.#state.user.phase === 'suspected'
    const decided = suspected && decision?.type === 'user-finished' ? null : decision
    if (decided === decision) this.#floor = floor
    if (heard === null && activity.quietMs !== null && !activity.voice) this.#endRehearsal('The user went on.')
    if (turnDetection.kind === 'semantic-vad' && !suspected && heard?.whole && neededQuietMs !== null && neededQuietMs <= mostQuietToRehearseMs)
      this.#rehearse(heard)
    if (decided) this.#follow(decided, before, activity)
    if (this.#state.user.phase === 'suspected' && this.#floor.phase === 'speaking') {
      const speech = { sinceMs: this.#floor.sinceMs, replyMs: this.#state.user.replyMs }
      this.#watch.observe(activity, speech, this.#state.settings.transcription?.language ?? null)
    }
  }

  #follow(decision: TurnDecision, before: UserFloor, activity: VoiceActivity): void {
    if (decision.type === 'user-started') this.#endRehearsal('The user began to speak.')
    else if (before.phase === 'speaking' && this.#state.user.phase === 'speaking') this.#watch.learnLevel(before.sinceMs)
    const { type, reason, words = null } = decision
    this.#feed({ type: 'turn-decided', decision: type, reason, evidence: decision.evidence ?? {}, words, audioMs: activity.audioMs })
    if (decision.type === 'user-started') this.#feed({ ...decision, audioStartMs: Math.max(decision.audioStartMs, this.#committedMs) })
    else this.#feed(decision)
  }

  #onVerdict(verdict: InterruptionVerdict, weighed: InterruptionEvidence): void {
    const { user } = this.#state
    // Only what changes something is an input.
    if (user.phase !== 'suspected' || (verdict.type === 'wait' && (!user.held || verdict.reply === 'held'))) return
    if (verdict.type !== 'wait') {
      const words = weighed.looks.at(-1)?.text ?? null
      const evidence = toldEvidence(weighed)
      const decision = verdict.type === 'yield' ? 'interruption' : 'no-interruption'
      this.#feed({ type: 'turn-decided', decision, reason: verdict.reason, evidence, words, audioMs: this.#audioMs })
    }
    this.#feed({ type: 'speech-judged', verdict })
  }

  /** Nothing of it is visible until the decision falls; then the same request takes over what was begun. */
  #rehearse(words: HeardWords): void {
    if (this.#rehearsal?.words === words || !this.#options.stages.rehearse || words.text.trim() === '') return
    this.#endRehearsal('There are other words.')
    const reply = foreseeReply(this.#state, words.text.trim(), this.#audioMs, this.#options.clock.nowMs())
    const controller = new AbortController()
    this.#rehearsal = { words, controller }
    if (reply) this.#options.stages.rehearse(reply.request, reply.speaking, controller.signal)
  }

  #endRehearsal(reason: string): void {
    this.#rehearsal?.controller.abort(new Error(reason))
    this.#rehearsal = null
  }

  /** Words that cover all voice before the present quiet; they say nothing of a turn that was committed since. */
  #wordsBeforeQuiet({ audioMs, quietMs }: VoiceActivity): HeardWords | null {
    if (this.#words === null || quietMs === null || this.#words.toMs <= this.#committedMs) return null
    return audioMs - quietMs <= this.#words.toMs ? this.#words : null
  }

  /** Inputs are taken one at a time; one that comes up while another is worked on waits for its turn. */
  #feed(input: Input): void {
    this.#inbox.push(input)
    if (this.#busy) return
    this.#busy = true
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
        const { state, effects } = decide(this.#state, next, this.#options.clock.nowMs())
        this.#state = state
        for (const effect of effects) this.#perform(effect)
      }
    } finally {
      this.#busy = false
    }
    if (this.#state.user.phase !== 'suspected') this.#watch.stop()
    if (this.#state.life === 'ended') this.#end()
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case 'emit':
        // A reply that completed needs no stopping, but nothing of it is kept.
        if (effect.event.type === 'reply-ended') this.#replies.delete(effect.event.reply.id)
        return this.#options.emit(this.#itemAudio.follow(effect.event, this.#state))
      case 'configure-listening':
        return this.#configureListener(effect.settings)
      case 'commit-audio':
        return this.#transcribe(effect.itemId, effect.endMs)
      case 'recognise-audio':
        return this.#expectWords(effect.itemId, this.#recognise(effect))
      case 'keep-audio':
        return this.#itemAudio.add(effect.itemId, effect.audio, effect.format)
      case 'start-summary':
        return this.#summarise(effect.request)
      case 'stop-summary':
        return this.#summary?.abort(new Error('The summary gives way.'))
      case 'clear-audio':
        this.#committedMs = this.#audioMs
        return this.#listener.clear()
      case 'reset-turn':
        this.#floor = { ...this.#floor, phase: 'silent' }
        this.#floorFromMs = this.#audioMs
        if (!effect.keepAudio) this.#committedMs = this.#audioMs
        return
      case 'drop-audio':
        this.#committedMs = Math.max(this.#committedMs, this.#listener.commit(effect.endMs).endMs)
        return
      case 'keep-buffer':
        return this.#configureListener(listeningSettings(this.#state.settings), effect.all)
      case 'start-thinking':
        this.#track(effect.replyId, 'language-model-failed', (signal) => this.#think(effect, signal))
        return
      case 'start-speaking':
        this.#track(effect.replyId, 'synthesis-failed', (signal) => this.#speak(effect, signal))
        return
      case 'speak':
        return this.#speech(effect)?.text.push(effect.text)
      case 'end-text':
        return this.#speech(effect)?.text.end()
      case 'release-speech':
        return this.#speech(effect)?.pace.release()
      case 'hold-speech':
        for (const { pace } of this.#replies.get(effect.replyId)?.speeches.values() ?? []) pace.hold()
        return
      case 'resume-speech':
        for (const { pace } of this.#replies.get(effect.replyId)?.speeches.values() ?? []) pace.resume()
        return
      case 'stop-reply':
        this.#replies.get(effect.replyId)?.controller.abort(new Error('The reply was stopped.'))
        this.#replies.delete(effect.replyId)
        return
      case 'list-tools':
        return this.#serverWork.list(effect)
      case 'call-server-tool':
        return this.#serverWork.call(effect)
      case 'stop-server-work':
        return this.#serverWork.stop(effect.itemId)
      case 'arm-timer':
        this.#timers.get(effect.timer)?.cancel()
        this.#timers.set(
          effect.timer,
          this.#options.clock.after(effect.delayMs, () => this.#feed({ type: 'timer-fired', timer: effect.timer, audioMs: this.#audioMs })),
        )
        return
      case 'cancel-timer':
        this.#timers.get(effect.timer)?.cancel()
        this.#timers.delete(effect.timer)
    }
  }

  #configureListener(settings: ListeningSettings, keepAll = this.#state.user.phase === 'kept'): void {
    this.#listener.configure(keepAll ? { ...settings, keepAheadMs: null } : settings)
  }

  #transcribe(itemId: ItemId, endMs: number | null): void {
    const audio = this.#listener.commit(endMs)
    this.#committedMs = Math.max(this.#committedMs, audio.endMs)
    this.#itemAudio.commit(itemId, audio.startMs, audio.endMs)
    this.#expectWords(itemId, this.#listener.transcribe(audio, this.#ended.signal))
  }

  /** Speech that came with an item goes the way of the microphone's, through a listener of its own, and leaves the event loop free between its pieces. */
  async #recognise({ audio, format }: Effect & { do: 'recognise-audio' }): Promise<string> {
    const { words: _, ...settings } = { ...listeningSettings(this.#state.settings), format, keepAheadMs: null, noiseReduction: null }
    const listener = this.#options.stages.createListener(() => {}, settings)
    try {
      await this.#listenInPieces(listener, audio)
      return await listener.transcribe(listener.commit(null), this.#ended.signal)
    } finally {
      listener.close()
    }
  }

  #expectWords(itemId: ItemId, words: Promise<string>): void {
    words.then(
      (transcript) => this.#feed({ type: 'transcript-ended', itemId, transcript: transcript.trim() }),
      (error) => this.#feed({ type: 'transcript-failed', itemId, ...describeFailure(error, 'recognition-failed') }),
    )
  }

  #summarise(request: SummaryRequest): void {
    const controller = new AbortController()
    this.#summary = controller
    this.#options.stages.summarise(request, controller.signal).then(
      (summary) => !controller.signal.aborted && this.#feed({ type: 'summary-ended', summary }),
      (error) => !controller.signal.aborted && this.#feed({ type: 'summary-failed', ...describeFailure(error, 'language-model-failed') }),
    )
  }

  async #think({ replyId, request }: Effect & { do: 'start-thinking' }, signal: AbortSignal): Promise<void> {
    let ended = false
    for await (const part of this.#options.stages.think(request, signal)) {
      if (signal.aborted) return
      ended = part.type === 'end'
      switch (part.type) {
        case 'text-delta':
          this.#feed({ type: 'text-delta', replyId, delta: part.delta })
          break
        case 'tool-call-start':
          this.#feed({ type: 'tool-call-started', replyId, callId: part.callId, name: part.name })
          break
        case 'tool-call-delta':
          this.#feed({ type: 'tool-call-delta', replyId, callId: part.callId, delta: part.delta })
          break
        case 'tool-call-end':
          this.#feed({ type: 'tool-call-ended', replyId, callId: part.callId })
          break
        case 'end':
          this.#feed({ type: 'thinking-ended', replyId, because: part.because, usage: part.usage })
      }
    }
    if (!ended) throw new SidetoneError('language-model-failed', 'The language model broke off its answer.')
  }

  async #speak({ replyId, itemId, settings }: Effect & { do: 'start-speaking' }, signal: AbortSignal): Promise<void> {
    const speech: Speech = { text: new AsyncQueue(), pace: this.#options.stages.createPace() }
    this.#replies.get(replyId)?.speeches.set(itemId, speech)
    for await (const spoken of this.#options.stages.speak(speech.text, settings, speech.pace, signal)) {
      if (signal.aborted) return
      this.#feed({ type: 'audio-spoken', replyId, itemId, ...spoken })
    }
    this.#feed({ type: 'speaking-ended', replyId, itemId })
  }

  #speech({ replyId, itemId }: { replyId: ReplyId; itemId: ItemId }): Speech | undefined {
    return this.#replies.get(replyId)?.speeches.get(itemId)
  }

  /** Runs one stage of a reply under the reply's own signal; its failure ends the reply, whatever it is. */
  #track(replyId: ReplyId, failure: ErrorCode, run: (signal: AbortSignal) => Promise<void>): void {
    const running = this.#replies.get(replyId) ?? { controller: new AbortController(), speeches: new Map() }
    this.#replies.set(replyId, running)
    const { signal } = running.controller
    run(signal).catch((error) => {
      if (!signal.aborted) this.#feed({ type: 'reply-failed', replyId, ...describeFailure(error, failure) })
    })
  }

  #end(): void {
    if (this.#ended.signal.aborted) return
    this.#ended.abort(new Error('The session has ended.'))
    this.#endRehearsal('The session has ended.')
    this.#summary?.abort(this.#ended.signal.reason)
    for (const { controller } of this.#replies.values()) controller.abort(this.#ended.signal.reason)
    for (const timer of this.#timers.values()) timer.cancel()
    this.#serverWork.close()
    this.#replies.clear()
    this.#timers.clear()
    this.#listener.close()
  }
}
