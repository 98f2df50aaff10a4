import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { always } from '../support/always.js'
import { hasRoom } from '../support/has-room.js'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/sidetone.js'
import { launchChromium, openPage, scenePatience, testLimit } from './chromium.js'
import { type ConsolePage, type ConsolePageOptions, noBrowserBecause, openConsole } from './console-page.js'
import type { Talk } from './page-main.js'
import { startTestPage, type TestPage } from './test-page.js'

const missing = noBrowserBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const answer = 'The library is open from nine until six.'
const story =
  'One morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge, ' +
  'and of the people who had built it again with their own hands.'
const silence = new Float32Array(24_000)

declare global {
  // What the page sets.
  var talk: Talk
}

describe.skipIf(missing !== null)('a page that is loaded again, in Chromium', { timeout: testLimit }, () => {
  let testPage: TestPage
  let server: TestServer
  let browser: Browser

  beforeAll(async () => {
    testPage = await startTestPage()
  })
  afterAll(() => testPage?.close())
  afterEach(async () => {
    await browser?.close()
    await server?.close()
  })

  async function talking(calls: Script['calls'], more: TestServerOptions = {}): Promise<Page> {
    const page = await opened(calls, more)
    await page.goto(address())
    await page.click('button')
    await page.waitForFunction(() => talk.client.session.value !== null)
    return page
  }

  /** A page that hears may sound before anybody has touched it; one that has no microphone may not. */
  async function opened(calls: Script['calls'], more: TestServerOptions = {}, hears = true): Promise<Page> {
    server = await startTestServer({ script: { calls }, ...more })
    browser = await launchChromium({ microphone: hears ? silence : null, soundsUntouched: false })
    return openPage(browser)
  }

  const address = () => `${testPage.url}?url=${encodeURIComponent(server.realtimeUrl)}`
  const says = (page: Page, text: string) => page.waitForFunction((wanted) => talk.client.transcript.value.some((each) => each.text === wanted), text)
  const comesTo = (page: Page, state: string) => page.waitForFunction((wanted) => talk.client.state.value === wanted, state)
  const hasSpoken = (page: Page) => page.waitForFunction(() => talk.states.includes('speaking') && talk.client.state.value === 'listening')
  const type = (page: Page, text: string) => page.evaluate((typed) => talk.client.say(typed), text)
  const became = (page: Page) => page.evaluate(() => talk.client.continuation.value)
  const told = (page: Page) => page.evaluate(() => talk.client.transcript.value.map(({ role, text }) => `${role}: ${text}`))
  /** Seconds in which the page sounded anything. */
  const soundedSeconds = (page: Page) => page.evaluate(() => talk.soundedSeconds())

  it('between two turns shows what was said, and goes on', async () => {
    const page = await talking([{ answer: [answer] }, { user: 'again', answer: ['As I said.'] }])
    await type(page, 'When is the library open?')
    await says(page, answer)
    await hasSpoken(page)
    await page.reload()
    expect([await became(page), await told(page)]).toEqual(['kept', ['user: When is the library open?', `assistant: ${answer}`]])
    await page.click('button')
    await comesTo(page, 'listening')
    expect(await became(page)).toBe('resumed')
    await type(page, 'Once again?')
    await says(page, 'As I said.')
    expect(await page.evaluate(() => talk.events.filter((event) => event.type === 'session.created').length)).toBe(0)
  })

  it('in the middle of a reply sounds the rest of it', async () => {
    const page = await talking([{ answer: [story] }, { answer: [story] }])
    // A whole story is told.
    page.setDefaultTimeout(scenePatience)
    await type(page, 'Tell me a story.')
    await says(page, story)
    await hasSpoken(page)
    const whole = await soundedSeconds(page)
    await type(page, 'And again.')
    await page.waitForFunction((before) => talk.soundedSeconds() > before + 2, whole)
    await page.reload()
    await page.click('button')
    await hasSpoken(page)
    expect(await told(page)).toEqual(['user: Tell me a story.', `assistant: ${story}`, 'user: And again.', `assistant: ${story}`])
    const rest = await soundedSeconds(page)
    console.log(`a reply of ${whole.toFixed(1)} s, of which the second page sounded ${rest.toFixed(1)} s`)
    // The first page had sounded two seconds, and perhaps more until it went.
    expect(rest).toBeLessThan(whole - 1.5)
    expect(rest).toBeGreaterThan(0)
    expect(await page.evaluate(() => talk.client.error.value)).toBeNull()
  })

  it('goes on by itself where the application wants that, and sounds at once when it hears', async () => {
    const page = await talking(always(story))
    await type(page, 'Tell me a story.')
    await comesTo(page, 'speaking')
    await page.goto(`${address()}&untouched`)
    // Asked in this way it is not touched.
    await page.locator('#state', { hasText: 'speaking' }).waitFor()
    expect([await became(page), await page.evaluate(() => talk.client.error.value)]).toEqual(['resumed', null])
  })

  it('that has no microphone goes on by itself, and sounds at the first touch', async () => {
    const page = await opened(always(story), {}, false)
    // A whole story is told.
    page.setDefaultTimeout(scenePatience)
    await page.goto(address())
    await page.click('button')
    await page.waitForFunction(() => talk.client.session.value !== null)
    await type(page, 'Tell me a story.')
    await comesTo(page, 'speaking')
    const told = page.waitForEvent('console', (message) => message.text() === 'speaker-blocked')
    await page.goto(`${address()}&untouched`)
    await told
    await page.mouse.click(5, 5)
    await hasSpoken(page)
    expect([await became(page), await page.evaluate(() => talk.client.error.value)]).toEqual(['resumed', null])
    expect(await soundedSeconds(page)).toBeGreaterThan(1)
  })

  it('goes on when the tab was elsewhere in between', async () => {
    const page = await talking([{ answer: [answer] }])
    await page.goto('about:blank')
    await page.goto(address())
    await page.click('button')
    await comesTo(page, 'listening')
    expect(await became(page)).toBe('resumed')
    await type(page, 'When is the library open?')
    await says(page, answer)
  })

  it('behind the time of grace begins anew, and says so without an error', async () => {
    const page = await talking([{ answer: [answer] }, { answer: [answer] }], { resumeForMs: 1, maxSessions: 1 })
    await type(page, 'When is the library open?')
    await says(page, answer)
    await page.goto('about:blank')
    await hasRoom(server.realtimeUrl)
    await page.goto(address())
    expect((await told(page)).length).toBe(2)
    await page.click('button')
    await comesTo(page, 'listening')
    expect([await became(page), await told(page), await page.evaluate(() => talk.client.error.value)]).toEqual(['gone', [], null])
    await type(page, 'And on Sundays?')
    await says(page, answer)
  })

  it('behind ten minutes shows nothing of it: no server waits so long', async () => {
    const page = await talking(always(answer))
    await type(page, 'When is the library open?')
    await says(page, answer)
    await page.goto(`${testPage.url}page.js`)
    await page.evaluate(() => {
      const kept = sessionStorage.getItem('sidetone.conversation') ?? ''
      sessionStorage.setItem(
        'sidetone.conversation',
        kept.replace(/^\d+/, (writtenAtMs) => `${Number(writtenAtMs) - 600_000}`),
      )
    })
    await page.goto(address())
    expect([await became(page), await told(page), await page.evaluate(() => sessionStorage.length)]).toEqual(['none', [], 0])
  })

  it('a duplicate of its tab has a conversation of its own, and the first goes on undisturbed', async () => {
    const page = await talking([
      { user: 'second', answer: ['I am the second.'] },
      { user: 'first', answer: ['I am the first.'] },
    ])
    await page.evaluate(() => sessionStorage.setItem('marker', 'copied'))
    // A window that a page opens on its own origin gets a copy of its session storage, as a duplicated tab does.
    const [duplicate] = await Promise.all([page.waitForEvent('popup'), page.evaluate(() => void window.open(location.href))])
    await duplicate.waitForFunction(() => globalThis.talk !== undefined)
    expect(await duplicate.evaluate(() => sessionStorage.getItem('marker'))).toBe('copied')
    expect(await became(duplicate)).toBe('none')
    await duplicate.click('button')
    await comesTo(duplicate, 'listening')
    await type(duplicate, 'I am the second.')
    await says(duplicate, 'I am the second.')
    await type(page, 'I am the first.')
    await page.waitForFunction(() => talk.client.transcript.value.length === 2)
    await says(page, 'I am the first.')
    expect(await page.evaluate(() => [talk.states.includes('reconnecting'), talk.client.error.value])).toEqual([false, null])
  })
})

