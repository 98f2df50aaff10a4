import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  readonly url: string
  readonly realtimeUrl: string
  readonly process: ChildProcess
  /** Milliseconds from the start of the process to ready. */
  readonly startMs: number
  stop(): Promise<void>
}

/** Hears each line of the server's log, a JSON object. */
export interface ServerLog {
  readonly level: string
  hear(line: string): void
}

const command = fileURLToPath(new URL('../../../packages/server/dist/cli/main.js', import.meta.url))

/** Sidetone in a process of its own, as a user starts it, with the built-in responder. */
export async function startServerProcess(more: readonly string[] = [], log: ServerLog | null = null): Promise<ServerProcess> {
  const port = await freePort()
  const startedAtMs = performance.now()
  const child = spawn(process.execPath, [command, 'serve', '--port', String(port), '--llm', 'builtin', '--log', log?.level ?? 'warn', ...more], {
    stdio: ['ignore', 'ignore', log ? 'pipe' : 'inherit'],
  })
  if (log && child.stderr) createInterface({ input: child.stderr }).on('line', (line) => log.hear(line))
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`)
    if (performance.now() - startedAtMs > 60_000) throw new Error('The server was not ready within 60 s.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const startMs = performance.now() - startedAtMs
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill('SIGTERM')
    })
  return { url, realtimeUrl: `ws://127.0.0.1:${port}/v1/realtime`, process: child, startMs, stop }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  )
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
