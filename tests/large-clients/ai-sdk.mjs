// The realtime hook of the AI SDK (@ai-sdk/react) in Chromium, with a microphone that plays one spoken line. Its page is ai-sdk-page.jsx.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOpenAI } from '@ai-sdk/openai'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { writeWav } from '../../packages/audio/dist/index.js'
import { spokenLine } from '../dist/support/speech.js'
import { check, must } from './check.mjs'
import { askedForWeather, heard, sunny } from './script.mjs'

const openai = createOpenAI({ baseURL: process.env.SIDETONE_BASE_URL, apiKey: 'any' })
const tools = [
  { type: 'function', name: 'get_weather', description: 'The weather in a city', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
]

const bundle = await build({
  entryPoints: [new URL('ai-sdk-page.jsx', import.meta.url).pathname],
  bundle: true,
  write: false,
  format: 'esm',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
})
const pages = {
  'GET /': () => ['text/html', '<!doctype html><div id="root"></div><script type="module" src="/page.js"></script>'],
  'GET /page.js': () => ['text/javascript', bundle.outputFiles[0].text],
  'POST /token': async () => {
    const { token, url } = await openai.experimental_realtime.getToken({ model: 'gpt-realtime', api: 'realtime', sessionConfig: { tools } })
    return ['application/json', JSON.stringify({ token, url, tools })]
  },
}
const site = createServer(async (request, response) => {
  const page = pages[`${request.method} ${request.url}`]
  if (!page) return response.writeHead(404).end()
  try {
    const [type, body] = await page()
    response.writeHead(200, { 'content-type': type }).end(body)
  } catch (error) {
    response.writeHead(500).end(error.message)
  }
})
await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve))

const folder = mkdtempSync(join(tmpdir(), 'sidetone-client-'))
const microphone = join(folder, 'microphone.wav')
writeFileSync(microphone, writeWav({ sampleRateHz: 24_000, samples: (await spokenLine()).samples }))
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${microphone}%noloop`,
    '--autoplay-policy=no-user-gesture-required',
  ],
})
const context = await browser.newContext({ ignoreHTTPSErrors: true, permissions: ['microphone'] })
const page = await context.newPage()

const said = () => page.evaluate(() => window.realtime.messages.map(({ role, parts }) => [role, parts.map(({ text }) => text ?? '').join('')]))
const until = (predicate, argument) => page.waitForFunction(predicate, argument, { timeout: 20_000 })

await check('mints a client secret and connects with it', async () => {
  await page.goto(`http://127.0.0.1:${site.address().port}/`)
  await until(() => window.realtime)
  await page.evaluate(() => window.realtime.connect())
  await until(() => window.realtime.status === 'connected')
})

await check('hears the microphone and answers by voice', async () => {
  await page.evaluate(async () => window.realtime.startAudioCapture(await navigator.mediaDevices.getUserMedia({ audio: true })))
  await until((text) => window.realtime.messages.some(({ role, parts }) => role === 'assistant' && parts.some((part) => part.text === text)), heard)
  await until(() => window.realtime.isPlaying)
  await until(() => !window.realtime.isPlaying)
})

await check('runs a tool and says its result', async () => {
  await page.evaluate((text) => window.realtime.sendTextMessage(text), askedForWeather)
  await until(() => window.realtime.asked.length > 0)
  await page.waitForFunction((text) => window.realtime.messages.some(({ parts }) => parts.some((part) => part.text === text)), sunny, { timeout: 20_000 })
  must((await page.evaluate(() => window.realtime.asked[0].args.city)) === 'Paris', 'another city was asked for')
})

await check('no error was reported', async () => {
  const errors = await page.evaluate(() => window.realtime.errors)
  must(errors.length === 0, `${errors.join('; ')} (${JSON.stringify(await said())})`)
})

await browser.close()
site.close()
rmSync(folder, { recursive: true })
