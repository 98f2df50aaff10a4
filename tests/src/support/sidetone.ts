import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@sidetone/server/config/load.js'
import { type RunningSidetone, startSidetone } from '@sidetone/server/main.js'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'

export interface TestServer extends RunningSidetone {
  /** Base of the HTTP API: `https://localhost:PORT/v1`. */
  readonly baseUrl: string
}

export interface TestServerOptions {
  readonly tls?: boolean
  /** Takes the place of the language model. */
  readonly script?: Script
  /** Keys that clients must show; none: anyone is welcome. */
  readonly apiKeys?: readonly string[]
  /** MCP servers that sessions may use, wherever they are. */
  readonly mcpServers?: readonly string[]
  /** Web pages that may connect. */
  readonly origins?: readonly string[]
  /** How long a session waits for a client that lost its connection. */
  readonly resumeForMs?: number
  readonly maxSessions?: number
  /** A language model server in place of the built-in responder. */
  readonly languageModel?: { readonly url: string; readonly key: string; readonly model: string }
}

/** A real server on a free port with the embedded stack, ready to talk. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { tls = false, script, apiKeys = [], mcpServers = [], origins = [], resumeForMs, maxSessions, languageModel } = options
  const flags: Record<string, string | boolean | readonly string[]> = { port: '0', log: 'silent', llm: 'builtin' }
  if (tls) flags.tls = 'self-signed'
  if (apiKeys.length > 0) flags.apiKey = apiKeys
  if (mcpServers.length > 0) Object.assign(flags, { mcpServer: mcpServers, mcpAllowPrivate: true })
  if (origins.length > 0) flags.allowOrigin = origins
  if (maxSessions !== undefined) flags.maxSessions = String(maxSessions)
  if (languageModel) Object.assign(flags, { llm: 'openai-compatible', llmUrl: languageModel.url, llmKey: languageModel.key, llmModel: languageModel.model })
  if (script) {
    const file = join(mkdtempSync(join(tmpdir(), 'sidetone-script-')), 'script.json')
    writeFileSync(file, JSON.stringify(script))
    flags.llm = 'scripted'
    flags.llmScript = file
  }
  const environment = { ...process.env, ...(resumeForMs !== undefined && { SIDETONE_RESUME_MS: String(resumeForMs) }) }
  const running = await startSidetone(loadConfig({ flags, environment, file: null }))
  await running.ready
  return { ...running, baseUrl: `${running.url.replace(/\/$/, '')}/v1` }
}
