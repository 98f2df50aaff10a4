import { expect, test } from 'vitest'
import { ManualClock } from '../../lib/clock.js'
import { createLinkPair } from '../in-memory/link-pair.js'
import { ResumableLinks } from './resumable-links.js'

function opened() {
  const links = new ResumableLinks({ clock: new ManualClock(), graceMs: 30_000, keptBytes: 1_000, welcomeBack: () => '{}' }, () => 'a_token')
  const { link, token } = links.open(createLinkPair().link)
  link.send('{}')
  return { links, token }
}

test('a client is awaited by its token and by what it can have of the session: neither a made-up token nor a made-up count has a place', () => {
  const { links, token } = opened()
  expect(links.awaits({ token, received: 1 })).toBe(true)
  expect(links.awaits({ token, received: 2 })).toBe(false)
  expect(links.awaits({ token: 'made_up', received: 1 })).toBe(false)
})

test('a session that has ended awaits nobody', () => {
  const { links, token } = opened()
  links.forget(token)
  expect(links.awaits({ token, received: 1 })).toBe(false)
})
