import type { AudioFormat } from '../contract.js'
import { readFormat } from '../uplink/audio-format.js'
import type { Uplink } from '../uplink/uplink.js'
import type { VoiceFailure } from '../voice-failure.js'
import { mergeSettings, settingAt } from './merge-settings.js'
import type { SessionUpdates, WireSession } from './session-updates.js'

const defaultFormat: AudioFormat = { type: 'audio/pcm', rate: 24_000 }

export interface SettingsOptions {
  readonly updates: SessionUpdates
  readonly uplink: Uplink
  readonly onFailure: (failure: VoiceFailure) => void
}

/** What the session is to be like: as the application asked, and as the line allows. A session that takes the place of a lost one begins with it. */
export class Settings {
  readonly #options: SettingsOptions
  #wanted: WireSession
  #chosenFormat: AudioFormat | null
  /** What was wanted while there was no session. */
  #untold: WireSession = {}

  constructor(first: WireSession, options: SettingsOptions) {
    this.#options = options
    this.#wanted = first
    this.#chosenFormat = inputFormat(first)
  }

  /** The format of user audio that the application asked for; null: none in particular. */
  get chosenFormat(): AudioFormat | null {
    return this.#chosenFormat
  }

  /** What is said before there is a session waits behind the settings, in the format that they ask for. */
  connect(): void {
    this.#options.uplink.restart(inputFormat(this.#wanted) ?? defaultFormat)
  }

  /** The session is there, as the server `told`, and gets its settings before anything that waits. */
  begin(told: WireSession | null, tools: readonly WireSession[]): void {
    const format = inputFormat(told)
    if (format) this.#options.uplink.restart(format)
    this.#untold = {}
    const settings = mergeSettings(this.#wanted, tools.length > 0 ? { tools } : {})
    if (Object.keys(settings).length > 0) this.ask(settings, true)
  }

  /** The session of an earlier page, with user audio in this `format`, has its settings but for what was wanted since. `tools`: they are others now. */
  resume(format: AudioFormat, tools: readonly WireSession[] | null): void {
    const before = inputFormat(this.#wanted) ?? defaultFormat
    if (JSON.stringify(format) !== JSON.stringify(before)) this.#wanted = mergeSettings(this.#wanted, { audio: { input: { format }, output: { format } } })
    const settings = mergeSettings(this.#untold, tools ? { tools } : {})
    this.#untold = {}
    if (Object.keys(settings).length > 0) this.ask(settings)
  }

  /** A change for sessions to come, made while there is none; returns all that is wanted of them. */
  want(session: WireSession): WireSession {
    this.#untold = mergeSettings(this.#untold, session)
    return this.#want(session)
  }

  #want(session: WireSession): WireSession {
    this.#wanted = mergeSettings(this.#wanted, session)
    this.#chosenFormat = inputFormat(session) ?? this.#chosenFormat
    return this.#wanted
  }

  /** A change that the application wants now; it holds for sessions to come as well. */
  update(session: WireSession): Promise<WireSession> {
    this.#want(session)
    return this.#change(session, false)
  }

  /** A change for this session, whose failure is news, unless it is that the session has ended. */
  ask(session: WireSession, begins = false): void {
    this.#change(session, begins).catch((failure: VoiceFailure) => {
      if (failure.code !== 'session-ended') this.#options.onFailure(failure)
    })
  }

  /** Both directions go over to the format that the line allows; rejects when the server refuses. */
  async adapt(format: AudioFormat): Promise<void> {
    const settings = { audio: { input: { format }, output: { format } } }
    await this.#change(settings, false)
    this.#wanted = mergeSettings(this.#wanted, settings)
  }

  /** A change of format takes effect at one place in the stream: audio waits meanwhile, so that none is read in the wrong format. */
  async #change(session: WireSession, begins: boolean): Promise<WireSession> {
    const { updates, uplink } = this.#options
    if (settingAt(session, 'audio', 'input', 'format') === undefined) return updates.ask(session, begins)
    uplink.hold()
    let format = uplink.format
    try {
      const answer = await updates.ask(session, begins)
      format = inputFormat(answer) ?? format
      return answer
    } finally {
      uplink.release(format)
    }
  }
}

export function inputFormat(session: WireSession | null): AudioFormat | null {
  return readFormat(settingAt(session, 'audio', 'input', 'format'))
}
