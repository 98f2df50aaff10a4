import { readFileSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ownedName, ownerIsGone } from './owned-name.js'

/** How the sender tells one version of a file from another (RFC 9110, section 8.8): what `If-Range` is asked with. */
export interface PartialVersion {
  readonly validator: string | null
}

/**
 * What has arrived of one address. It is a folder under `.partial` that only one process can own, because taking it is one atomic rename; a process
 * that stops gives it back under its common name, and one that was killed is seen to be gone. Two processes that fetch the same file at once each have
 * their own.
 */
export interface PartialDownload {
  readonly body: string
  /** Bytes already here, and the version they belong to. */
  readonly receivedBytes: number
  readonly version: PartialVersion
  remember(version: PartialVersion): Promise<void>
  /** Leaves it for a later pull. */
  release(): Promise<void>
  discard(): Promise<void>
}

export async function claimPartial(workDir: string, key: string): Promise<PartialDownload> {
  const common = `${key}.partial`
  const mine = join(workDir, ownedName(common))
  if (!(await adopt(workDir, common, mine))) await mkdir(mine, { recursive: true })
  const body = join(mine, 'body')
  const about = join(mine, 'version.json')
  return {
    body,
    receivedBytes: await bytesOf(body),
    version: readVersion(about),
    remember: (version) => writeFile(about, JSON.stringify(version)),
    async release() {
      if ((await bytesOf(body)) === 0) return rm(mine, { recursive: true, force: true })
      const shared = join(workDir, common)
      await rm(shared, { recursive: true, force: true })
      await rename(mine, shared)
    },
    discard: () => rm(mine, { recursive: true, force: true }),
  }
}

/** Takes over what nobody owns any more; false when there is nothing, or another process was faster. */
async function adopt(workDir: string, common: string, mine: string): Promise<boolean> {
  for (const name of await readdir(workDir)) {
    const free = name === common || (name.startsWith(`${common}~`) && ownerIsGone(name))
    if (!free) continue
    try {
      await rename(join(workDir, name), mine)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return false
}

async function bytesOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0
}

function readVersion(path: string): PartialVersion {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PartialVersion
  } catch {
    return { validator: null }
  }
}
