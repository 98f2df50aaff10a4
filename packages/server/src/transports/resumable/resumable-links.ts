import type { Link } from '../contract.js'
import { ResumableLink, type ResumableOptions } from './resumable-link.js'

/** What a client shows to come back. */
export interface ResumeRequest {
  readonly token: string
  /** How many messages of the session it has. */
  readonly received: number
}

/** The links that clients may come back to, by their tokens. */
export class ResumableLinks {
  readonly #links = new Map<string, ResumableLink>()
  readonly #options: Omit<ResumableOptions, 'welcomeBack'>
  readonly #welcomeBack: ResumableOptions['welcomeBack']
  readonly #mintToken: () => string

  constructor(options: ResumableOptions, mintToken: () => string) {
    const { welcomeBack, ...rest } = options
    this.#options = rest
    this.#welcomeBack = welcomeBack
    this.#mintToken = mintToken
  }

  get graceMs(): number {
    return this.#options.graceMs
  }

  /** Sessions that wait for their clients. */
  get lost(): number {
    return [...this.#links.values()].filter((link) => link.isLost).length
  }

  /** A session waits for this client, and so has its place already. */
  awaits({ token, received }: ResumeRequest): boolean {
    return this.#links.get(token)?.canResume(received) ?? false
  }

  open(line: Link): { readonly link: ResumableLink; readonly token: string } {
    const token = this.#mintToken()
    const link = new ResumableLink(line, { ...this.#options, welcomeBack: this.#welcomeBack })
    this.#links.set(token, link)
    return { link, token }
  }

  /** True when the session goes on over this line. */
  resume(line: Link, { token, received }: ResumeRequest): boolean {
    return this.#links.get(token)?.resume(line, received) ?? false
  }

  forget(token: string): void {
    this.#links.delete(token)
  }

  /** Ends every session that waits. */
  close(): void {
    for (const link of [...this.#links.values()]) if (link.isLost) link.close(1012, 'restart')
  }
}
