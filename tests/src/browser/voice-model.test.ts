import { floatFromInt16 } from '@sidetone/audio'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { always } from '../support/always.js'
import { concat, saidUntilHeard, synthesised } from '../support/speech.js'
import { wordErrorRate } from '../support/word-error-rate.js'
import { scenePatience, testLimit } from './chromium.js'
import { type ConsolePage, noBrowserBecause, openConsole } from './console-page.js'

const missing = noBrowserBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const question = 'Could you tell me what time it is, please?'
const answer = 'The library is open from nine until six.'
const modelPath = '/models/silero-vad-v6.onnx'

describe.skipIf(missing !== null)('the gate of a page in Chromium', { timeout: testLimit }, () => {
  let speech: Float32Array
  let opened: ConsolePage
  beforeAll(async () => {
    speech = floatFromInt16(await synthesised(question))
  })
  afterEach(() => opened?.close())

  async function open(): Promise<Page> {
    // The model comes after the microphone, and what is said before is judged by level.
    const microphone = concat([new Float32Array(24_000 * 5), saidUntilHeard(speech)])
    opened = await openConsole({ calls: always(answer), microphone })
    await opened.page.getByText('Microphone and loudspeaker').click()
    return opened.page
  }
  const inUse = (page: Page, kind: string) => page.locator(`[data-gate="${kind}"]`).waitFor()
  const start = (page: Page) => page.getByRole('button', { name: 'Start talking' }).click()
  /** The page tells its server of silence that it held back, at some time in the scene. */
  const heldBack = async (page: Page) => {
    const socket = await page.waitForEvent('websocket')
    await socket.waitForEvent('framesent', { predicate: ({ payload }) => payload.includes('sidetone.input_audio.silence'), timeout: scenePatience })
  }
  /** The question may have to be said more than once. */
  async function isHeard(page: Page) {
    await page.locator('#panel-talk li[data-role="assistant"]').filter({ hasText: answer }).first().waitFor({ timeout: scenePatience })
    const heard = await page.locator('#panel-talk li[data-role="user"] [data-part="words"]').allTextContents()
    expect(Math.min(...heard.map((words) => wordErrorRate(question, words))), heard.join(' | ')).toBeLessThan(0.4)
  }

  it('is the voice model that its server serves: a voice is heard, silence is held back, and nothing is complained about', async () => {
    const page = await open()
    const fetched = page.waitForResponse((response) => new URL(response.url()).pathname === modelPath)
    const held = heldBack(page)
    await start(page)
    expect((await fetched).headers()['cache-control']).toContain('immutable')
    await inUse(page, 'voice-model')
    await isHeard(page)
    await held
    expect(opened.complaints).toEqual([])
  })

  it('is the level where the server has no model: it says so, and a voice is heard', async () => {
    const page = await open()
    await page.route(`**${modelPath}`, (route) => route.fulfill({ status: 404, body: '' }))
    await start(page)
    await page.getByText('In use: level. The server has no voice model.').waitFor()
    await isHeard(page)
  })

  it('is what a person chooses, in the middle of a conversation and for the next one', async () => {
    const page = await open()
    await start(page)
    await inUse(page, 'voice-model')
    const choice = page.getByLabel('Silence is held back by')
    await choice.selectOption('off')
    await inUse(page, 'off')
    await choice.selectOption('level')
    await inUse(page, 'level')
    await page.reload()
    await page.getByText('Microphone and loudspeaker').click()
    await inUse(page, 'level')
    expect(await page.getByLabel('Silence is held back by').inputValue()).toBe('level')
  })
})
