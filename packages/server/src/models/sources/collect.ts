import type { Clock } from '../../lib/clock.js'
import type { ModelEntry, ModelSource, PullProgress } from '../contract.js'
import { httpsArchive } from './https-archive.js'
import { httpsFile } from './https-file.js'
import { moonshineTokens } from './moonshine-tokens.js'
import { npmPackage } from './npm-package.js'

/** What a source gets to bring its files into `folder`. */
export interface Collecting {
  readonly entry: ModelEntry
  /** Where the files go, under their names in the cache. */
  readonly folder: string
  /** The cache's work folder, on the same disk. */
  readonly workDir: string
  readonly clock: Clock
  readonly signal: AbortSignal
  onProgress(progress: PullProgress): void
}

/** Brings the files of one source. Throws `ModelError` or the signal's reason. */
export function collect(source: ModelSource, collecting: Collecting): Promise<void> {
  switch (source.type) {
    case 'npm-package':
      return npmPackage(source, collecting)
    case 'https-file':
      return httpsFile(source, collecting)
    case 'https-archive':
      return httpsArchive(source, collecting)
    case 'moonshine-tokens':
      return moonshineTokens(source, collecting)
  }
}
