import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Command, durationMs, type ItemId, limits, type SessionEvent } from '@sidetone/protocol'
import type { Clock, Timer } from '../lib/clock.js'
import type { CreateListener, Listener, ListeningSettings, VoiceActivity } from '../listening/contract.js'
import type { Pace, Speak } from '../speaking/contract.js'
import type { Summarise, SummaryRequest, Think } from '../thinking/contract.js'
import type { OpenToolServers } from '../tools/contract.js'
import type { DecideTurn, JudgeInterruption } from '../turns/contract.js'
import type { Effect, Input, TimerName } from './contract.js'
import { decide } from './decide.js'
import { describeFailure } from './describe-failure.js'
import { carefulLeadMs } from './end-reply.js'
import { ItemAudio } from './item-audio.js'
import { listeningSettings } from './on-command.js'
import { ReplyWork } from './reply-work.js'
import { ServerWork } from './server-work.js'
import { mayInterrupt } from './session-kinds.js'
import { initialState, type SessionOpening, type SessionState } from './state.js'
import { type Rehearse, TurnTaking } from './turn-taking.js'

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
  readonly rehearse?: Rehearse
}

export interface SessionOptions extends SessionOpening {
  readonly stages: Stages
  readonly clock: Clock
  /** Hears every event in order. Audio in an event is borrowed for the call. */
  readonly emit: (event: SessionEvent) => void
}

/** A third of a second of 24 kHz PCM16: two milliseconds of work. */
const pieceBytes = 16_384

/**
 * The thin shell around `decide`: performs effects in order, feeds facts back as inputs, and decides nothing itself.
 * Audio takes the fast lane: from `receive` to the listener by method call.
 */
export class Session {
  readonly #options: SessionOptions
  readonly #listener: Listener
  readonly #turns: TurnTaking
  readonly #replies: ReplyWork
  readonly #serverWork: ServerWork
  readonly #timers = new Map<TimerName, Timer>()
  readonly #ended = new AbortController()
  readonly #inbox: Input[] = []
  readonly #itemAudio = new ItemAudio(limits.itemAudioBytes)
  #summary: AbortController | null = null
  #state: SessionState
  /** Sound beside the messages is being dropped. */
  #isFull = false
  #busy = false

  constructor(options: SessionOptions) {
    const { stages, clock } = options
    const feed = (input: Input) => this.#feed(input)
    this.#options = options
    this.#state = initialState(options)
    this.#listener = stages.createListener(
      (activity) => this.#onActivity(activity),
      listeningSettings(options.settings),
      (words) => this.#turns.hearWords(words),
      (text) => feed({ type: 'words-settled', text }),
    )
    this.#turns = new TurnTaking({
      listener: this.#listener,
      clock,
      decideTurn: stages.decideTurn,
      judgeInterruption: stages.judgeInterruption,
      rehearse: stages.rehearse,
      state: () => this.#state,
      feed,
    })
    this.#replies = new ReplyWork({ think: stages.think, speak: stages.speak, createPace: stages.createPace, feed })
    this.#serverWork = new ServerWork(stages.openToolServers(), feed)
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
    this.#limitLead()
    this.#turns.hear(activity)
  }

  /** Where a reply may be held, little of it is on its way while there is a sound that may become a voice. Rule I2. */
  #limitLead(): void {
    if (!this.#replies.speaks) return
    const { kind, settings } = this.#state
    const mayHold = settings.turnDetection?.kind === 'semantic-vad' && mayInterrupt(kind, settings.turnDetection)
    this.#replies.limitLead(mayHold && this.#listener.hasSound() ? carefulLeadMs : Number.POSITIVE_INFINITY)
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
    if (this.#state.user.phase !== 'suspected') this.#turns.unsuspect()
    if (this.#state.life === 'ended') this.#end()
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case 'emit':
        if (effect.event.type === 'reply-ended') this.#replies.forget(effect.event.reply.id)
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
        this.#turns.cleared()
        return this.#listener.clear()
      case 'reset-turn':
        return this.#turns.reset(effect.keepAudio ?? false)
      case 'drop-audio':
        return this.#turns.committed(this.#listener.commit(effect.endMs).endMs)
      case 'keep-buffer':
        return this.#configureListener(listeningSettings(this.#state.settings), effect.all)
      case 'start-thinking':
        return this.#replies.startThinking(effect)
      case 'start-speaking':
        return this.#replies.startSpeaking(effect)
      case 'speak':
        return this.#replies.say(effect, effect.text)
      case 'end-text':
        return this.#replies.endText(effect)
      case 'release-speech':
        return this.#replies.release(effect)
      case 'hold-speech':
        return this.#replies.hold(effect.replyId)
      case 'resume-speech':
        return this.#replies.resume(effect.replyId)
      case 'stop-reply':
        return this.#replies.stop(effect.replyId)
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
          this.#options.clock.after(effect.delayMs, () => this.#feed({ type: 'timer-fired', timer: effect.timer, audioMs: this.#turns.audioMs })),
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
    this.#turns.committed(audio.endMs)
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

  #end(): void {
    if (this.#ended.signal.aborted) return
    this.#ended.abort(new Error('The session has ended.'))
    this.#turns.close()
    this.#summary?.abort(this.#ended.signal.reason)
    this.#replies.close(this.#ended.signal.reason)
    for (const timer of this.#timers.values()) timer.cancel()
    this.#serverWork.close()
    this.#timers.clear()
    this.#listener.close()
  }
}
