import type { CapturedAudio, QualityStep, Traffic, WireMessage } from '../contract.js'
import { bytesPerSecond, createEncoder } from './encoder.js'
import { createEnergyActivity } from './energy-activity.js'
import { createGate, durationMs, type VoiceActivity } from './gate.js'

type Sent = Pick<Traffic, 'sentBytes' | 'savedBytes' | 'sentSeconds' | 'savedSeconds'>

export interface UplinkOptions {
  readonly gate: boolean
  readonly activity?: VoiceActivity
  readonly send: (event: WireMessage['event']) => void
  /** The server understands `sidetone.*`: it is told how long nothing was sent. */
  readonly extended: () => boolean
  readonly onTraffic: (traffic: Sent) => void
}

/** A soft beginning, a word that trails off. */
const gateSettings = { preRollMs: 300, hangoverMs: 700 }
/** Silence is told at least this often. */
const silenceNewsMs = 1_000

/** User audio on its way out: held back while nobody speaks, encoded as the quality asks, held while a change of format is under way. */
export class Uplink {
  readonly #options: UplinkOptions
  readonly #encoder = createEncoder()
  readonly #gate
  #step: QualityStep = 'pcm-24k'
  #held: CapturedAudio[] | null = null
  #untoldSilenceMs = 0
  #traffic: Sent = { sentBytes: 0, savedBytes: 0, sentSeconds: 0, savedSeconds: 0 }
  #lastSoundAtMs: number | null = null

  constructor(options: UplinkOptions) {
    this.#options = options
    this.#gate = createGate(options.activity ?? createEnergyActivity(), gateSettings)
  }

  /** When the user was last heard to make a sound, by the gate's judgement. */
  get lastSoundAtMs(): number | null {
    return this.#lastSoundAtMs
  }

  get step(): QualityStep {
    return this.#step
  }

  /** `mode`: `muted` sends nothing; `gated` sends what is near to voice (all of it while the server is in a turn); `open` sends everything. */
  take(audio: CapturedAudio, mode: 'muted' | 'gated' | 'open', inTurn: boolean): void {
    if (mode === 'muted') return this.#skip(durationMs(audio))
    const { isVoice, packets, skippedMs } = this.#gate.take(audio, inTurn || mode === 'open' || !this.#options.gate)
    if (isVoice) this.#lastSoundAtMs = audio.atMs + durationMs(audio)
    if (skippedMs > 0) this.#skip(skippedMs)
    for (const packet of packets) this.#send(packet)
  }

  /** From here on audio waits, until the server has taken another format. */
  hold(): void {
    this.#held ??= []
  }

  release(step: QualityStep): void {
    const held = this.#held ?? []
    this.#held = null
    this.#step = step
    for (const audio of held) this.#send(audio)
  }

  #send(audio: CapturedAudio): void {
    if (this.#held) {
      this.#held.push(audio)
      return
    }
    this.#tellSilence()
    const encoded = this.#encoder.encode(audio, this.#step)
    if (encoded === null) return
    this.#count({ sentBytes: encoded.length, sentSeconds: durationMs(audio) / 1_000 })
    this.#options.send({ type: 'input_audio_buffer.append', audio: encoded })
  }

  #skip(ms: number): void {
    this.#count({ savedBytes: Math.round((bytesPerSecond[this.#step] * ms * 4) / 3_000), savedSeconds: ms / 1_000 })
    this.#untoldSilenceMs += ms
    if (this.#untoldSilenceMs >= silenceNewsMs) this.#tellSilence()
  }

  /** Without it the server's clock of audio would stand still while nothing is sent. */
  #tellSilence(): void {
    const durationMs = Math.round(this.#untoldSilenceMs)
    this.#untoldSilenceMs = 0
    if (durationMs > 0 && this.#options.extended()) this.#options.send({ type: 'sidetone.input_audio.silence', duration_ms: durationMs })
  }

  #count({ sentBytes = 0, savedBytes = 0, sentSeconds = 0, savedSeconds = 0 }: Partial<Sent>): void {
    const before = this.#traffic
    this.#traffic = {
      sentBytes: before.sentBytes + sentBytes,
      savedBytes: before.savedBytes + savedBytes,
      sentSeconds: before.sentSeconds + sentSeconds,
      savedSeconds: before.savedSeconds + savedSeconds,
    }
    this.#options.onTraffic(this.#traffic)
  }
}
