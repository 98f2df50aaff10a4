import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'

/** A port that nothing listens at. */
const closed = 'ws://127.0.0.1:1/v1/realtime'

function run(bench: string, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const file = fileURLToPath(new URL(`../../../bench/dist/${bench}.js`, import.meta.url))
  const env = { ...process.env, OPENAI_API_KEY: undefined }
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...words], { env }, (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }))
  })
}

describe('a bench that gets no session', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ apiKeys: ['right-key'], script: { calls: [] } })
  })
  afterAll(() => server?.close())

  it.each(['turns', 'interruptions', 'first-audio'])('says so in a sentence and ends with 2, where nobody listens: %s', async (bench) => {
    const { code, out, err } = await run(bench, '--url', `${closed}?api-key=secret`)
    expect([code, out, err]).toEqual([2, '', `There is no session to be had at ${closed}: connect ECONNREFUSED 127.0.0.1:1\n`])
  })

  it('nor with a wrong key, or without one', async () => {
    const refused = [
      await run('turns', '--url', server.realtimeUrl, '--api-key', 'wrong-key'),
      await run('turns', '--url', server.realtimeUrl),
      await run('turns', '--url', '127.0.0.1:4747'),
    ]
    const place = `There is no session to be had at ${server.realtimeUrl}`
    expect(refused.map(({ code, err }) => [code, err])).toEqual([
      [2, `${place}: Incorrect API key provided.\n`],
      [2, `${place}: Unexpected server response: 401\n`],
      [2, '--url must be an address that starts with ws:// or wss://, as wss://host/v1/realtime.\n'],
    ])
  })
})
