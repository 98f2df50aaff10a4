import type { VoiceClientOptions } from '@sidetone/client'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/sidetone.js'
import { type SpokenLine, spokenLine } from '../support/speech.js'
import { type LoadedPage, Tab } from '../support/tab.js'
import { says, until } from '../support/until.js'

const story =
  'one morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge, ' +
  'and of the people who had built it again with their own hands'
const tale = { user: 'story', answer: [story] }
const greeting = { user: 'hello', answer: ['Good day to you.'] }
const key = 'a-key-that-is-kept-nowhere'

const tabs: Tab[] = []
const servers: TestServer[] = []
afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.close()
  for (const server of servers.splice(0)) await server.close()
})

async function serverWith(calls: Script['calls'], more: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer({ script: { calls }, ...more })
  servers.push(server)
  return server
}

function newTab(): Tab {
  const tab = new Tab()
  tabs.push(tab)
  return tab
}

async function conversing(calls: Script['calls'], more: Partial<VoiceClientOptions> = {}) {
  const server = await serverWith(calls)
  const tab = newTab()
  const page = tab.load(server.url, { key, ...more })
  await page.client.connect()
  const reload = async (from: LoadedPage = page) => {
    await from.leave()
    return tab.load(server.url, { key, ...more })
  }
  return { server, tab, page, reload }
}

const isSpeaking = ({ client }: LoadedPage) => until(client.state, (state) => state === 'speaking')
const isListening = ({ client }: LoadedPage) => until(client.state, (state) => state === 'listening')
const told = ({ client }: LoadedPage) => client.transcript.value.map(({ role, text }) => [role, text])

describe('a page that is loaded again', () => {
  let line: SpokenLine
  beforeAll(async () => {
    line = await spokenLine()
  })

  it('shows what was said, and goes on with the session', async () => {
    const { page, tab, reload } = await conversing([greeting, tale])
    page.client.say('hello')
    await until(page.client.transcript, says('Good day to you.'))
    await isListening(page)
    const session = page.client.session.value
    const next = await reload()
    expect(next.client.continuation.value).toBe('kept')
    expect(next.client.transcript.value).toEqual(page.client.transcript.value)
    await next.client.connect()
    expect(next.client.continuation.value).toBe('resumed')
    expect(next.client.error.value).toBeNull()
    expect(next.client.session.value).toEqual(session)
    expect(tab.kept).toBeNull()
    next.client.say('Tell me a story.')
    await until(next.client.transcript, says(story))
    expect(told(next)).toEqual([
      ['user', 'hello'],
      ['assistant', 'Good day to you.'],
      ['user', 'Tell me a story.'],
      ['assistant', story],
    ])
  })

  it('hears the rest of a reply from where it stopped', async () => {
    const { page, reload } = await conversing([tale])
    page.client.say('Tell me a story.')
    await isSpeaking(page)
    await until(page.client.transcript, (lines) => (lines.at(-1)?.text.length ?? 0) > 60)
    const leaving = reload()
    const heardMs = page.speaker.position()?.playedMs ?? 0
    const next = await leaving
    await next.client.connect()
    await until(next.client.transcript, says(story))
    await isListening(next)
    const [restMs = 0] = next.speaker.heard.values()
    expect(heardMs).toBeGreaterThan(0)
    // The one page heard what the other did not: a whole reply, of which nothing came twice.
    const whole = await wholeReplyMs()
    expect(Math.abs(heardMs + restMs - whole)).toBeLessThan(60)
    expect(told(next)).toEqual([
      ['user', 'Tell me a story.'],
      ['assistant', story],
    ])
  })

  /** The story, heard without a break. */
  async function wholeReplyMs(): Promise<number> {
    const { page } = await conversing([tale])
    page.client.say('Tell me a story.')
    await until(page.client.transcript, says(story))
    await isListening(page)
    return [...page.speaker.heard.values()][0] ?? 0
  }
})
