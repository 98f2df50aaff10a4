import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A holder shows that it lives by touching its lock; one that has not for this long is gone. */
const heartbeatMs = 2_000
const goneAfterMs = 20_000

/** Does the work while no other process does. Waits for one that is at it; takes over from one that was killed. */
export async function withLock(path, work) {
  const holder = `${hostname()} ${process.pid}`
  mkdirSync(dirname(path), { recursive: true })
  for (let told = false; !tryTake(path, holder); ) {
    if (removeIfAbandoned(path)) continue
    if (!told) console.error('Another set-up is at work here; waiting for it.')
    told = true
    await sleep(250)
  }
  const heartbeat = setInterval(() => utimesSync(path, new Date(), new Date()), heartbeatMs)
  const release = () => rmSync(path, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    process.off('exit', release)
    release()
  }
}

function tryTake(path, holder) {
  try {
    writeFileSync(path, holder, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** True when the way may be free now. The rename makes sure that only one of several waiting processes removes the lock that they all saw. */
function removeIfAbandoned(path) {
  try {
    if (!isAbandoned(path)) return false
    const aside = `${path}.${process.pid}`
    renameSync(path, aside)
    if (!isAbandoned(aside)) {
      // Between the look and the rename another process took over: give it its lock back.
      renameSync(aside, path)
      return false
    }
    rmSync(aside)
    return true
  } catch (error) {
    if (error.code === 'ENOENT') return true
    throw error
  }
}

function isAbandoned(path) {
  if (Date.now() - statSync(path).mtimeMs > goneAfterMs) return true
  const [host, pid] = readFileSync(path, 'utf8').split(' ')
  if (host !== hostname() || !pid) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
