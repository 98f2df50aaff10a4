/** A single-reader queue: `push` never waits, iteration ends after `end`, throws after `fail`. */
export class AsyncQueue<Value> implements AsyncIterable<Value> {
  readonly #values: Value[] = []
  #ended: { error?: unknown } | null = null
  #wake: (() => void) | null = null

  push(value: Value): void {
    if (this.#ended) return
    this.#values.push(value)
    this.#wake?.()
  }

  end(): void {
    this.#ended ??= {}
    this.#wake?.()
  }

  fail(error: unknown): void {
    this.#ended ??= { error }
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value, void, undefined> {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift() as Value
      if (this.#ended) {
        if ('error' in this.#ended) throw this.#ended.error
        return
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
  }
}
