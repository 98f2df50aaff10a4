import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, systemClock } from '../lib/clock.js'
import { makeFolder } from '../lib/make-folder.js'
import { inspectModel, modelsDir } from './cache.js'
import type { ModelEntry, PullProgress } from './contract.js'
import { findModel } from './manifest.js'
import { ModelError, pullCommand } from './model-error.js'
import { ownedName, ownerIsGone } from './owned-name.js'
import { describeFiles, type ReceiptFile, readReceipt, sourceLabel, writeReceipt } from './receipt.js'
import { collect } from './sources/collect.js'

export interface PullOptions {
  /** Null: the default folder. */
  readonly dir?: string | null
  /** Fetch anew even when all is there. */
  readonly force?: boolean
  readonly onProgress?: (progress: PullProgress) => void
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

/** Brings models into the cache, one after the other; a millisecond for each that is there already. Throws `ModelError` or the signal's reason. */
export async function pullModels(ids: readonly string[], options: PullOptions = {}): Promise<void> {
  for (const entry of ids.map(findModel)) await pullModel(entry, options)
}

/**
 * Brings one model. Its files are gathered in a work folder, checked, and then appear in the cache all at once by one rename: nothing half-done is ever
 * seen there, however this ends, and two processes that pull the same model do not disturb each other.
 */
export async function pullModel(entry: ModelEntry, options: PullOptions = {}): Promise<void> {
  const { clock = systemClock, signal = new AbortController().signal, onProgress = () => {} } = options
  const dir = modelsDir(options.dir)
  if (!options.force && inspectModel(entry, dir).state === 'ready') return onProgress({ type: 'cached', id: entry.id })

  const workDir = join(dir, '.work')
  let staging: string | null = null
  try {
    makeFolder(workDir)
    await sweep(workDir)
    staging = await mkdtemp(join(workDir, `${ownedName(`${entry.id}.staging`)}~`))
    for (const source of entry.sources) {
      signal.throwIfAborted()
      onProgress({ type: 'source-started', id: entry.id, source: sourceLabel(source) })
      await collect(source, { entry, folder: staging, workDir, clock, signal, onProgress })
    }
    const files = await describeFiles(staging, signal)
    requireExpected(entry, dir, files)
    await writeReceipt(staging, entry, files, clock.wallTime())
    await publish(staging, entry, dir, workDir, options.force ?? false)
    onProgress({ type: 'ready', id: entry.id, bytes: files.reduce((sum, file) => sum + file.bytes, 0), dir: join(dir, entry.id) })
  } catch (error) {
    throw asCacheError(error, dir)
  } finally {
    if (staging) await rm(staging, { recursive: true, force: true })
  }
}

/** Removes what killed processes left, except partial downloads: those are taken up again. */
async function sweep(workDir: string): Promise<void> {
  for (const name of await readdir(workDir)) {
    if (!name.includes('.partial') && ownerIsGone(name)) await rm(join(workDir, name), { recursive: true, force: true })
  }
}

/** Holds the files to the manifest's checksums, and where it has none, to those of the first pull from the same source. */
function requireExpected(entry: ModelEntry, dir: string, files: readonly ReceiptFile[]): void {
  const source = entry.sources.map(sourceLabel).join(', ')
  const first = readReceipt(join(dir, entry.id))
  const sameSource = first?.sources.join(', ') === source
  for (const wanted of entry.files) {
    const file = files.find((each) => each.name === wanted.name)
    if (!file) throw new ModelError('archive-unreadable', `${source} holds no ${wanted.name}.`, `Choose another model than ${entry.id}.`)
    if (wanted.sha256 !== null && wanted.sha256 !== file.sha256) {
      throw new ModelError(
        'checksum-mismatch',
        `${file.name} from ${source} is not the expected file: SHA-256 ${file.sha256}, expected ${wanted.sha256}.`,
        `It is thrown away. Try again with: ${pullCommand(entry.id)}`,
      )
    }
  }
  if (!first || !sameSource) return
  for (const file of files) {
    const before = first.files.find((each) => each.name === file.name)
    if (!before || before.sha256 === file.sha256) continue
    throw new ModelError(
      'checksum-mismatch',
      `${file.name} from ${source} has changed since the first pull: SHA-256 ${file.sha256}, then ${before.sha256}.`,
      `The files of the first pull stay. If you trust the change, remove ${join(dir, entry.id)} and pull again.`,
    )
  }
}

/** One rename. A model that stands in the way is moved aside first, unless another process has just brought the same. */
async function publish(staging: string, entry: ModelEntry, dir: string, workDir: string, force: boolean): Promise<void> {
  const target = join(dir, entry.id)
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(staging, target)
    } catch (error) {
      // EPERM is how Windows says that the folder is there already.
      if (attempt === 5 || !['EEXIST', 'ENOTEMPTY', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
    if (!(force && attempt === 1) && inspectModel(entry, dir).state === 'ready') return
    const aside = join(workDir, ownedName(`${entry.id}.replaced`))
    await rename(target, aside).catch(ignoreAbsent)
    await rm(aside, { recursive: true, force: true })
  }
}

function ignoreAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

function asCacheError(error: unknown, dir: string): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (error instanceof ModelError || !['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'EEXIST'].includes(code ?? '')) return error
  return new ModelError(
    'cache-not-writable',
    `Cannot write to ${dir}: ${(error as Error).message}.`,
    'Make room or grant access, or name another folder with --dir or the environment variable SIDETONE_MODELS.',
    { cause: error },
  )
}
