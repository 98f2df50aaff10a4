import { createEnergyActivity, type Observable, observable, type VoiceActivity } from '@sidetone/client'

/** What holds back the user's silence: a model that knows voices, the level alone, or nothing. */
export type GateChoice = 'voice-model' | 'level' | 'off'

/** What is at work now. `because`: why it is the level although a model is wanted; null: it is not. */
export type GateInUse =
  | { readonly kind: 'voice-model' }
  | { readonly kind: 'off' }
  | { readonly kind: 'level'; readonly because: 'not-yet' | 'loading' | Error | null }

type Model =
  | { readonly state: 'absent' | 'loading' }
  | { readonly state: 'ready'; readonly activity: VoiceActivity }
  | { readonly state: 'failed'; readonly error: Error }

/** Tells voice from the rest as a person chose it, by level as long as the model is not there. */
export class Gate implements VoiceActivity {
  readonly #load: () => Promise<VoiceActivity>
  readonly #level = createEnergyActivity()
  readonly #isOn = observable(true)
  readonly #inUse = observable<GateInUse>({ kind: 'off' })
  #choice: GateChoice
  #model: Model = { state: 'absent' }

  constructor(choice: GateChoice, load: () => Promise<VoiceActivity>) {
    this.#load = load
    this.#choice = choice
    this.#decide()
  }

  get isOn(): Observable<boolean> {
    return this.#isOn
  }

  get inUse(): Observable<GateInUse> {
    return this.#inUse
  }

  choose(choice: GateChoice): void {
    this.#choice = choice
    this.#decide()
  }

  /** Fetches the model where it is wanted and not there; tries again after a failure, which `inUse` tells. */
  async prepare(): Promise<void> {
    if (this.#choice !== 'voice-model' || this.#model.state === 'loading' || this.#model.state === 'ready') return
    this.#become({ state: 'loading' })
    try {
      this.#become({ state: 'ready', activity: await this.#load() })
    } catch (error) {
      this.#become({ state: 'failed', error: error as Error })
    }
  }

  isVoice(samples: Int16Array, sampleRateHz: number): boolean {
    // Each is asked each time, so that it knows the room when its turn comes.
    const byLevel = this.#level.isVoice(samples, sampleRateHz)
    const byModel = this.#model.state === 'ready' ? this.#model.activity.isVoice(samples, sampleRateHz) : byLevel
    return this.#inUse.value.kind === 'voice-model' ? byModel : byLevel
  }

  #become(model: Model): void {
    this.#model = model
    this.#decide()
  }

  #decide(): void {
    this.#isOn.set(this.#choice !== 'off')
    this.#inUse.set(inUse(this.#choice, this.#model))
  }
}

function inUse(choice: GateChoice, model: Model): GateInUse {
  if (choice !== 'voice-model') return choice === 'off' ? { kind: 'off' } : { kind: 'level', because: null }
  switch (model.state) {
    case 'ready':
      return { kind: 'voice-model' }
    case 'absent':
      return { kind: 'level', because: 'not-yet' }
    case 'loading':
      return { kind: 'level', because: 'loading' }
    case 'failed':
      return { kind: 'level', because: model.error }
  }
}
