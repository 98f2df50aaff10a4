/** Utterances of a turn that no later voice changes: each is recognised once, one at a time, while the user speaks on. */
export class SettledUtterances {
  readonly #recognise: (samples: Float32Array, signal: AbortSignal) => Promise<string>
  readonly #controller = new AbortController()
  readonly #texts = new Map<string, Promise<string>>()
  #latest: Promise<unknown> = Promise.resolve()

  constructor(recognise: (samples: Float32Array, signal: AbortSignal) => Promise<string>) {
    this.#recognise = recognise
  }

  /** The words of the utterance at a place; `read` gives its audio, and is called at once when it was not asked for before. What failed is tried anew. */
  text(place: string, read: () => Float32Array): Promise<string> {
    const known = this.#texts.get(place)
    if (known) return known
    const samples = read()
    const recognise = () => this.#recognise(samples, this.#controller.signal)
    const text = this.#latest.then(recognise, recognise)
    // Whoever asked for the text gets its failure.
    text.catch(() => this.#texts.delete(place))
    this.#texts.set(place, text)
    this.#latest = text
    return text
  }

  stop(reason: unknown): void {
    this.#controller.abort(reason)
  }
}
