import type { AudioFormat, CapturedAudio, Observable, Traffic, VoiceActivity, WireMessage } from '../contract.js'
import { bytesPerSecondOf } from './audio-format.js'
import { createEncoder } from './encoder.js'
import { createEnergyActivity } from './energy-activity.js'
import { createGate, durationMs } from './gate.js'

type Sent = Pick<Traffic, 'sentBytes' | 'savedBytes' | 'sentSeconds' | 'savedSeconds'>

export interface UplinkOptions {
  readonly gate: boolean | Observable<boolean>
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
  readonly #level = createEnergyActivity()
  #format: AudioFormat = { type: 'audio/pcm', rate: 24_000 }
  /** Changes of format that are under way, and the audio that waits for the last of them. */
  #holds = 0
  #held: CapturedAudio[] = []
  #untoldSilenceMs = 0
  #traffic: Sent = { sentBytes: 0, savedBytes: 0, sentSeconds: 0, savedSeconds: 0 }
  #lastSoundAtMs: number | null = null

  constructor(options: UplinkOptions) {
    this.#options = options
    this.#gate = createGate(options.activity ?? createEnergyActivity(), gateSettings)
  }

  /** When the user was last heard to make a sound: one that the gate takes for voice and that is louder than the room. A model by itself tells the end late. */
  get lastSoundAtMs(): number | null {
    return this.#lastSoundAtMs
  }

  get format(): AudioFormat {
    return this.#format
  }

  get #gates(): boolean {
    const { gate } = this.#options
    return typeof gate === 'boolean' ? gate : gate.value
  }

  /** `mode`: `muted` sends nothing; `gated` sends what is near to voice (all of it while the server is in a turn); `open` sends everything. */
  take(audio: CapturedAudio, mode: 'muted' | 'gated' | 'open', inTurn: boolean): void {
    if (mode === 'muted') return this.#takeMuted(audio, inTurn)
    const { isVoice, packets, skippedMs } = this.#gate.take(audio, inTurn || mode === 'open' || !this.#gates)
    const isSound = this.#level.isVoice(audio.samples, audio.sampleRateHz)
    if (isVoice && isSound) this.#lastSoundAtMs = audio.atMs + durationMs(audio)
    if (skippedMs > 0) this.#skip(skippedMs)
    for (const packet of packets) this.#send(packet)
  }

  /** From here on audio waits, until the server has taken another format. Each hold wants its release. */
  hold(): void {
    this.#holds++
  }

  release(format: AudioFormat): void {
    this.#format = format
    if (--this.#holds > 0) return
    const held = this.#held
    this.#held = []
    for (const audio of held) this.#send(audio)
  }

  /** Another session begins, which knows nothing of the one before. */
  restart(format: AudioFormat): void {
    this.#format = format
    this.#untoldSilenceMs = 0
  }

  /** A turn that has begun ends by silence only, so that the server gets some. What was kept from before is not told later. */
  #takeMuted(audio: CapturedAudio, inTurn: boolean): void {
    const heldMs = this.#gate.forget()
    if (heldMs > 0) this.#skip(heldMs)
    if (inTurn) this.#send({ ...audio, samples: new Int16Array(audio.samples.length) })
    else this.#skip(durationMs(audio))
  }

  #send(audio: CapturedAudio): void {
    if (this.#holds > 0) {
      this.#held.push(audio)
      return
    }
    this.#tellSilence()
    const encoded = this.#encoder.encode(audio, this.#format)
    if (encoded === null) return
    this.#count({ sentBytes: encoded.length, sentSeconds: durationMs(audio) / 1_000 })
    this.#options.send({ type: 'input_audio_buffer.append', audio: encoded })
  }

  #skip(ms: number): void {
    this.#count({ savedBytes: Math.round((bytesPerSecondOf(this.#format) * ms * 4) / 3_000), savedSeconds: ms / 1_000 })
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
