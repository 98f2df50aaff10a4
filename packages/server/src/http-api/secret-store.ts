import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../lib/clock.js'
import type { BoundSession, EphemeralKey } from './contract.js'

export const ephemeralPrefix = 'ek_'

/** What can be held at a time. A session's settings come from a client: they are bounded by their size too. */
const mostSecrets = 10_000
const mostBytes = 64 * 1024 * 1024

/** `ek_`, then 16 characters that only name the key, then 128 random bits: both as hexadecimal digits. */
const nameBytes = 8
const chanceBytes = 16

interface Secret {
  readonly session: BoundSession
  readonly digest: Buffer
  readonly expiresAtMs: number
  readonly bytes: number
}

/** Ephemeral keys and the sessions that they are good for, until they expire. In memory alone, and only as digests: a restart forgets them all. */
export class SecretStore {
  readonly #clock: Clock
  readonly #most: { readonly secrets: number; readonly bytes: number }
  readonly #secrets = new Map<string, Secret>()
  #bytes = 0

  constructor(clock: Clock, most = { secrets: mostSecrets, bytes: mostBytes }) {
    this.#clock = clock
    this.#most = most
  }

  /** null: too many are alive. */
  keep(session: BoundSession, lifetimeMs: number): EphemeralKey | null {
    this.#forgetExpired()
    const bytes = Buffer.byteLength(JSON.stringify(session))
    if (this.#secrets.size >= this.#most.secrets || this.#bytes + bytes > this.#most.bytes) return null
    const name = randomBytes(nameBytes).toString('hex')
    const value = ephemeralPrefix + name + randomBytes(chanceBytes).toString('hex')
    this.#secrets.set(name, { session, digest: digest(value), expiresAtMs: this.#clock.nowMs() + lifetimeMs, bytes })
    this.#bytes += bytes
    return { value, expiresAtMs: this.#clock.wallTime().getTime() + lifetimeMs }
  }

  /** The session that a key is good for; null when it is not known, or no longer. */
  find(value: string): BoundSession | null {
    const secret = this.#secrets.get(value.slice(ephemeralPrefix.length, ephemeralPrefix.length + nameBytes * 2))
    if (!secret || !timingSafeEqual(secret.digest, digest(value))) return null
    return this.#clock.nowMs() < secret.expiresAtMs ? secret.session : null
  }

  #forgetExpired(): void {
    const nowMs = this.#clock.nowMs()
    for (const [name, { expiresAtMs, bytes }] of this.#secrets) {
      if (nowMs < expiresAtMs) continue
      this.#secrets.delete(name)
      this.#bytes -= bytes
    }
  }
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