describe.skipIf(missing !== null)('the console that is loaded again, in Chromium', { timeout: testLimit }, () => {
  let opened: ConsolePage

  afterEach(() => opened?.close())

  async function open(options: ConsolePageOptions): Promise<Page> {
    opened = await openConsole(options)
    return opened.page
  }

  const lines = (page: Page, role: string) => page.locator(`#panel-talk li[data-role="${role}"] [data-part="words"]`)
  const comesTo = (page: Page, word: string) => page.locator('.stage-state', { hasText: word }).waitFor()
  async function type(page: Page, line: string) {
    await page.getByRole('textbox', { name: 'Type a line' }).fill(line)
    await page.keyboard.press('Enter')
  }

  it('in the middle of a reply goes on by itself: captions, voice and microphone', async () => {
    const page = await open({ calls: always(story), microphone: silence })
    // A whole story is told.
    page.setDefaultTimeout(scenePatience)
    await page.getByRole('button', { name: 'Start talking' }).click()
    await comesTo(page, 'Listening')
    await type(page, 'Tell me a story.')
    await comesTo(page, 'Speaking')
    await page.reload()
    await comesTo(page, 'Speaking')
    await lines(page, 'assistant').filter({ hasText: story }).waitFor()
    await comesTo(page, 'Listening')
    expect(await lines(page, 'user').allTextContents()).toEqual(['Tell me a story.'])
    await page.getByRole('button', { name: 'Mute' }).click()
    await comesTo(page, 'Muted')
    await page.reload()
    await comesTo(page, 'Muted')
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(opened.complaints).toEqual([])
  })

  it('who only typed is not listened to behind it', async () => {
    const page = await open({ calls: [{ answer: [answer] }, { user: 'Sundays', answer: ['It is closed.'] }], microphone: silence })
    await type(page, 'When is the library open?')
    await lines(page, 'assistant').filter({ hasText: answer }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Use microphone' }).waitFor()
    await comesTo(page, 'Connected')
    expect(await lines(page, 'user').textContent()).toBe('When is the library open?')
    for (const tab of ['Why', 'Wire']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.locator(`#panel-${tab.toLowerCase()}`).getByText('What was before the page was loaded is not kept here.').waitFor()
    }
    await page.getByRole('tab', { name: 'Talk' }).click()
    await type(page, 'And on Sundays?')
    await lines(page, 'assistant').filter({ hasText: 'It is closed.' }).waitFor()
  })

  it('in a call on the phone is on the phone still', async () => {
    const page = await open({ calls: always(answer), microphone: silence })
    await page.getByRole('tab', { name: 'Phone' }).click()
    await page.getByRole('button', { name: 'Call', exact: true }).click()
    await page.locator('.badge', { hasText: 'telephone' }).waitFor()
    await page.reload()
    await page.locator('.badge', { hasText: 'telephone' }).waitFor()
    await page.getByRole('button', { name: 'Hang up' }).click()
    await page.getByText('On the hook').waitFor()
    await page.reload()
    await page.getByText('On the hook').waitFor()
  })

  it('behind the time of grace says that it is over, and begins nothing by itself', async () => {
    const page = await open({ calls: [{ answer: [answer] }, { answer: [answer] }], microphone: null, server: { resumeForMs: 1, maxSessions: 1 } })
    const address = page.url()
    await type(page, 'When is the library open?')
    await lines(page, 'assistant').filter({ hasText: answer }).waitFor()
    await page.goto('about:blank')
    await hasRoom(opened.server.realtimeUrl)
    await page.goto(address)
    await page.getByText('The conversation from before is over').waitFor()
    await comesTo(page, 'Ready')
    expect([await lines(page, 'user').count(), await page.getByRole('alert').allTextContents()]).toEqual([0, []])
    await type(page, 'And on Sundays?')
    await lines(page, 'assistant').filter({ hasText: answer }).waitFor()
    expect(await lines(page, 'user').count()).toBe(1)
  })

  it('a conversation that was stopped stays stopped', async () => {
    const page = await open({ calls: [{ answer: [answer] }], microphone: null })
    await type(page, 'When is the library open?')
    await lines(page, 'assistant').filter({ hasText: answer }).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await comesTo(page, 'Ready')
    await page.reload()
    await page.getByText('Nothing has been said yet.').waitFor()
    await comesTo(page, 'Ready')
  })
})
