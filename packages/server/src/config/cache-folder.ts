import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where Sidetone keeps what it can make or fetch again: the XDG cache folder, or what the platform uses instead. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>> = process.env, platform: string = process.platform): string {
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, 'sidetone')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'sidetone')
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'sidetone', 'cache')
  return join(homedir(), '.cache', 'sidetone')
}
