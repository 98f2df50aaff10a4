/** The server in a process of its own, which tells of its event loop and memory when asked. Started by load.ts. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { loadConfig, startSidetone } from '@sidetone/server'

export interface Probe {
  readonly realtimeUrl: string
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly rssMb: number
  readonly cpuSeconds: number
}

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const sidetone = await startSidetone(loadConfig({ flags: { port: '0', llm: 'builtin', log: 'warn' }, environment: process.env, file: null }))
await sidetone.ready

function probe(): Probe {
  // The histogram holds the sleep of its own resolution as well: what is above it is delay.
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - 5)
  const { user, system } = process.cpuUsage()
  return {
    realtimeUrl: sidetone.realtimeUrl,
    eventLoopDelayMs: { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) },
    rssMb: process.memoryUsage().rss / 1e6,
    cpuSeconds: (user + system) / 1e6,
  }
}

process.on('message', (order) => {
  process.send?.(probe())
  if (order === 'reset') delay.reset()
})
process.on('disconnect', () => process.exit(0))
process.send?.(probe())
