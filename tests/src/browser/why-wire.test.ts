import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { floatFromInt16 } from '@sidetone/audio'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { always } from '../support/always.js'
import { concat, spokenLine } from '../support/speech.js'
import { openPage, testLimit } from './chromium.js'
import { type ConsolePage, noBrowserBecause, openConsole } from './console-page.js'
import { seriousFindings } from './serious-findings.js'

const missing = noBrowserBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const answer = 'The library is open from nine until six on weekdays.'
/** Where to put pictures of the panels, for people. */
const pictures = process.env.PICTURES

async function look(page: Page, name: string): Promise<void> {
  for (const [size, width, height] of [
    ['wide', 1280, 800],
    ['phone', 390, 844],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, `${name} is wider than a ${size} screen`).toBeLessThanOrEqual(0)
      expect(await page.evaluate(belowTheFoot), `${name} goes on below its foot, ${size}`).toBeLessThanOrEqual(1)
      expect(await page.evaluate(beyondTheAxis), `the axis of ${name}, ${size}`).toBeLessThanOrEqual(1)
      expect(await seriousFindings(page), `${name}, ${size}, ${colorScheme}`).toEqual([])
      if (pictures) await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`), fullPage: true })
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'light' })
}

function belowTheFoot(): number {
  const foot = document.querySelector('footer')
  // A saved session has none.
  return foot ? document.documentElement.scrollHeight - Math.max(innerHeight, foot.getBoundingClientRect().bottom + scrollY) : 0
}

/** By how much the labels of time stand out of their track, in px. */
function beyondTheAxis(): number {
  const beyond = [...document.querySelectorAll('.why-tick')].map((tick) => {
    const [label, track] = [tick, tick.parentElement as Element].map((each) => each.getBoundingClientRect()) as [DOMRect, DOMRect]
    return Math.max(track.left - label.left, label.right - track.right)
  })
  return Math.max(0, ...beyond)
}

describe.skipIf(missing !== null)('the panels Why and Wire', { timeout: testLimit }, () => {
  let opened: ConsolePage
  let page: Page

  beforeAll(async () => {
    const line = await spokenLine()
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
    opened = await openConsole({
      calls: always(answer),
      microphone: concat([floatFromInt16(line.samples), new Float32Array(24_000)]),
      look: { permissions: ['microphone', 'clipboard-read', 'clipboard-write'], viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
    })
    page = opened.page
  }, testLimit)
  afterAll(async () => {
    await opened?.close()
    expect(opened?.complaints).toEqual([])
  })

  const open = (name: 'Talk' | 'Why' | 'Wire') => page.getByRole('tab', { name }).click()
  const answered = (turn: number) => page.getByRole('radio', { name: new RegExp(`^Turn ${turn}, by \\w+: \\d`) }).waitFor()

  it('say what will be there before there is anything', async () => {
    await open('Why')
    await page.getByRole('heading', { name: 'No turn yet' }).waitFor()
    await look(page, 'why-empty')
    await open('Wire')
    await page.getByText('Nothing went over the wire yet.').waitFor()
    await look(page, 'wire-empty')
  })

  it('a spoken and a typed turn stand on the time axis, with the reason of the decision', async () => {
    await open('Talk')
    await page.getByRole('button', { name: 'Start talking' }).click()
    await open('Why')
    await answered(1)
    await open('Talk')
    await page.locator('.stage-state', { hasText: 'Listening' }).waitFor()
    await page.getByRole('textbox', { name: 'Type a line' }).fill('When is the library open?')
    await page.keyboard.press('Enter')
    await open('Why')
    await answered(2)
    const first = page.getByRole('radio', { name: /^Turn 1, by voice: \d/ })
    await page.getByRole('radio', { name: /^Turn 2/ }).focus()
    await page.keyboard.press('ArrowDown')
    expect(await first.getAttribute('aria-checked')).toBe('true')
    expect(await first.evaluate((row) => row === document.activeElement)).toBe(true)
    await page.getByRole('img', { name: /Time axis of turn 1: You spoke .*Quiet .*You heard/ }).waitFor()
    await page.getByText(/You had finished.*quiet for \d+ ms/).waitFor()
    await page.getByText('All turns as a table').click()
    expect(await page.getByRole('region', { name: 'All turns' }).getByRole('row').count()).toBe(3)
  })

  it('the spoken turn is heard again under other settings, and the change is told', async () => {
    await page.getByRole('radio', { name: /server_vad/ }).check()
    await page.getByRole('slider').fill('0')
    await page.getByRole('button', { name: 'Hear it again' }).click()
    const row = page.getByRole('region', { name: 'What would change' }).getByRole('row', { name: /^800 ms of quiet/ })
    await row.waitFor()
    expect(await row.innerText()).toMatch(/quiet for 8\d\d ms, 800 ms end a turn/)
    expect(await page.getByRole('radio', { name: /^Turn/ }).count()).toBe(2)
    await look(page, 'why')
  })

  it('events are listed, filtered and searched, and an update tells what it changes', async () => {
    await open('Wire')
    const list = page.getByRole('listbox', { name: 'Events' })
    await page.getByLabel('Category').selectOption('session')
    await list.getByText('session.created', { exact: true }).waitFor()
    expect(await list.getByText('response.created').count()).toBe(0)
    await page.getByLabel('Category').selectOption('all')
    await page.getByLabel('Direction').selectOption('sent')
    await page.getByLabel('Search').fill('transcription')
    await list.focus()
    await page.keyboard.press('Home')
    await page
      .getByRole('listitem')
      .filter({ hasText: /^audio.input.transcription/ })
      .waitFor()
    await page.getByRole('button', { name: 'Copy event' }).click()
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toMatchObject({ type: 'session.update' })
    await look(page, 'wire')
    await page.getByLabel('Search').fill('')
    await page.getByLabel('Direction').selectOption('both')
  })

  it('the saved session opens from a file without network, shows and plays, and opens no door', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save session' }).click()])
    const file = join(mkdtempSync(join(tmpdir(), 'sidetone-session-')), 'session.html')
    await download.saveAs(file)
    expect(readFileSync(file, 'utf8')).toContain('&quot;token&quot;: &quot;•••&quot;')
    const browser = page.context().browser()
    if (!browser) throw new Error('The browser is gone.')
    const saved = await openPage(browser, { offline: true })
    const complaints: string[] = []
    saved.on('pageerror', (error) => complaints.push(String(error)))
    await saved.goto(pathToFileURL(file).href)
    expect(await saved.locator('.pieces li.user').count()).toBeGreaterThan(0)
    expect(await saved.locator('.pieces li.reply').first().innerText()).toContain(answer)
    await saved.getByRole('button', { name: 'Play all' }).click()
    await saved.waitForFunction(() => [...document.querySelectorAll('audio')].some(({ currentTime, duration }) => currentTime > 0.2 && duration > 1))
    await saved.getByLabel('Search').fill('speech_stopped')
    expect(await saved.locator('#events details:not([hidden])').count()).toBeGreaterThan(0)
    await saved.getByRole('button', { name: 'Stop' }).click()
    await look(saved, 'saved')
    expect(complaints).toEqual([])
    await saved.context().close()
  })
})
