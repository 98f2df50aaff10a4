import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import type { RemotePage } from './remote-page.js'

const path = process.env.FIREFOX ?? '/usr/bin/firefox-esr'

/** Why Firefox cannot be used here; null: it can. */
export function noFirefoxBecause(): string | null {
  return existsSync(path) ? null : `there is no Firefox at ${path}; FIREFOX may name another`
}

export interface FirefoxOptions {
  /** Whether pages may use the microphone. */
  readonly microphoneAllowed: boolean
  readonly environment: { readonly [name: string]: string }
}

/** A page in a Firefox of its own, without a window, driven over WebDriver BiDi (which it speaks itself). */
export async function openFirefox({ microphoneAllowed, environment }: FirefoxOptions): Promise<RemotePage> {
  const profile = mkdtempSync(join(tmpdir(), 'sidetone-firefox-'))
  const settings = {
    // 1: allowed, 2: denied, for every page, without a question.
    'permissions.default.microphone': microphoneAllowed ? 1 : 2,
    'media.autoplay.default': 0,
    // It asks nobody but the page's own server.
    'network.connectivity-service.enabled': false,
    'network.captive-portal-service.enabled': false,
    'app.normandy.enabled': false,
    'services.settings.server': 'data:,',
    'datareporting.policy.dataSubmissionEnabled': false,
    'toolkit.telemetry.enabled': false,
    'browser.shell.checkDefaultBrowser': false,
    'extensions.update.enabled': false,
  }
  const lines = Object.entries(settings).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
  writeFileSync(join(profile, 'user.js'), lines.join(''))
  const firefox = spawn(path, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0', 'about:blank'], {
    env: { ...environment, HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const wire = await BidiWire.open(`${await address(firefox)}/session`)
  await wire.send('session.new', { capabilities: {} })
  await wire.send('session.subscribe', { events: ['log.entryAdded'] })
  const { contexts } = await wire.send('browsingContext.getTree', {})
  const context = contexts[0]?.context
  return {
    browser: 'Firefox',
    complaints: async () => wire.complaints,
    goto: async (url) => void (await wire.send('browsingContext.navigate', { context, url, wait: 'complete' })),
    async evaluate(call, ...args) {
      const { type, result, exceptionDetails } = await wire.send('script.callFunction', {
        functionDeclaration: `async (args) => JSON.stringify(await (${call})(...JSON.parse(args)))`,
        arguments: [{ type: 'string', value: JSON.stringify(args) }],
        awaitPromise: true,
        userActivation: true,
        target: { context },
      })
      if (type === 'exception') throw new Error(exceptionDetails.text)
      return (result.type === 'undefined' ? undefined : JSON.parse(result.value)) as never
    },
    run: async (source) => void (await wire.send('script.evaluate', { expression: `${source}\n;0`, awaitPromise: false, target: { context } })),
    async close() {
      const gone = new Promise((resolve) => firefox.once('exit', resolve))
      wire.close()
      firefox.kill()
      await gone
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function address(firefox: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: firefox.stderr! })) {
    const [, url] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? []
    if (url) {
      firefox.stderr!.resume()
      return url
    }
  }
  throw new Error(`Firefox ended with ${firefox.exitCode}.`)
}

/** What comes back of the commands that are used here. */
interface Answer {
  readonly contexts: readonly { readonly context: string }[]
  readonly type: 'success' | 'exception'
  readonly result: { readonly type: string; readonly value: string }
  readonly exceptionDetails: { readonly text: string }
}

type Message =
  | { readonly type: 'success'; readonly id: number; readonly result: Answer }
  | { readonly type: 'error'; readonly id: number; readonly error: string; readonly message: string }
  | { readonly type: 'event'; readonly method: string; readonly params: { readonly level: string; readonly text: string } }

interface Waiting {
  resolve(result: Answer): void
  reject(error: Error): void
}

/** Requests with an id, answers with the same one, and events between them. */
class BidiWire {
  readonly complaints: string[] = []
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0

  static async open(url: string): Promise<BidiWire> {
    const socket = new WebSocket(url)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return new BidiWire(socket)
  }

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#take(JSON.parse(String(data))))
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Firefox is gone.'))
    })
  }

  send(method: string, params: object): Promise<Answer> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  close(): void {
    this.#socket.terminate()
  }

  #take(message: Message): void {
    if (message.type === 'event') {
      if (message.method === 'log.entryAdded' && ['warn', 'error'].includes(message.params.level)) this.complaints.push(message.params.text)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.type === 'error') waiting?.reject(new Error(`${message.error}: ${message.message}`))
    else waiting?.resolve(message.result)
  }
}
