/** What a client heard, in order, with a way to wait for what comes next. Waits are bounded by the test's own time limit. */
export class WireLog {
  readonly events: WireEvent[] = []
  readonly #waiting: { matches: (event: WireEvent) => boolean; resolve: (event: WireEvent) => void }[] = []
  #taken = 0

  record(event: WireEvent): void {
    this.events.push(event)
    const index = this.#waiting.findIndex((each) => each.matches(event))
    if (index < 0) return
    this.#taken = this.events.length
    this.#waiting.splice(index, 1)[0]?.resolve(event)
  }

  /** The next event of this type that nobody has waited for yet, past or to come. */
  next(type: string, where: (event: WireEvent) => boolean = () => true): Promise<WireEvent> {
    const matches = (event: WireEvent) => event.type === type && where(event)
    const index = this.events.findIndex((event, at) => at >= this.#taken && matches(event))
    if (index >= 0) {
      this.#taken = index + 1
      return Promise.resolve(this.events[index] as WireEvent)
    }
    return new Promise((resolve) => this.#waiting.push({ matches, resolve }))
  }

  types(): string[] {
    return this.events.map((event) => event.type)
  }

  of(type: string): WireEvent[] {
    return this.events.filter((event) => event.type === type)
  }

  /** The types in order, with runs of the same type as one and the named ones left out. */
  outline(without: readonly string[] = []): string[] {
    return this.types().filter((type, index, all) => !without.includes(type) && type !== all[index - 1])
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the tests look into
export type WireEvent = { type: string } & Record<string, any>
