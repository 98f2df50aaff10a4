import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { cacheFolder } from '../config/cache-folder.js'
import type { ModelEntry } from './contract.js'
import { findModel } from './manifest.js'
import { ModelError, pullCommand } from './model-error.js'
import { type Receipt, readReceipt, sourceLabel } from './receipt.js'

/** The folder that holds the models: the one configured, else `SIDETONE_MODELS`, else `models` in Sidetone's cache folder. */
export function modelsDir(configured: string | null = null, environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = configured || environment.SIDETONE_MODELS
  return chosen ? resolve(chosen) : join(cacheFolder(environment), 'models')
}

export type ModelState =
  | { state: 'ready'; receipt: Receipt }
  | { state: 'absent' }
  /** A file went missing or has another size since the pull. */
  | { state: 'damaged'; file: string }
  /** Pulled from another source, or another version of it, than the manifest names now. */
  | { state: 'outdated' }

/** Looks at sizes only, so it takes about a millisecond; `verifyModels` reads every byte. */
export function inspectModel(entry: ModelEntry, dir: string): ModelState {
  const folder = join(dir, entry.id)
  const receipt = readReceipt(folder)
  if (!receipt) return { state: 'absent' }
  if (isOutdated(entry, receipt)) return { state: 'outdated' }
  for (const file of receipt.files) {
    const size = statSync(join(folder, file.name), { throwIfNoEntry: false })?.size
    if (size !== file.bytes) return { state: 'damaged', file: file.name }
  }
  return { state: 'ready', receipt }
}

function isOutdated(entry: ModelEntry, receipt: Receipt): boolean {
  if (entry.sources.map(sourceLabel).join('\n') !== receipt.sources.join('\n')) return true
  return entry.files.some((wanted) => {
    const held = receipt.files.find((file) => file.name === wanted.name)
    return !held || (wanted.sha256 !== null && wanted.sha256 !== held.sha256)
  })
}

export interface ResolvedModel {
  readonly dir: string
  /** Absolute path of each file that the manifest names. */
  readonly files: Readonly<Record<string, string>>
}

/** Where a pulled model lies. Throws `ModelError('model-missing')`, which names the file and the command that brings it. `dir` null: the default folder. */
export function resolveModel(id: string, options: { readonly dir?: string | null } = {}): ResolvedModel {
  const entry = findModel(id)
  const dir = modelsDir(options.dir)
  const found = inspectModel(entry, dir)
  if (found.state !== 'ready') throw missing(entry, dir, found)
  const folder = join(dir, entry.id)
  return { dir: folder, files: Object.fromEntries(entry.files.map((file) => [file.name, join(folder, file.name)])) }
}

function missing(entry: ModelEntry, dir: string, found: Exclude<ModelState, { state: 'ready' }>): ModelError {
  const folder = join(dir, entry.id)
  const remedy = `Run: ${pullCommand(entry.id, ...(dir === modelsDir() ? [] : ['--dir', dir]))}`
  switch (found.state) {
    case 'absent':
      return new ModelError('model-missing', `The model ${entry.id} is not here: there is no ${join(folder, entry.files[0]!.name)}.`, remedy)
    case 'damaged':
      return new ModelError('model-missing', `The model ${entry.id} is damaged: ${join(folder, found.file)} is missing or has the wrong size.`, remedy)
    case 'outdated':
      return new ModelError('model-missing', `The model ${entry.id} in ${folder} is not the version that this release of Sidetone uses.`, remedy)
  }
}
