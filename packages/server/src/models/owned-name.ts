import { hostname } from 'node:os'

let counter = 0

/**
 * A name in the cache's work folder that says which process works under it, so that what a killed process left behind can be told from what another
 * process is busy with: `key~host~pid~counter`.
 */
export function ownedName(key: string): string {
  counter += 1
  return `${key}~${thisHost()}~${process.pid}~${counter}`
}

/** True when the process that owns the name is known to be gone: it ran on this machine and is no more. */
export function ownerIsGone(name: string): boolean {
  const [, host, pid] = name.split('~')
  if (host !== thisHost() || !pid) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function thisHost(): string {
  return hostname().replace(/[^\w.-]/g, '_')
}
