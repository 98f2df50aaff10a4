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

export interface ResolvedModel<Needed extends string = never> {
  readonly dir: string
  /** Absolute path of each file that the manifest names. */
  readonly files: Readonly<Record<string, string>> & Readonly<Record<Needed, string>>
}

/** `dir` null: the default folder. `needs`: the files that the caller will open. */
export interface ResolveOptions<Needed extends string> {
  readonly dir?: string | null
  readonly needs?: readonly Needed[]
}

/**
 * Where a pulled model lies. Throws `ModelError`: `model-unusable` for a model that is made of other files than the caller needs, `model-missing`, which names
 * the file and the command that brings it.
 */
export function resolveModel<Needed extends string = never>(id: string, options: ResolveOptions<Needed> = {}): ResolvedModel<Needed> {
  const entry = findModel(id)
  requireFiles(id, options.needs ?? [])
  const dir = modelsDir(options.dir)
  const found = inspectModel(entry, dir)
  if (found.state !== 'ready') throw missing(entry, dir, found)
  const folder = join(dir, entry.id)
  const files = Object.fromEntries(entry.files.map((file) => [file.name, join(folder, file.name)]))
  return { dir: folder, files: files as ResolvedModel<Needed>['files'] }
}

/** Throws `ModelError('model-unusable')` for a model that is made of other files. */
export function requireFiles(id: string, needs: readonly string[]): void {
  const { files } = findModel(id)
  const lacks = needs.find((name) => files.every((file) => file.name !== name))
  if (lacks !== undefined)
    throw new ModelError(
      'model-unusable',
      `This version of Sidetone cannot use the model ${id} here: it has no ${lacks}.`,
      'Leave the setting out, or name a model that "models list" calls default.',
    )
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
