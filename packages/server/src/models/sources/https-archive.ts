import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { ModelSource } from '../contract.js'
import { ModelError, pullCommand } from '../model-error.js'
import type { Collecting } from './collect.js'
import { fetchSource } from './https-file.js'

export async function httpsArchive(source: Extract<ModelSource, { type: 'https-archive' }>, collecting: Collecting): Promise<void> {
  const { entry, folder, signal } = collecting
  const partial = await fetchSource(source, collecting)
  collecting.onProgress({ type: 'unpacking', id: entry.id, source: source.url })
  try {
    await unpack(partial.body, source, folder, signal)
  } catch (error) {
    if (signal.aborted) {
      await partial.release()
      throw signal.reason
    }
    await partial.discard()
    if (error instanceof ModelError || isDiskFailure(error)) throw error
    throw new ModelError(
      'archive-unreadable',
      `The archive ${source.url} cannot be unpacked: ${(error as Error).message}.`,
      `It is thrown away; fetch it anew with: ${pullCommand(entry.id)}`,
      { cause: error },
    )
  }
  await partial.discard()
}

/**
 * Unpacks only what is wanted, without the archive's top folder. Links are left out, and `tar` itself refuses absolute paths and `..`.
 * bzip2 carries a checksum for each block and for the whole, which the decompressor checks.
 */
async function unpack(archive: string, source: Extract<ModelSource, { type: 'https-archive' }>, folder: string, signal: AbortSignal): Promise<void> {
  const [{ Unpack }, { default: unbzip2 }] = await Promise.all([import('tar'), import('unbzip2-stream')])
  const guard = new AbortController()
  let unpackedBytes = 0
  const target = new Unpack({
    cwd: folder,
    strip: 1,
    strict: true,
    preserveOwner: false,
    filter(path, tarEntry) {
      if (!('type' in tarEntry) || (tarEntry.type !== 'File' && tarEntry.type !== 'OldFile')) return false
      if (!isWanted(path, source.keep)) return false
      unpackedBytes += tarEntry.size
      if (unpackedBytes > source.maxUnpackedBytes) {
        guard.abort(new ModelError('source-too-large', `The archive ${source.url} unpacks to more than this model may have.`, 'It is not used.'))
        return false
      }
      return true
    },
  })
  try {
    await pipeline(createReadStream(archive), unbzip2(), target, { signal: AbortSignal.any([signal, guard.signal]) })
  } catch (error) {
    throw guard.signal.aborted ? guard.signal.reason : error
  }
}

/** `path` begins with the archive's own folder; `keep` names files, and folders by a final slash. */
function isWanted(path: string, keep: readonly string[]): boolean {
  const name = path.replace(/^(\.\/)?[^/]+\//, '')
  return keep.some((wanted) => (wanted.endsWith('/') ? name.startsWith(wanted) : name === wanted))
}

function isDiskFailure(error: unknown): boolean {
  return ['ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
}
