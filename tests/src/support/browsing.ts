import type { VoiceClientOptions } from '@sidetone/client'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import { startTestServer, type TestServer, type TestServerOptions } from './sidetone.js'
import { type LoadedPage, Tab } from './tab.js'

export interface Conversing {
  readonly server: TestServer
  readonly tab: Tab
  /** It is connected. */
  readonly page: LoadedPage
  /** The page goes, and comes again in the same tab, with the same options. */
  reload(from?: LoadedPage): Promise<LoadedPage>
}

/** The tabs of one test and the servers that their pages talk to: `end` ends them all. */
export class Browsing {
  /** What every page shows its server. */
  readonly key = 'a-key-that-is-kept-nowhere'
  readonly #tabs: Tab[] = []
  readonly #servers: TestServer[] = []

  async end(): Promise<void> {
    for (const tab of this.#tabs.splice(0)) tab.close()
    for (const server of this.#servers.splice(0)) await server.close()
  }

  async serve(calls: Script['calls'], more: TestServerOptions = {}): Promise<TestServer> {
    const server = await startTestServer({ script: { calls }, ...more })
    this.#servers.push(server)
    return server
  }

  tab(kept: string | null = null): Tab {
    const tab = new Tab(kept)
    this.#tabs.push(tab)
    return tab
  }

  async converse(calls: Script['calls'], more: Partial<VoiceClientOptions> = {}): Promise<Conversing> {
    const server = await this.serve(calls)
    const tab = this.tab()
    const page = tab.load(server.url, { key: this.key, ...more })
    await page.client.connect()
    const reload = async (from: LoadedPage = page) => {
      await from.leave()
      return tab.load(server.url, { key: this.key, ...more })
    }
    return { server, tab, page, reload }
  }
}
