import type { CapturedAudio, Clock, Levels, Microphone, Observable, Speaker, VoiceError } from '../contract.js'
import { levelOf } from '../level.js'
import { createMouth, silentMouth } from '../mouth/mouth-shape.js'
import { observable, type Settable } from '../observable.js'

/** A part begins or stops to sound. */
export type Sound = Parameters<NonNullable<Speaker['onSound']>>[0]

export interface EarsAndMouthOptions {
  readonly microphone: Microphone | undefined
  readonly speaker: Speaker | undefined
  readonly clock: Clock
  readonly muted: Observable<boolean>
  readonly error: Settable<VoiceError | null>
  readonly onAudio: (audio: CapturedAudio) => void
  readonly onSound: (sound: Sound) => void
}

/** Microphone and speaker, where there are any: what they cannot do is told, and the conversation goes on without them. */
export class EarsAndMouth {
  readonly levels = observable<Levels>({ microphone: 0, speaker: 0 })
  readonly mouth = observable(silentMouth)
  readonly #options: EarsAndMouthOptions
  #isOpen = false
  #sounds = false

  constructor(options: EarsAndMouthOptions) {
    this.#options = options
    const { microphone, speaker, error } = options
    if (microphone) {
      microphone.onAudio = (audio) => this.#hear(audio)
      microphone.onFailure = (failure) => error.set(failure)
    }
    if (speaker) this.#watch(speaker)
  }

  /** A reply sounds. */
  get sounds(): boolean {
    return this.#sounds
  }

  /** Both open at once. Neither rejects. */
  open(): { readonly speaker: Promise<void>; readonly microphone: Promise<void> } {
    this.#isOpen = true
    const { speaker } = this.#options
    return { speaker: this.#open(speaker).then(() => {}), microphone: this.#openMicrophone() }
  }

  close(): void {
    this.#isOpen = false
    this.#options.microphone?.close()
    this.#options.speaker?.close()
    this.#sounds = false
  }

  /** What sounded was flushed. */
  hush(): void {
    this.#sounds = false
    this.mouth.set(silentMouth)
  }

  async #open(device: Microphone | Speaker | undefined): Promise<boolean> {
    try {
      await device?.open(this.#options.clock)
      return true
    } catch (error) {
      // Typing goes on without it.
      this.#options.error.set(error as VoiceError)
      return false
    }
  }

  /** Browsers let a page sound that hears, also one that nobody has touched. */
  async #openMicrophone(): Promise<void> {
    const { microphone, speaker, error } = this.#options
    const hears = await this.#open(microphone)
    const isBlocked = () => error.value?.code === 'speaker-blocked'
    if (hears && this.#isOpen && isBlocked() && (await this.#open(speaker)) && isBlocked()) error.set(null)
  }

  #hear(audio: CapturedAudio): void {
    const { error, muted, onAudio } = this.#options
    // What is exactly silent is no microphone: some browsers go on so when the last one is gone.
    if (error.value?.code === 'microphone-missing' && audio.samples.some(Boolean)) error.set(null)
    this.levels.set({ ...this.levels.value, microphone: muted.value ? 0 : levelOf(meanPower(audio.samples)) })
    onAudio(audio)
  }

  #watch(speaker: Speaker): void {
    const { error, onSound } = this.#options
    speaker.onFailure = (failure) => error.set(failure)
    speaker.onSound = (sound) => {
      if (sound.type !== 'flushed' && error.value?.code.startsWith('speaker-')) error.set(null)
      // Between two parts of a reply it does not fall silent.
      this.#sounds = sound.type === 'started' || (sound.type === 'drained' && speaker.position() !== null)
      onSound(sound)
    }
    const mouth = createMouth()
    speaker.onLevel = (level, spectrum) => {
      this.levels.set({ ...this.levels.value, speaker: level })
      this.mouth.set(mouth.take(level, spectrum))
    }
  }
}

function meanPower(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum / Math.max(1, samples.length) / 32_768 ** 2
}
