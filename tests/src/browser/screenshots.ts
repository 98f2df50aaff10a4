// Pictures of the console in each state, at two sizes and in both themes, to be looked at.
//   node tests/dist/browser/screenshots.js FOLDER [STATE …]
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { floatFromInt16 } from '@sidetone/audio'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import { concat, synthesised } from '../support/speech.js'
import { type ConsolePage, openConsole } from './console-page.js'

const [, , folder, ...only] = process.argv
if (folder === undefined) throw new Error('Name a folder: node tests/dist/browser/screenshots.js FOLDER')
mkdirSync(folder, { recursive: true })

const story =
  'One morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge. ' +
  'The traveller listened until the candles had burned down and the rain had stopped.'
const calls = Array.from({ length: 6 }, () => ({ answer: [story] }))
const slow = Array.from({ length: 6 }, () => ({ answer: [{ hang: true as const }] }))
const speech = floatFromInt16(await synthesised('Good evening. I would like to hear the story of the traveller, please.'))
const silence = new Float32Array(24_000)

interface Shot {
  readonly name: string
  readonly calls?: Script['calls']
  readonly microphone?: Float32Array | null
  arrange(console: ConsolePage): Promise<void>
}

const start = ({ page }: ConsolePage) => page.getByRole('button', { name: 'Start talking' }).click()
const until = ({ page }: ConsolePage, word: string) => page.locator('.stage-state', { hasText: word }).waitFor()
const ask = async ({ page }: ConsolePage) => {
  await page.getByRole('textbox', { name: 'Type a line' }).fill('Tell me a story.')
  await page.keyboard.press('Enter')
}

const shots: readonly Shot[] = [
  { name: 'idle', arrange: async () => {} },
  {
    name: 'settings',
    async arrange({ page }) {
      for (const summary of await page.locator('.settings summary').all()) await summary.click()
    },
  },
  {
    name: 'connecting',
    async arrange(console) {
      await console.page.routeWebSocket(/realtime/, () => {})
      await start(console)
      await until(console, 'Connecting')
    },
  },
  {
    name: 'listening',
    async arrange(console) {
      await start(console)
      await until(console, 'Listening')
    },
  },
  {
    name: 'hearing',
    microphone: concat([speech, speech, speech]),
    async arrange(console) {
      await start(console)
      await until(console, 'Hearing')
      await console.page.waitForTimeout(1_500)
    },
  },
  {
    name: 'thinking',
    calls: slow,
    async arrange(console) {
      await ask(console)
      await until(console, 'Thinking')
    },
  },
  {
    name: 'speaking',
    microphone: speech,
    async arrange(console) {
      await start(console)
      await until(console, 'Speaking')
      await console.page.waitForTimeout(2_500)
    },
  },
  {
    name: 'interrupted',
    async arrange(console) {
      await ask(console)
      await until(console, 'Speaking')
      await console.page.waitForTimeout(3_500)
      await console.page.getByRole('button', { name: 'Interrupt' }).click()
      await console.page.locator('#panel-talk del').waitFor()
    },
  },
  {
    name: 'reconnecting',
    async arrange(console) {
      await ask(console)
      await until(console, 'Speaking')
      await console.way.close()
      await until(console, 'Reconnecting')
    },
  },
  {
    name: 'failed',
    async arrange(console) {
      await console.way.close()
      await start(console)
      await until(console, 'Not connected')
    },
  },
  {
    name: 'denied',
    microphone: null,
    async arrange(console) {
      await start(console)
      await console.page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'phone',
    async arrange(console) {
      await console.page.getByRole('tab', { name: 'Phone' }).click()
      await console.page.getByRole('button', { name: 'Call' }).click()
      await console.page.getByRole('button', { name: '5' }).click()
      await console.page.waitForTimeout(6_000)
    },
  },
]

const sizes = [
  { name: 'desktop', viewport: { width: 1280, height: 800 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
]

for (const { name, calls: script = calls, microphone = silence, arrange } of shots) {
  if (only.length > 0 && !only.includes(name)) continue
  const opened = await openConsole({ calls: script, microphone, look: { reducedMotion: 'no-preference' } })
  try {
    await arrange(opened)
    for (const size of sizes) {
      await opened.page.setViewportSize(size.viewport)
      for (const colorScheme of ['light', 'dark'] as const) {
        await opened.page.emulateMedia({ colorScheme })
        await opened.page.waitForTimeout(150)
        await opened.page.screenshot({ path: join(folder, `${name}-${size.name}-${colorScheme}.png`) })
      }
    }
    console.log(name, opened.complaints.join(' | '))
  } finally {
    await opened.close()
  }
}
