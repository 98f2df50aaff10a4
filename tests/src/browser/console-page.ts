import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/sidetone.js'
import { launchChromium, noChromiumBecause, openPage } from './chromium.js'
import { type CuttableWay, startCuttableWay } from './test-page.js'

/** Why the console cannot be tried in a browser here; null: it can. */
export const noBrowserBecause = noChromiumBecause

export interface ConsolePageOptions {
  readonly calls: Script['calls']
  /** What the microphone brings from the moment on which it opens (24 kHz), and then silence; null: it may not be used. */
  readonly microphone: Float32Array | null
  readonly look?: BrowserContextOptions
  readonly server?: Omit<TestServerOptions, 'script'>
}

export interface ConsolePage {
  readonly page: Page
  readonly way: CuttableWay
  readonly server: TestServer
  /** What the browser complained about: errors of the page, its console, its content security policy. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** The console in Chromium, from a server of its own, over a way that can be cut. */
export async function openConsole({ calls, microphone, look, server: more }: ConsolePageOptions): Promise<ConsolePage> {
  const server = await startTestServer({ script: { calls }, ...more })
  const way = await startCuttableWay(server.url)
  const browser = await launchChromium({ microphone })
  const page = await openPage(browser, look)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(`http://${new URL(way.url).host}/`)
  const close = async () => {
    await browser.close()
    await way.close()
    await server.close()
  }
  return { page, way, server, complaints, close }
}
