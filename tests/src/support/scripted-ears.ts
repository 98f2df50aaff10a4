import type { CapturedAudio, Clock, Microphone, PlayedPosition, Speaker, VoiceError } from '@sidetone/client'

/** A microphone that says what it is told to say, in real time or at once. */
export class ScriptedMicrophone implements Microphone {
  onAudio: ((audio: CapturedAudio) => void) | null = null
  onDeviceChange: Microphone['onDeviceChange'] = null
  readonly #denied: VoiceError | null
  #clock: Clock | null = null

  constructor(denied: VoiceError | null = null) {
    this.#denied = denied
  }

  async open(clock: Clock): Promise<void> {
    if (this.#denied) throw this.#denied
    this.#clock = clock
  }

  close(): void {}

  /** Packets of 20 ms at 24 kHz. */
  say(samples: Int16Array): void {
    const nowMs = this.#clock?.nowMs() ?? 0
    for (let at = 0; at < samples.length; at += 480) {
      this.onAudio?.({ samples: samples.slice(at, at + 480), sampleRateHz: 24_000, atMs: nowMs - (samples.length - at) / 24 })
    }
  }

  devices = async () => []
  choose = async () => {}
  setGain(): void {}
}

/** A speaker that keeps what it was given, and plays it as fast as the clock of audio goes: it sounds until `hearAll`. */
export class ScriptedSpeaker implements Speaker {
  onSound: Speaker['onSound'] = null
  onLevel: Speaker['onLevel'] = null
  readonly heard = new Map<string, number>()
  #now: (PlayedPosition & { givenMs: number; ended: boolean }) | null = null
  #clock: Clock | null = null
  #startedAtMs = 0

  async open(clock: Clock): Promise<void> {
    this.#clock = clock
  }

  close(): void {}

  play(itemId: string, contentIndex: number, samples: Int16Array, sampleRateHz: number): void {
    const ms = (samples.length / sampleRateHz) * 1_000
    this.heard.set(itemId, (this.heard.get(itemId) ?? 0) + ms)
    if (!this.#now) {
      this.#startedAtMs = this.#nowMs()
      this.#now = { itemId, contentIndex, playedMs: 0, givenMs: 0, ended: false }
      this.onSound?.({ type: 'started', position: this.#now, atMs: this.#startedAtMs })
    }
    this.#now.givenMs += ms
  }

  end(): void {
    if (!this.#now) return
    const position = this.#now
    this.#now = null
    this.onSound?.({ type: 'drained', position, atMs: this.#nowMs() })
  }

  flush(): PlayedPosition | null {
    const stopped = this.position()
    this.#now = null
    if (stopped) this.onSound?.({ type: 'flushed', position: stopped, atMs: this.#nowMs() })
    return stopped
  }

  position(): PlayedPosition | null {
    if (!this.#now) return null
    return { ...this.#now, playedMs: Math.min(this.#now.givenMs, this.#nowMs() - this.#startedAtMs) }
  }

  buffer = () => ({ depthMs: 0, targetMs: 0, jitterMs: 0, clicks: 0 })
  devices = async () => []
  choose = async () => {}
  setVolume(): void {}

  #nowMs(): number {
    return this.#clock?.nowMs() ?? 0
  }
}
