import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { floatFromInt16 } from '@sidetone/audio'
import { readConversation } from '@sidetone/server/replay/conversation.js'
import { replay } from '@sidetone/server/replay/replay.js'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { expectWireRules } from '../replay/wire-rules.js'
import { spokenLine } from '../support/speech.js'
import type { WireEvent } from '../support/wire-log.js'
import { testLimit } from './chromium.js'
import { type ConsolePage, noBrowserBecause, openConsole } from './console-page.js'

const missing = noBrowserBecause()
if (missing !== null) console.log(`Skipped: ${missing}.`)

const answer = 'The library is open from nine until six.'

const of = (events: readonly WireEvent[], type: string) => events.flatMap((event) => (event.type === type ? [event.transcript] : []))

describe.skipIf(missing !== null)('a session of the console, copied as a test', { timeout: testLimit }, () => {
  let opened: ConsolePage
  afterEach(() => opened?.close())

  const comesTo = (page: Page, word: string) => page.locator('.stage-state', { hasText: word }).waitFor()
  const shown = (page: Page, role: string) => page.locator(`#panel-talk li[data-role="${role}"][data-by="voice"][data-status="final"] [data-part="words"]`)

  it('is played by the server as it went in the page, spoken and typed', async () => {
    const { samples } = await spokenLine()
    // A reply that was begun ahead and thrown away takes its answer along: every answer is the same.
    const calls = Array.from({ length: 8 }, () => ({ answer: [answer] }))
    opened = await openConsole({ calls, microphone: floatFromInt16(samples), look: { permissions: ['microphone', 'clipboard-read', 'clipboard-write'] } })
    const { page } = opened
    await page.getByRole('button', { name: 'Start talking' }).click()
    await comesTo(page, 'Speaking')
    await comesTo(page, 'Listening')
    await page.getByRole('textbox', { name: 'Type a line' }).fill('And on Sundays?')
    await page.keyboard.press('Enter')
    await comesTo(page, 'Speaking')
    await comesTo(page, 'Listening')
    const [heard, told] = [await shown(page, 'user').allTextContents(), await shown(page, 'assistant').allTextContents()]
    expect(heard.length).toBeGreaterThanOrEqual(1)
    expect(told.length).toBe(heard.length + 1)
    await page.getByRole('tab', { name: 'Wire' }).click()
    await page.getByRole('button', { name: 'Copy as test' }).click()
    await page.getByText('Copied').waitFor()
    const folder = mkdtempSync(join(tmpdir(), 'sidetone-copied-'))
    const script = join(folder, 'copied.mjs')
    writeFileSync(script, await page.evaluate(() => navigator.clipboard.readText()))
    execFileSync(process.execPath, [script], { cwd: folder })

    const conversation = readConversation(join(folder, 'conversations/regressions/from-the-console'))
    const replayed = await replay(conversation)
    replayed.assertScriptFollowed()
    const events = replayed.happenings.flatMap((happening) => ('event' in happening ? [happening.event] : []))
    expect(of(events, 'conversation.item.input_audio_transcription.completed')).toEqual(heard)
    expect(of(events, 'response.output_audio_transcript.done')).toEqual(told)
    expectWireRules(events)
  })
})
