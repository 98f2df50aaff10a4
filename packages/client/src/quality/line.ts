import type { AudioFormat, Clock, LinkQuality, QualityStep, Speaker, WireMessage } from '../contract.js'
import type { Link } from '../link/link.js'
import { bytesPerSecondOf, formatOf, stepOf } from '../uplink/audio-format.js'
import { firstQuality, ladder, nextQuality, type Quality } from './decide-step.js'

export interface LineOptions {
  readonly clock: Clock
  readonly link: Pick<Link, 'extended' | 'queuedBytes' | 'givenBytes' | 'leftBytes' | 'receivedMessages' | 'isOpen' | 'renew'>
  readonly adapt: boolean
  /** So many messages the server need not keep. */
  readonly acknowledged: () => number
  readonly speaker: Pick<Speaker, 'buffer'> | undefined
  /** What user audio is sent as now. */
  readonly format: () => AudioFormat
  readonly send: (event: WireMessage['event']) => void
  /** Both directions go over to this format; rejects when the server refuses. */
  readonly change: (format: AudioFormat) => Promise<void>
  readonly onQuality: (quality: LinkQuality) => void
}

const lookEveryMs = 250
const pingEveryMs = 2_000
/** A link on which nothing has come for so long, although it was asked, is gone, whatever the socket says. */
const deadAfterMs = 15_000

/** A question under way. `mark`: it has left when so many bytes have. `signAtMs`: when the line last moved. */
interface Ping {
  readonly sentAtMs: number
  readonly mark: number
  readonly left: number
  readonly received: number
  readonly signAtMs: number
}

/** Watches the line, and steps down and up with it. */
export class Line {
  readonly #options: LineOptions
  #quality: Quality = firstQuality(0)
  #accepted: readonly QualityStep[] = ladder
  #roundTripMs: number | null = null
  #ping: Ping | null = null
  #nextPingAtMs = 0
  #cancelLook: (() => void) | null = null
  #changing = false

  constructor(options: LineOptions) {
    this.#options = options
  }

  /** `chosen`: the format that the application asked for. */
  start(chosen: AudioFormat | null): void {
    this.stop()
    this.#quality = firstQuality(this.#options.clock.nowMs())
    this.#accepted = ladder
    if (chosen) this.chosen(chosen)
    this.#roundTripMs = null
    this.#ping = null
    this.#nextPingAtMs = 0
    this.#look()
  }

  stop(): void {
    this.#cancelLook?.()
    this.#cancelLook = null
  }

  /** The application chose this format: nothing better is asked for, and what is not on the ladder is left alone. */
  chosen(format: AudioFormat): void {
    const step = stepOf(format)
    this.#accepted = step === null ? [] : ladder.slice(ladder.indexOf(step))
  }

  /** The answer to a ping that a lost link swallowed comes with the rest when the session goes on; its time says nothing. */
  lost(): void {
    this.#ping = null
  }

  pong(): void {
    if (this.#ping === null) return
    const nowMs = this.#options.clock.nowMs()
    const measuredMs = nowMs - this.#ping.sentAtMs
    this.#roundTripMs = this.#roundTripMs === null ? measuredMs : this.#roundTripMs + (measuredMs - this.#roundTripMs) / 4
    this.#ping = null
    this.#nextPingAtMs = nowMs + pingEveryMs
  }

  #look(): void {
    const { clock, link } = this.#options
    this.#cancelLook = clock.after(lookEveryMs, () => this.#look())
    if (!link.isOpen) return
    const nowMs = clock.nowMs()
    const waitingMs = this.#ping === null ? 0 : nowMs - this.#ping.sentAtMs
    if (this.#isDead(nowMs)) return link.renew()
    this.#tell()
    this.#askPing(nowMs)
    if (!this.#options.adapt || this.#changing) return
    const queuedMs = (link.queuedBytes / ((bytesPerSecondOf(this.#options.format()) * 4) / 3)) * 1_000
    const roundTripMs = waitingMs > (this.#roundTripMs ?? 0) ? waitingMs : this.#roundTripMs
    const before = stepOf(this.#options.format()) ?? this.#quality.step
    this.#quality = nextQuality({ ...this.#quality, step: before }, { queuedMs, roundTripMs }, nowMs, this.#accepted)
    if (this.#quality.step !== before) void this.#changeStep(this.#quality.step)
  }

  #tell(): void {
    const { link, speaker, format, onQuality } = this.#options
    const { jitterMs = 0, targetMs = 0 } = speaker?.buffer() ?? {}
    const step = stepOf(format()) ?? this.#quality.step
    onQuality({ step, roundTripMs: this.#roundTripMs, queuedBytes: link.queuedBytes, jitterMs, bufferMs: targetMs })
  }

  #askPing(nowMs: number): void {
    const { link, send, acknowledged } = this.#options
    if (!link.extended || this.#ping !== null || nowMs < this.#nextPingAtMs) return
    send({ type: 'sidetone.ping', received_messages: acknowledged() })
    this.#ping = { sentAtMs: nowMs, mark: link.givenBytes, left: link.leftBytes, received: link.receivedMessages, signAtMs: nowMs }
  }

  /** Something that comes is a sign of life, and so is a queue that shrinks before the question. */
  #isDead(nowMs: number): boolean {
    if (!this.#ping) return false
    const { receivedMessages, leftBytes } = this.#options.link
    const { received, left, mark } = this.#ping
    if (receivedMessages !== received || (left < mark && leftBytes > left)) {
      this.#ping = { ...this.#ping, received: receivedMessages, left: leftBytes, signAtMs: nowMs }
    }
    return nowMs - this.#ping.signAtMs > deadAfterMs
  }

  async #changeStep(step: QualityStep): Promise<void> {
    this.#changing = true
    try {
      await this.#options.change(formatOf[step])
    } catch {
      // This server does not take the format: it is not asked for it again.
      this.#accepted = this.#accepted.filter((each) => each !== step)
    }
    this.#changing = false
  }
}
