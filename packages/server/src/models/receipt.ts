import { readFileSync } from 'node:fs'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { ModelEntry, ModelSource } from './contract.js'
import { sha256OfFile } from './sha256.js'

const receiptName = 'sidetone-receipt.json'

/**
 * Written beside a model's files when they are complete. For files without a checksum in the manifest this is trust on first use: the checksum of the
 * first pull, which verification and every later pull are held to.
 */
export interface Receipt {
  readonly id: string
  readonly pulledAt: string
  readonly sources: readonly string[]
  readonly files: readonly ReceiptFile[]
}

export interface ReceiptFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** A source in one line, with everything that changes what it delivers. */
export function sourceLabel(source: ModelSource): string {
  switch (source.type) {
    case 'npm-package':
      return `npm:${source.name}@${source.version}`
    case 'https-file':
    case 'https-archive':
      return source.url
    case 'moonshine-tokens':
      return 'the vocabulary of llama-tokenizer-js'
  }
}

/** The receipt of a model's folder; null when there is none that can be read. */
export function readReceipt(modelDir: string): Receipt | null {
  try {
    return JSON.parse(readFileSync(join(modelDir, receiptName), 'utf8')) as Receipt
  } catch {
    return null
  }
}

/** Size and checksum of every file in a folder. */
export async function describeFiles(folder: string, signal: AbortSignal): Promise<ReceiptFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files: ReceiptFile[] = []
  for (const entry of entries) {
    if (!entry.isFile() || entry.name === receiptName) continue
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path).split(sep).join('/')
    files.push({ name, bytes: (await stat(path)).size, sha256: await sha256OfFile(path, signal) })
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1))
}

export async function writeReceipt(folder: string, entry: ModelEntry, files: readonly ReceiptFile[], pulledAt: Date): Promise<void> {
  const receipt: Receipt = { id: entry.id, pulledAt: pulledAt.toISOString(), sources: entry.sources.map(sourceLabel), files }
  await writeFile(join(folder, receiptName), `${JSON.stringify(receipt, null, 2)}\n`)
}
