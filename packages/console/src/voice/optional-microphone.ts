import { type AudioDevice, type Clock, type Microphone, type Observable, observable } from '@sidetone/client'

/**
 * A microphone that is not asked for before somebody wants to talk: who types first is not asked for permission. `turnOn` opens it in the middle of a conversation,
 * and tries again after a refusal.
 */
export class OptionalMicrophone implements Microphone {
  onDeviceChange: Microphone['onDeviceChange'] = null
  readonly #microphone: Microphone
  readonly #isOpen = observable(false)
  #wanted = false
  /** Of the conversation that is on. */
  #clock: Clock | null = null

  constructor(microphone: Microphone) {
    this.#microphone = microphone
    microphone.onDeviceChange = (devices, current) => this.onDeviceChange?.(devices, current)
  }

  get isOpen(): Observable<boolean> {
    return this.#isOpen
  }

  get onAudio(): Microphone['onAudio'] {
    return this.#microphone.onAudio
  }

  set onAudio(listener: Microphone['onAudio']) {
    this.#microphone.onAudio = listener
  }

  get onFailure(): NonNullable<Microphone['onFailure']> | null {
    return this.#microphone.onFailure ?? null
  }

  set onFailure(listener: NonNullable<Microphone['onFailure']> | null) {
    this.#microphone.onFailure = listener
  }

  /** Rejects with a `VoiceError`. Outside of a conversation it is opened with the next one. */
  async turnOn(): Promise<void> {
    this.#wanted = true
    if (this.#clock) await this.open(this.#clock)
  }

  turnOff(): void {
    this.#wanted = false
    this.#isOpen.set(false)
    this.#microphone.close()
  }

  async open(clock: Clock): Promise<void> {
    this.#clock = clock
    if (!this.#wanted) return
    await this.#microphone.open(clock)
    this.#isOpen.set(this.#clock === clock)
  }

  close(): void {
    this.#clock = null
    this.#isOpen.set(false)
    this.#microphone.close()
  }

  devices(): Promise<readonly AudioDevice[]> {
    return this.#microphone.devices()
  }

  choose(deviceId: string): Promise<void> {
    return this.#microphone.choose(deviceId)
  }

  setGain(gain: number): void {
    this.#microphone.setGain(gain)
  }
}
