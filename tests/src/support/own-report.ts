import { type ConformanceOptions, type Report, runConformance } from '@sidetone/conformance'
import { startTestServer } from './sidetone.js'

/** Generous, because a test machine may be busy with other tests: what is right is not a question of speed. */
const timeoutMs = 60_000
const apiKey = 'key-of-the-conformance-run'

/** The conformance of this server, with the embedded stack, the built-in responder and one key. */
export async function ownReport(options: Partial<ConformanceOptions> = {}): Promise<Report> {
  const server = await startTestServer({ apiKeys: [apiKey] })
  try {
    return await runConformance({ url: server.realtimeUrl, apiKey, timeoutMs, ...options })
  } finally {
    await server.close()
  }
}
