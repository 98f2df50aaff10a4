import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Megabytes that are in use after garbage was collected: of the heap and of buffers behind it, and of the whole process. */
export async function heapInUse(): Promise<{ heapMb: number; processMb: number }> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // Sockets and promises that are done give back what they hold some turns later.
  for (let round = 0; round < 5; round++) {
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    collect()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heapMb: (heapUsed + external) / 1e6, processMb: rss / 1e6 }
}
