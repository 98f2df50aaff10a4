import { floatFromInt16 } from '@sidetone/audio'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { spokenLine } from '../support/speech.js'
import { testLimit } from './chromium.js'
import { type ConsolePage, noBrowserBecause, openConsole } from './console-page.js'
import { seriousFindings } from './serious-findings.js'

const missing = noBrowserBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const answer = 'The library is open from nine until six, and on Sundays all of the doors are closed.'
const calls = Array.from({ length: 4 }, () => ({ answer: [answer] }))

describe.skipIf(missing !== null)('the pages of the server', { timeout: testLimit }, () => {
  let opened: ConsolePage
  afterEach(() => opened?.close())

  /** What was asked for anywhere but at the server, and what of its documents has no strict policy. */
  function watch(page: Page): string[] {
    const findings: string[] = []
    const { host } = new URL(page.url())
    const isOwn = (url: URL) => url.host === host || url.protocol === 'data:'
    page.on('request', (request) => {
      if (!isOwn(new URL(request.url()))) findings.push(request.url())
    })
    page.on('websocket', (socket) => {
      if (!isOwn(new URL(socket.url()))) findings.push(socket.url())
    })
    page.on('response', (response) => {
      const policy = response.headers()['content-security-policy'] ?? 'none'
      if (response.request().resourceType() === 'document' && (!/default-src '(self|none)'/.test(policy) || /'unsafe-|\*/.test(policy))) {
        findings.push(`${response.url()}: policy ${policy}`)
      }
    })
    return findings
  }

  it('the console: a conversation, every tab and every setting ask for nothing from elsewhere, and the browser complains about nothing', async () => {
    opened = await openConsole({ calls, microphone: new Float32Array(24_000) })
    const { page } = opened
    const findings = watch(page)
    await page.reload()
    for (const summary of await page.locator('.settings summary').all()) await summary.click()
    await page.getByRole('button', { name: 'Start talking' }).click()
    await page.locator('.stage-state', { hasText: 'Listening' }).waitFor()
    await page.getByRole('textbox', { name: 'Type a line' }).fill('When is the library open?')
    await page.keyboard.press('Enter')
    await page.locator('#panel-talk li[data-role="assistant"]', { hasText: answer }).waitFor()
    for (const tab of ['Why', 'Wire', 'Phone', 'Talk']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.locator(`#panel-${tab.toLowerCase()}`).waitFor()
    }
    await page.getByLabel('Theme').selectOption('dark')
    await page.getByRole('combobox', { name: 'Voice', exact: true }).selectOption('cedar')
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.locator('.stage-state', { hasText: 'Ready' }).waitFor()
    expect(findings).toEqual([])
    expect(opened.complaints).toEqual([])
  })

  it('what silence saved is told in money, once there is a price', async () => {
    opened = await openConsole({ calls, microphone: new Float32Array(24_000) })
    const { page } = opened
    await page.getByRole('button', { name: 'Start talking' }).click()
    expect(await page.locator('.traffic', { hasText: 'silence saved' }).textContent()).not.toContain('$')
    await page.locator('summary', { hasText: 'Price of audio' }).click()
    await page.getByLabel('Per minute of your audio').fill('60')
    // A second of silence is a dollar.
    await page.waitForFunction(() => /\$[1-9][\d.,]* saved by silence/.test(document.querySelector('.traffic')?.textContent ?? ''))
    await page.reload()
    expect(await page.getByLabel('Per minute of your audio').inputValue()).toBe('60')
  })

  it('the microphone is tried before there is a conversation: its level is seen, its name is known, and nothing is sent', async () => {
    opened = await openConsole({ calls, microphone: floatFromInt16((await spokenLine()).samples) })
    const { page } = opened
    const sockets: string[] = []
    page.on('websocket', (socket) => sockets.push(socket.url()))
    await page.locator('summary', { hasText: 'Microphone and loudspeaker' }).click()
    const trial = page.getByRole('button', { name: 'Try the microphone' })
    await trial.click()
    await page.waitForFunction(() => (document.querySelector<HTMLMeterElement>('meter[aria-label="Level of the trial"]')?.value ?? 0) > 0.4)
    await page.locator('option', { hasText: /^Fake/ }).first().waitFor({ state: 'attached' })
    expect(await seriousFindings(page)).toEqual([])
    await trial.click()
    await page.getByLabel('Level of the trial').waitFor({ state: 'detached' })
    expect(sockets).toEqual([])
    expect(opened.complaints).toEqual([])
  })

  it('the face hears, thinks and speaks with a mouth that opens', async () => {
    const page = await openExample('A face that speaks')
    // Shut, the lips are one line, 4 high as it smiles.
    const opens = page.waitForFunction(() => (document.querySelector('#mouth') as SVGGraphicsElement).getBBox().height > 8)
    await Promise.all([opens, page.getByRole('status').filter({ hasText: 'Speaking' }).waitFor(), page.getByText(answer).waitFor()])
    expect(await seriousFindings(page)).toEqual([])
  })

  it('the page with React captions both sides', async () => {
    const page = await openExample('The smallest page with React')
    await page.locator('li[data-role="user"][data-status="final"]').first().waitFor()
    await page.locator('li[data-role="assistant"]', { hasText: answer }).first().waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  /** By its link, from the keyboard. */
  async function openExample(name: string): Promise<Page> {
    opened = await openConsole({ calls, microphone: floatFromInt16((await spokenLine()).samples) })
    const { page } = opened
    const findings = watch(page)
    await page.getByRole('navigation', { name: 'More' }).getByRole('link', { name }).press('Enter')
    await page.waitForURL((url) => url.pathname !== '/')
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Start talking' }).click()
    await page.getByRole('button', { name: 'Stop' }).waitFor()
    expect(findings).toEqual([])
    expect(opened.complaints).toEqual([])
    return page
  }
})
