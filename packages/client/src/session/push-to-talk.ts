import type { Observable, WireMessage } from '../contract.js'
import { settingAt } from './merge-settings.js'
import type { WireSession } from './session-updates.js'
import type { Settings } from './settings.js'

/** Turn detection as it was before the button was pressed. */
export interface BeforePress {
  readonly detection: unknown
}

export interface PushToTalkOptions {
  readonly session: Observable<WireSession | null>
  readonly settings: Pick<Settings, 'ask'>
  readonly send: (event: WireMessage['event']) => void
}

/** While the button is held nobody decides that the user has finished but the user. */
export class PushToTalk {
  readonly #options: PushToTalkOptions
  #before: BeforePress | null = null

  constructor(options: PushToTalkOptions) {
    this.#options = options
  }

  /** null: nobody presses. */
  get before(): BeforePress | null {
    return this.#before
  }

  press(): void {
    const { session, settings, send } = this.#options
    this.#before = { detection: settingAt(session.value, 'audio', 'input', 'turn_detection') ?? null }
    settings.ask(turnDetection(null))
    send({ type: 'input_audio_buffer.clear' })
  }

  release({ detection }: BeforePress): void {
    const { settings, send } = this.#options
    this.#before = null
    send({ type: 'input_audio_buffer.commit' })
    send({ type: 'response.create' })
    if (detection !== null) settings.ask(turnDetection(detection))
  }

  /** The session of the press is over. */
  forget(): void {
    this.#before = null
  }
}

function turnDetection(detection: unknown): WireSession {
  return { audio: { input: { turn_detection: detection } } }
}
