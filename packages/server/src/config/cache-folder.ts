import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where Sidetone keeps what it can make or fetch again (XDG Base Directory Specification: relative values are to be ignored). */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const xdg = environment.XDG_CACHE_HOME
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'sidetone')
}
