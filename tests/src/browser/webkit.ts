import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RemotePage } from './remote-page.js'

const driverPath = '/usr/bin/WebKitWebDriver'
const browserPath = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'
const screenPath = '/usr/bin/Xvfb'

/** Why WebKit cannot be used here; null: it can. */
export function noWebkitBecause(): string | null {
  const missing = [driverPath, browserPath, screenPath].find((path) => !existsSync(path))
  return missing ? `there is no ${missing} (Debian: webkit2gtk-driver, xvfb)` : null
}

/** The driver does not tell what the browser writes to its console: the page notes it, from when it was loaded. */
const noteComplaints = `
  window.complaints = []
  for (const level of ['error', 'warn']) {
    const write = console[level]
    console[level] = (...words) => {
      complaints.push(words.join(' '))
      write.apply(console, words)
    }
  }
  addEventListener('error', ({ message }) => complaints.push(message))
  addEventListener('unhandledrejection', ({ reason }) => complaints.push(String(reason)))
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => complaints.push(violatedDirective + ' ' + blockedURI))`

export interface WebkitOptions {
  readonly environment: { readonly [name: string]: string }
}

/** A page in WebKitGTK's small browser on a screen of its own, driven over WebDriver. */
export async function openWebkit({ environment }: WebkitOptions): Promise<RemotePage> {
  const home = mkdtempSync(join(tmpdir(), 'sidetone-webkit-'))
  const screen = spawn(screenPath, ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const display = await new Promise<string>((resolve, reject) => {
    screen.once('error', reject)
    screen.stdout.once('data', (number) => resolve(`:${String(number).trim()}`))
  })
  const port = await freePort()
  const driver = spawn(driverPath, [`--port=${port}`, '--host=127.0.0.1'], {
    env: { ...environment, DISPLAY: display, HOME: home, XDG_RUNTIME_DIR: home },
    stdio: 'ignore',
  })
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
    const { value } = (await response.json()) as { value: Answer }
    if (!response.ok) throw new Error(`WebKit: ${value?.error}: ${value?.message}`)
    return value
  }
  await listening(ask)
  const args = ['--automation', '--autoplay-policy=allow']
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: browserPath, args }, timeouts: { script: 60_000 } } }
  const session = `/session/${(await ask('POST', '/session', { capabilities }))?.sessionId}`
  return {
    browser: 'WebKit',
    complaints: async () => (await ask('POST', `${session}/execute/sync`, { script: 'return complaints', args: [] })) as unknown as readonly string[],
    async goto(url) {
      await ask('POST', `${session}/url`, { url })
      await ask('POST', `${session}/execute/sync`, { script: noteComplaints, args: [] })
    },
    async evaluate(call, ...args) {
      const script = `const [args, done] = arguments
        Promise.resolve().then(() => (${call})(...args)).then((value) => done({ value }), (error) => done({ error: String(error) }))`
      const told = await ask('POST', `${session}/execute/async`, { script, args: [args] })
      if (told?.error) throw new Error(told.error)
      return told?.value as never
    },
    run: async (source) => void (await ask('POST', `${session}/execute/sync`, { script: source, args: [] })),
    async close() {
      await ask('DELETE', session)
      for (const process of [driver, screen]) {
        const gone = new Promise((resolve) => process.once('exit', resolve))
        process.kill()
        await gone
      }
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

type Answer = { readonly sessionId?: string; readonly error?: string; readonly message?: string; readonly value?: unknown } | null

async function listening(ask: (method: string, path: string) => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return void (await ask('GET', '/status'))
    } catch (error) {
      if (tries > 600) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
