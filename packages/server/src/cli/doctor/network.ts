import { createServer } from 'node:net'
import type { Config } from '../../config/contract.js'
import { systemClock } from '../../lib/clock.js'
import { chooseLanguageModel } from '../../providers/llm/choose-language-model.js'
import { listModels } from '../../providers/llm/openai-compatible/list-models.js'
import { isSidetoneAt } from '../is-sidetone-at.js'
import type { Finding } from './contract.js'

const limitMs = 3_000

export async function checkPort(server: Config['server']): Promise<Finding> {
  const { host, port } = server
  if (port === 0) return { verdict: 'ok', sentence: 'any free port will do' }
  const code = await tryToListen(host, port)
  if (code === null) return { verdict: 'ok', sentence: `port ${port} on ${host} is free` }
  if (code === 'EADDRINUSE' && (await isSidetoneAt(server))) return { verdict: 'ok', sentence: `a Sidetone is running on port ${port}` }
  if (code === 'EADDRINUSE')
    return { verdict: 'fail', sentence: `port ${port} is used by another program`, remedy: `Stop it, or choose another port: serve --port ${port + 1}` }
  return { verdict: 'fail', sentence: `this user cannot listen on ${host} port ${port} (${code})`, remedy: 'Choose another with --host and --port.' }
}

/** The error code that keeps us from listening there; null: nothing does. */
function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port }, () => server.close(() => resolve(null)))
  })
}

export async function checkLanguageModel({ languageModel, server }: Config): Promise<Finding> {
  try {
    if (languageModel.kind === 'openai-compatible') {
      const offered = await listWithin(limitMs, languageModel.baseUrl, languageModel.apiKey)
      const { model } = languageModel
      if (model !== null && !offered.some(({ id }) => id === model)) {
        const names = offered.slice(0, 5).map(({ id }) => id)
        return {
          verdict: 'warn',
          sentence: `${languageModel.baseUrl} does not list the model ${model}`,
          remedy: `It lists: ${names.join(', ') || 'none'}. Choose one with --llm-model.`,
        }
      }
    }
    const { model, sentence } = await chooseLanguageModel(languageModel, { clock: systemClock, timeoutMs: limitMs, ownPort: server.port })
    await model.close()
    return { verdict: 'ok', sentence: sentence.replace(/\.$/, '') }
  } catch (error) {
    return {
      verdict: 'fail',
      sentence: `language model: ${(error as Error).message}`,
      remedy: 'Start it, correct --llm-url and --llm-key, or use --llm builtin.',
    }
  }
}

async function listWithin(withinMs: number, baseUrl: string, apiKey: string | null): ReturnType<typeof listModels> {
  const overdue = new AbortController()
  const timer = systemClock.after(withinMs, () => overdue.abort(new Error(`${baseUrl} did not answer within ${withinMs / 1000} s.`)))
  try {
    return await listModels(baseUrl, apiKey, overdue.signal)
  } finally {
    timer.cancel()
  }
}
