import type { SpeculationLedger, Venture } from '@sidetone/server/lib/speculation.js'
import type { HeardWords, VoiceActivity } from '@sidetone/server/listening/contract.js'
import { mostQuietToRehearseMs } from '@sidetone/server/session/turn-taking.js'

/** Keeps the books of requests that a session would begin in secret, by its rules, and makes none. */
export class ImaginedRequests {
  readonly #ledger: SpeculationLedger
  #request: { readonly words: HeardWords; readonly venture: Venture } | null = null

  constructor(ledger: SpeculationLedger) {
    this.#ledger = ledger
  }

  /** `words`: those of the present quiet. */
  observe({ quietMs, voice }: VoiceActivity, words: HeardWords | null, neededQuietMs: number | null): void {
    if (words === null && quietMs !== null && !voice) this.throwAway()
    if (!words?.whole || words.text.trim() === '' || neededQuietMs === null || neededQuietMs > mostQuietToRehearseMs || this.#request?.words === words) return
    this.throwAway()
    const venture = this.#ledger.begin('requests')
    venture.end()
    this.#request = { words, venture }
  }

  decided(words: HeardWords | null): void {
    if (words !== null && this.#request?.words === words) this.#request.venture.use()
    this.throwAway()
  }

  throwAway(): void {
    this.#request?.venture.throwAway()
    this.#request = null
  }
}
