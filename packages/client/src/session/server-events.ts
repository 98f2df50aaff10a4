import type { Clock, Traffic, TranscriptLine, WireMessage } from '../contract.js'
import type { Downlink } from '../downlink/downlink.js'
import type { Keeper } from '../keeping/keeper.js'
import type { Settable } from '../observable.js'
import type { Line } from '../quality/line.js'
import type { Replies, WireCall, WireResponse } from '../replies/replies.js'
import { nextTranscript } from '../transcript/next-transcript.js'
import type { TurnFact } from '../turn-times/next-turn-times.js'
import { VoiceFailure } from '../voice-failure.js'
import { settingAt } from './merge-settings.js'
import type { SessionUpdates, WireSession } from './session-updates.js'
import type { Settings } from './settings.js'

type WireEvent = WireMessage['event']

export interface ServerEventsOptions {
  readonly clock: Clock
  readonly transcript: Settable<readonly TranscriptLine[]>
  readonly session: Settable<WireSession | null>
  readonly traffic: Settable<Traffic>
  readonly downlink: Downlink
  readonly keeper: Keeper
  readonly updates: SessionUpdates
  readonly settings: Settings
  readonly replies: Replies
  readonly line: Line
  readonly send: (event: WireEvent) => void
  /** Ends with the conversation; undefined: there is none. */
  readonly life: () => AbortSignal | undefined
  readonly onUserSpeaks: (speaks: boolean) => void
  /** The user is heard over the reply. */
  readonly onInterruption: () => void
  readonly onTurn: (fact: TurnFact) => void
  readonly onFailure: (failure: VoiceFailure) => void
}

/** What becomes of each event of the server. */
export class ServerEvents {
  readonly #options: ServerEventsOptions
  /** Why the server said that the user has finished; told just before it says so. */
  #reason: string | null = null

  constructor(options: ServerEventsOptions) {
    this.#options = options
  }

  receive(event: WireEvent): void {
    this.#fill(event)
    if (!this.#options.keeper.isRepeated) this.#act(event)
  }

  /** What is read and heard of an event, whether it comes for the first time or again. */
  #fill(event: WireEvent): void {
    const { transcript, session, downlink, keeper } = this.#options
    transcript.set(nextTranscript(transcript.value, event))
    switch (event.type) {
      case 'session.created':
      case 'session.updated':
        session.set(event.session as WireSession)
        break
      case 'response.created': {
        const { id, audio } = event.response as WireResponse
        downlink.begin(id, audio?.output?.format)
        break
      }
      case 'response.output_audio.delta': {
        const { response_id, item_id, content_index, delta } = event
        keeper.arrives(String(response_id), String(item_id), Number(content_index))
        downlink.audio(String(response_id), String(item_id), Number(content_index), String(delta))
        break
      }
      case 'response.output_audio.done':
        downlink.end(String(event.item_id), Number(event.content_index))
        break
    }
  }

  #act(event: WireEvent): void {
    const { clock, session, traffic, updates, settings, replies, line, send, life, onUserSpeaks, onInterruption, onTurn } = this.#options
    const atMs = clock.nowMs()
    const detects = (setting: string) => settingAt(session.value, 'audio', 'input', 'turn_detection', setting) !== false
    switch (event.type) {
      case 'session.updated':
        updates.accepted(event.session as WireSession)
        break
      case 'sidetone.session.resumable':
        settings.ask({ include: ['sidetone.turn.decision'] })
        break
      case 'sidetone.pong':
        line.pong()
        break
      case 'sidetone.turn.decision':
        if (event.decision === 'user_finished') this.#reason = String(event.reason)
        break
      case 'input_audio_buffer.speech_started':
        onUserSpeaks(true)
        replies.expectNone()
        if (detects('interrupt_response')) onInterruption()
        break
      case 'input_audio_buffer.speech_stopped':
        onUserSpeaks(false)
        onTurn({ type: 'turn-ended', atMs, reason: this.#reason })
        this.#reason = null
        if (detects('create_response')) replies.expect()
        break
      case 'conversation.item.input_audio_transcription.completed':
        onTurn({ type: 'transcribed', atMs })
        // A turn in which nothing was said may get no answer.
        if (event.transcript === '' && replies.active === null) replies.expectNone()
        break
      case 'response.created':
        if ((event.response as WireResponse).conversation_id === null) break
        onTurn({ type: 'response-created', atMs })
        replies.begin(event.response as WireResponse)
        break
      case 'response.output_audio.delta':
        onTurn({ type: 'first-audio', atMs })
        traffic.set({ ...traffic.value, receivedBytes: traffic.value.receivedBytes + String(event.delta).length })
        break
      case 'response.output_item.done':
        replies.call(event.item as WireCall, life())
        break
      case 'response.done':
        replies.end(event.response as WireResponse, life())
        break
      case 'conversation.item.truncated':
        // The server knows best which words were heard.
        send({ type: 'conversation.item.retrieve', item_id: event.item_id })
        break
      case 'error':
        this.#refused(event)
        break
    }
  }

  #refused(event: WireEvent): void {
    const { updates, onFailure } = this.#options
    const wire = event.error as { readonly message?: string; readonly event_id?: unknown }
    const failure = new VoiceFailure('server-error', wire.message ?? 'The server reported an error.', { wire: event })
    if (!updates.refused(wire.event_id, failure)) onFailure(failure)
  }
}
