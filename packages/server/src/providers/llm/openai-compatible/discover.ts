import type { Clock } from '../../../lib/clock.js'
import { listModels } from './list-models.js'
import { RequestDeadline } from './request-deadline.js'
import { suitableModel } from './suitable-model.js'

export interface LocalServer {
  readonly name: string
  readonly port: number
}

/** The ports that local language model servers open unless told otherwise, by their own documentation; the first that answers wins. */
export const usualServers: readonly LocalServer[] = [
  { name: 'Ollama', port: 11434 },
  { name: 'LM Studio', port: 1234 },
  { name: 'llama.cpp', port: 8080 },
  { name: 'vLLM', port: 8000 },
]

export interface Discovery {
  readonly server: LocalServer
  readonly baseUrl: string
  readonly model: string
}

export interface DiscoverOptions {
  readonly clock: Clock
  /** Where to look; our own port is never asked. */
  readonly servers?: readonly LocalServer[]
  readonly ownPort?: number
  readonly limitMs?: number
}

/** Looks for a language model server on this machine, at all ports at once. null: none that has a model to chat with. */
export async function discover({ clock, servers = usualServers, ownPort, limitMs = 300 }: DiscoverOptions): Promise<Discovery | null> {
  const asked = servers.filter(({ port }) => port !== ownPort)
  const found = await Promise.all(asked.map((server) => look(server, clock, limitMs)))
  return found.find((each) => each !== null) ?? null
}

async function look(server: LocalServer, clock: Clock, limitMs: number): Promise<Discovery | null> {
  const baseUrl = `http://127.0.0.1:${server.port}/v1`
  const deadline = new RequestDeadline(clock, new AbortController().signal)
  deadline.wait(limitMs, () => new Error('no answer in time'))
  try {
    const models = await listModels(baseUrl, null, deadline.signal)
    // Our own server lists its models in the same shape.
    const model = models.some(({ ownedBy }) => ownedBy === 'sidetone') ? null : suitableModel(models.map(({ id }) => id))
    return model === null ? null : { server, baseUrl, model }
  } catch {
    // Nobody there, somebody else, or too slow: all of them mean that this port has no model for us.
    return null
  } finally {
    deadline.close(undefined)
  }
}
