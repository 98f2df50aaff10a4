import { afterAll, beforeAll, expect, it } from 'vitest'
import { fuzzSockets } from './fuzz-sockets.js'
import { startScriptedServer } from './scripted-server.js'

/** `npm run fuzz` goes on for longer. */
const frames = Number(process.env.SIDETONE_FRAMES ?? 4_000)
const seed = Number(process.env.SIDETONE_SEED ?? 1)

let server: Awaited<ReturnType<typeof startScriptedServer>>
beforeAll(async () => {
  server = await startScriptedServer()
})
afterAll(() => server?.close())

it(`${frames} malformed, oversized, split and interleaved frames of seed ${seed}: each session goes on or is closed with the right code, and none is left open`, async () => {
  const report = await fuzzSockets({ realtimeUrl: server.realtimeUrl, frames, seed })
  expect(report.failures).toEqual([])
  expect(report.frames).toBeGreaterThanOrEqual(frames)
  expect(report.errors).toBeGreaterThan(frames / 20)
  expect(report.turns).toBeGreaterThan(0)
  await allLeft()
})

it('a flood of messages is closed with 3000, and the next client is served', async () => {
  const report = await fuzzSockets({ realtimeUrl: server.realtimeUrl, frames: 200, seed, connections: 1, connectionsPerFlood: 1 })
  expect(report.failures).toEqual([])
  expect(report.closes.get('3000')).toBeGreaterThan(0)
  expect((await fuzzSockets({ realtimeUrl: server.realtimeUrl, frames: 200, seed })).failures).toEqual([])
  await allLeft()
})

async function allLeft(): Promise<void> {
  while (server.sessions() > 0) await new Promise((resolve) => setImmediate(resolve))
}
