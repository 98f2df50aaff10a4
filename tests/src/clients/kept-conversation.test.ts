import type { VoiceClientOptions } from '@sidetone/client'
import { afterEach, describe, expect, it } from 'vitest'
import { Browsing } from '../support/browsing.js'
import { hasRoom } from '../support/has-room.js'
import { spokenLine } from '../support/speech.js'
import { says, until } from '../support/until.js'

const greeting = { user: 'hello', answer: ['Good day to you.'] }

const hearing: Partial<VoiceClientOptions> = { session: { audio: { input: { transcription: { model: 'default' } } } } }

const browsing = new Browsing()
afterEach(() => browsing.end())

describe('a page that is loaded again, and whose conversation is gone', { timeout: 120_000 }, () => {
  it('begins anew, says so, and calls it no error', async () => {
    const { page, tab } = await browsing.converse([greeting])
    page.client.say('hello')
    await until(page.client.transcript, says('Good day to you.'))
    await page.leave()
    const other = await browsing.serve([greeting])
    const next = tab.load(other.url, { key: browsing.key })
    expect(next.client.transcript.value).toHaveLength(2)
    await next.client.connect()
    expect([next.client.continuation.value, next.client.error.value, next.client.transcript.value]).toEqual(['gone', null, []])
    next.client.say('hello again')
    await until(next.client.transcript, says('Good day to you.'))
    expect(next.states).not.toContain('reconnecting')
    next.client.disconnect()
    expect(next.client.continuation.value).toBe('none')
  })

  it('what it heard meanwhile is heard by the new session', async () => {
    const { samples } = await spokenLine()
    const { page, tab } = await browsing.converse([], hearing)
    await page.client.update({ audio: { input: { format: { type: 'audio/pcmu' } } } })
    await page.leave()
    const other = await browsing.serve([{ answer: ['I heard you well.'] }])
    const next = tab.load(other.url, { key: browsing.key, ...hearing })
    const connected = next.client.connect()
    next.microphone.say(samples)
    await connected
    const lines = await until(next.client.transcript, says('I heard you well.'))
    expect(lines[0]?.text).not.toBe('')
  })

  it('what nobody can read counts as gone', async () => {
    const server = await browsing.serve([greeting])
    const tab = browsing.tab('{"version":1,')
    const page = tab.load(server.url)
    expect(page.client.continuation.value).toBe('gone')
    await page.client.connect()
    expect([tab.kept, page.client.continuation.value]).toEqual([null, 'gone'])
    page.client.say('hello')
    await until(page.client.transcript, says('Good day to you.'))
  })

  it('behind the time of grace', async () => {
    const server = await browsing.serve([greeting], { resumeForMs: 1, maxSessions: 1 })
    const tab = browsing.tab()
    const page = tab.load(server.url)
    await page.client.connect()
    await page.leave()
    await hasRoom(server.realtimeUrl)
    const next = tab.load(server.url)
    await next.client.connect()
    expect(next.client.continuation.value).toBe('gone')
  })
})

describe('what a tab keeps of a conversation', { timeout: 120_000 }, () => {
  it('the second of two pages with the same conversation has it, and the first is told and leaves it alone', async () => {
    const { server, page, tab } = await browsing.converse([greeting])
    await page.leave()
    const first = browsing.tab(tab.kept).load(server.url)
    const second = browsing.tab(tab.kept).load(server.url)
    await first.client.connect()
    await second.client.connect()
    await until(first.client.state, (state) => state === 'failed')
    expect(first.client.error.value).toMatchObject({ code: 'session-ended' })
    expect(second.client.continuation.value).toBe('resumed')
    second.client.say('hello')
    await until(second.client.transcript, says('Good day to you.'))
    expect([first.client.state.value, second.client.error.value]).toEqual(['failed', null])
  })

  it('a tab that is duplicated while its page lives finds nothing', async () => {
    const { page, tab } = await browsing.converse([greeting])
    page.client.say('hello')
    await until(page.client.transcript, says('Good day to you.'))
    expect(tab.duplicate().kept).toBeNull()
  })

  it('keeps no key, and nothing at all once the conversation was ended', async () => {
    const { page, tab, reload } = await browsing.converse([greeting])
    page.client.say('hello')
    await until(page.client.transcript, says('Good day to you.'))
    const next = await reload()
    expect(tab.kept).toContain('Good day')
    expect(tab.kept).not.toContain(browsing.key)
    next.client.disconnect()
    expect([tab.kept, next.client.continuation.value]).toEqual([null, 'none'])
    await next.client.connect()
    expect([next.client.continuation.value, next.client.transcript.value]).toEqual(['none', []])
    next.client.disconnect()
    await next.leave()
    expect(tab.kept).toBeNull()
  })
})
