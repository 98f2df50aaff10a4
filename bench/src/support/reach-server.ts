import { NoSession, RealtimeClient } from './realtime-client.js'

/** Opens a session and closes it, before all the work: a server that has none to give ends the bench with a sentence and exit code 2. */
export async function reachServer(url: string, apiKey: string | null): Promise<void> {
  try {
    const client = await RealtimeClient.connect(url, apiKey)
    client.close()
  } catch (error) {
    if (!(error instanceof NoSession)) throw error
    console.error(error.message)
    process.exit(2)
  }
}
