import { describe, expect, it } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { checkCredential } from './credential.js'
import { SecretStore } from './secret-store.js'

const session = { kind: { type: 'realtime' }, patch: { instructions: 'Be brief.' } } as const

describe('ephemeral keys', () => {
  it('are good for their session until they expire', async () => {
    const clock = new ManualClock()
    const secrets = new SecretStore(clock)
    const key = secrets.keep(session, 10_000)
    expect(key?.expiresAtMs).toBe(clock.wallTime().getTime() + 10_000)
    await clock.advance(9_999)
    expect(secrets.find(key?.value ?? '')).toBe(session)
    await clock.advance(1)
    expect(secrets.find(key?.value ?? '')).toBeNull()
  })

  it('are not found by a part of them, nor by a neighbour', () => {
    const secrets = new SecretStore(new ManualClock())
    const value = secrets.keep(session, 10_000)?.value ?? ''
    const changed = value.slice(0, -1) + (value.endsWith('0') ? '1' : '0')
    for (const wrong of [value.slice(0, 19), value.slice(0, -1), changed, `${value}0`, 'ek_', '']) expect(secrets.find(wrong)).toBeNull()
  })

  it('are bounded in number and in size, and make room when they expire', async () => {
    const clock = new ManualClock()
    const few = new SecretStore(clock, { secrets: 2, bytes: 1_000 })
    expect([few.keep(session, 10_000), few.keep(session, 20_000), few.keep(session, 10_000)].map((key) => key !== null)).toEqual([true, true, false])
    await clock.advance(10_000)
    expect(few.keep(session, 10_000)).not.toBeNull()
    const small = new SecretStore(clock, { secrets: 10, bytes: 100 })
    expect(small.keep({ ...session, patch: { instructions: 'a'.repeat(100) } }, 10_000)).toBeNull()
  })

  it('that are not known are refused, also where any other key is taken', () => {
    const secrets = new SecretStore(new ManualClock())
    const value = secrets.keep(session, 10_000)?.value ?? ''
    const open = { apiKeys: [], secrets }
    expect(checkCredential(value, open)).toEqual({ kind: 'ephemeral', session })
    expect(checkCredential(`ek_${'0'.repeat(48)}`, open)).toEqual({ kind: 'unknown-key' })
    expect(checkCredential('whatever', open)).toEqual({ kind: 'accepted' })
    expect(checkCredential(null, open)).toEqual({ kind: 'accepted' })
  })
})
