const opening = ['<think>', '<thinking>']
const closing = ['</think>', '</thinking>']

/** Takes the blocks out that reasoning models think aloud in. Tags may come in pieces; what may become a tag waits for the next piece. */
export class ReasoningSkipper {
  #held = ''
  #thinking = false
  #spoken = false

  /** The part of the text so far that is meant for the user. */
  push(delta: string): string {
    this.#held += delta
    let visible = ''
    for (;;) {
      const tags = this.#thinking ? closing : [...opening, ...closing]
      const found = firstTag(this.#held, tags)
      if (found) {
        if (!this.#thinking) visible += this.#held.slice(0, found.at)
        this.#held = this.#held.slice(found.at + found.tag.length)
        this.#thinking = opening.includes(found.tag)
        continue
      }
      const keep = lengthOfPossibleTag(this.#held, tags)
      if (!this.#thinking) visible += this.#held.slice(0, this.#held.length - keep)
      this.#held = this.#held.slice(this.#held.length - keep)
      return this.#trimStart(visible)
    }
  }

  /** What waited and did not become a tag. */
  end(): string {
    return this.#thinking ? '' : this.#trimStart(this.#held)
  }

  /** A block of reasoning leaves blank lines before the answer. */
  #trimStart(text: string): string {
    const trimmed = this.#spoken ? text : text.trimStart()
    if (trimmed !== '') this.#spoken = true
    return trimmed
  }
}

function firstTag(text: string, tags: readonly string[]): { at: number; tag: string } | null {
  const found = tags.map((tag) => ({ at: text.indexOf(tag), tag })).filter(({ at }) => at >= 0)
  return found.sort((a, b) => a.at - b.at)[0] ?? null
}

function lengthOfPossibleTag(text: string, tags: readonly string[]): number {
  const at = text.lastIndexOf('<')
  if (at < 0) return 0
  const rest = text.slice(at)
  return tags.some((tag) => tag.startsWith(rest)) ? rest.length : 0
}
