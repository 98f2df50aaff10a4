import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ModelSource } from '../contract.js'
import { download } from '../download.js'
import { pullCommand } from '../model-error.js'
import type { PartialDownload } from '../partial-download.js'
import type { Collecting } from './collect.js'

export async function httpsFile(source: Extract<ModelSource, { type: 'https-file' }>, collecting: Collecting): Promise<void> {
  const partial = await fetchSource(source, collecting)
  const target = join(collecting.folder, source.name)
  await mkdir(dirname(target), { recursive: true })
  await rename(partial.body, target)
  await partial.discard()
}

/** Downloads a source's address and tells how it goes. */
export function fetchSource(source: { readonly url: string; readonly maxBytes: number }, collecting: Collecting): Promise<PartialDownload> {
  const about = { id: collecting.entry.id, source: source.url }
  return download({
    url: source.url,
    workDir: collecting.workDir,
    maxBytes: source.maxBytes,
    remedy: pullCommand(collecting.entry.id),
    clock: collecting.clock,
    signal: collecting.signal,
    onBytes: (doneBytes, totalBytes) => collecting.onProgress({ type: 'bytes', ...about, doneBytes, totalBytes }),
    onResume: (fromBytes) => collecting.onProgress({ type: 'resuming', ...about, fromBytes }),
    onRetry: (delayMs, because) => collecting.onProgress({ type: 'retrying', ...about, delayMs, because }),
  })
}
