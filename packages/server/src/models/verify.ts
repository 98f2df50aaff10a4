import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { modelsDir } from './cache.js'
import { findModel } from './manifest.js'
import { readReceipt } from './receipt.js'
import { sha256OfFile } from './sha256.js'

export interface VerifiedFile {
  readonly name: string
  readonly state: 'intact' | 'missing' | 'changed'
  /** Where the checksum comes from: the manifest of this release, or the first pull on this machine. */
  readonly against: 'manifest' | 'first-pull'
}

export interface VerifiedModel {
  readonly id: string
  /** `absent`: never pulled. */
  readonly state: 'intact' | 'broken' | 'absent'
  readonly files: readonly VerifiedFile[]
}

/** Reads every byte of the models named and compares checksums. `dir` null: the default folder. */
export async function verifyModels(
  ids: readonly string[],
  options: { readonly dir?: string | null; readonly signal?: AbortSignal } = {},
): Promise<VerifiedModel[]> {
  const verified: VerifiedModel[] = []
  for (const id of ids) verified.push(await verifyModel(id, modelsDir(options.dir), options.signal))
  return verified
}

async function verifyModel(id: string, dir: string, signal?: AbortSignal): Promise<VerifiedModel> {
  const folder = join(dir, id)
  const receipt = readReceipt(folder)
  if (!receipt) return { id, state: 'absent', files: [] }
  const recorded = new Map(findModel(id).files.map((file) => [file.name, file.sha256]))
  const files: VerifiedFile[] = []
  for (const file of receipt.files) {
    const fromManifest = recorded.get(file.name)
    const path = join(folder, file.name)
    const against = fromManifest ? 'manifest' : 'first-pull'
    if (!existsSync(path)) files.push({ name: file.name, state: 'missing', against })
    else files.push({ name: file.name, state: (await sha256OfFile(path, signal)) === (fromManifest ?? file.sha256) ? 'intact' : 'changed', against })
  }
  return { id, state: files.every((file) => file.state === 'intact') ? 'intact' : 'broken', files }
}
