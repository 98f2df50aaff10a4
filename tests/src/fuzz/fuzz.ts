import { readOptions } from '../support/read-options.js'
import { startTestServer } from '../support/sidetone.js'
import { type FuzzReport, fuzzSockets } from './fuzz-sockets.js'
import { heapInUse } from './heap.js'
import { type FuzzedServer, startScriptedServer } from './scripted-server.js'

const usage = `Malformed, oversized, split and interleaved frames over real sockets: fails on a crash, a leak, or a session that is stuck.

    npm run fuzz -- [--frames 20000] [--seed 1] [--embedded]

With --embedded the speech stack is behind the sessions, else models that answer at once.`

const values = readOptions(usage, {
  frames: { type: 'string', default: '20000' },
  seed: { type: 'string', default: '1' },
  embedded: { type: 'boolean', default: false },
})
const frames = Number(values.frames)
const seed = Number(values.seed)
if (!(frames > 0) || !Number.isInteger(seed)) {
  console.error(`--frames and --seed are whole numbers\n\n${usage}`)
  process.exit(2)
}

/** What caches and compiled code take at first is no leak. */
const warmUpFrames = Math.min(20_000, Math.ceil(frames / 5))
/** More than this after all sessions have ended, and each session left something. */
const leakMb = 16

const crashes: string[] = []
process.on('uncaughtException', (error) => crashes.push(`uncaught: ${error.stack}`))
process.on('unhandledRejection', (reason) => crashes.push(`unhandled: ${reason instanceof Error ? reason.stack : reason}`))

console.log(`seed ${seed}, ${frames.toLocaleString('en-US')} frames, ${values.embedded ? 'the embedded stack' : 'models that answer at once'}`)
const server = values.embedded ? await embeddedServer() : await startScriptedServer()
const startedAtMs = performance.now()
const warmUp = await fuzzSockets({ realtimeUrl: server.realtimeUrl, frames: warmUpFrames, seed: seed + 1_000, onProgress: bar('warming up', warmUpFrames) })
await sessionsEnd(server)
const before = await heapInUse()
const report = await fuzzSockets({ realtimeUrl: server.realtimeUrl, frames, seed, onProgress: bar('fuzzing', frames) })
const left = await sessionsEnd(server)
const after = await heapInUse()
const served = await fuzzSockets({ realtimeUrl: server.realtimeUrl, frames: 200, seed: seed + 2_000 })
print(report)

const grownMb = after.heapMb - before.heapMb
const failures = [...warmUp.failures, ...report.failures, ...served.failures, ...crashes]
if (left > 0) failures.push(`${left} sessions were left open`)
if (grownMb > leakMb) failures.push(`the heap grew by ${grownMb.toFixed(1)} MB over ${report.sessions} sessions`)
console.log(`time      ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s`)
console.log(
  `heap      ${before.heapMb.toFixed(1)} MB before, ${after.heapMb.toFixed(1)} MB after (process ${before.processMb.toFixed(0)} and ${after.processMb.toFixed(0)} MB)`,
)
console.log(`crashes   ${crashes.length}`)
for (const failure of failures) console.error(`FAILED: ${failure}`)
console.log(failures.length === 0 ? 'No crash, no leak, no session stuck.' : `${failures.length} failures.`)
await server.close()
process.exit(failures.length === 0 ? 0 : 1)

async function embeddedServer(): Promise<FuzzedServer> {
  const { realtimeUrl, close } = await startTestServer()
  return { realtimeUrl, sessions: () => 0, close }
}

/** Returns how many are still open after a while. */
async function sessionsEnd({ sessions }: FuzzedServer): Promise<number> {
  const untilMs = performance.now() + 10_000
  while (sessions() > 0 && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 20))
  return sessions()
}

/** On a terminal a bar that is redrawn; elsewhere a line for each tenth. */
function bar(what: string, total: number): (done: number) => void {
  let shown = -1
  return (done) => {
    const part = Math.min(1, done / total)
    const step = Math.floor(part * (process.stderr.isTTY ? 200 : 10))
    if (step === shown) return
    shown = step
    const filled = Math.round(part * 30)
    const line = `${what.padEnd(10)} ${'#'.repeat(filled)}${'.'.repeat(30 - filled)} ${(part * 100).toFixed(0).padStart(3)} %  ${done.toLocaleString('en-US')} frames`
    process.stderr.write(process.stderr.isTTY ? `\r${line}${part === 1 ? '\n' : ''}` : `${line}\n`)
  }
}

function print({ frames, sessions, kinds, errors, closes, turns }: FuzzReport): void {
  const rows = [...kinds].sort(([, a], [, b]) => b.frames - a.frames)
  console.log(`\n${'frames'.padEnd(26)}${'count'.padStart(9)}${'times'.padStart(9)}`)
  for (const [name, row] of rows) console.log(`${name.padEnd(26)}${String(row.frames).padStart(9)}${String(row.times).padStart(9)}`)
  console.log(`${'all'.padEnd(26)}${String(frames).padStart(9)}\n`)
  console.log(`sessions  ${sessions}`)
  console.log(`errors    ${errors} told`)
  console.log(`turns     ${turns} ordinary ones behind it, all answered`)
  console.log(`closed    ${[...closes].map(([code, times]) => `${code}: ${times}`).join(', ')}`)
}
