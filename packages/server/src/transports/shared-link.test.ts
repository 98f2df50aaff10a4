import { describe, expect, it } from 'vitest'
import { createLinkPair } from './in-memory/link-pair.js'
import { SharedLink } from './shared-link.js'

function shared() {
  const first = createLinkPair()
  const second = createLinkPair()
  const link = new SharedLink(first.link)
  const heard: string[] = []
  const ends: string[] = []
  link.onMessage = (message) => heard.push(message)
  link.onClose = (end) => ends.push(end)
  return { link, first: first.client, second, heard, ends }
}

describe('a line that others are attached to', () => {
  it('sends to all from then on, and hears all', () => {
    const { link, first, second, heard } = shared()
    link.send('{"type":"before"}')
    expect(link.attach(second.link)).toBe(true)
    link.send('{"type":"now"}')
    first.send({ type: 'one' })
    second.client.send({ type: 'two' })
    expect(first.received.map(({ type }) => type)).toEqual(['before', 'now'])
    expect(second.client.received.map(({ type }) => type)).toEqual(['now'])
    expect(heard).toEqual(['{"type":"one"}', '{"type":"two"}'])
  })

  it('goes on without an attached line that ends, and ends with the first', () => {
    const { link, first, second, ends } = shared()
    const third = createLinkPair()
    link.attach(second.link)
    link.attach(third.link)
    second.client.close()
    link.send('{"type":"now"}')
    expect([ends, second.client.received]).toEqual([[], []])
    first.close()
    expect(ends).toEqual(['left'])
    expect(third.client.closed).toMatchObject({ by: 'server', code: 1000 })
  })

  it('takes eight', () => {
    const { link } = shared()
    const taken = Array.from({ length: 9 }, () => link.attach(createLinkPair().link))
    expect(taken.filter((each) => each)).toHaveLength(8)
  })
})
