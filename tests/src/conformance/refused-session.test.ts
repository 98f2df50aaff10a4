import { runConformance } from '@sidetone/conformance'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ apiKeys: ['the-right-key'] })
}, 120_000)
afterAll(() => server?.close())

it.each([
  ['a wrong key', 'a-wrong-key', 'The server refused the session: Incorrect API key provided.'],
  ['no key', undefined, 'The server refused the connection with HTTP 401.'],
])('%s ends the run before the first check, with what the server said', async (_, apiKey, message) => {
  const results: unknown[] = []
  await expect(runConformance({ url: server.realtimeUrl, ...(apiKey && { apiKey }), onResult: (result) => results.push(result) })).rejects.toThrow(message)
  expect(results).toEqual([])
})
