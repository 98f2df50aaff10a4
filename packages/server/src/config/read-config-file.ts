import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigError } from './config-error.js'
import type { ConfigSources } from './load.js'

/** The named file, which must be there, or the working folder's `sidetone.config.json`, which may be missing (null). */
export function readConfigFile(named: string | undefined, workingFolder = process.cwd()): ConfigSources['file'] {
  const path = named === undefined ? join(workingFolder, 'sidetone.config.json') : resolve(workingFolder, named)
  try {
    return { path, text: readFileSync(path, 'utf8') }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' && named === undefined) return null
    if (code === 'ENOENT') throw new ConfigError(`There is no file ${path} (from --config).`)
    throw new ConfigError(`${path} cannot be read (${code}). Check its permissions.`)
  }
}
