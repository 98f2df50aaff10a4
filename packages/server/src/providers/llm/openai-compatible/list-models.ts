import { SidetoneError } from '@sidetone/protocol'
import { z } from 'zod'
import { abortable } from '../../../lib/abort.js'
import { endpoint } from './endpoint.js'
import { type BodyReader, readText } from './read-body.js'
import { refusal, refusalText } from './refusal.js'

/** Strict on what makes it a model list, so that no other server is taken for one. */
const modelList = z.object({
  object: z.literal('list'),
  data: z.array(z.object({ id: z.string().min(1), object: z.literal('model').optional(), owned_by: z.string().optional() })),
})

export interface ListedModel {
  readonly id: string
  readonly ownedBy: string | null
}

/**
 * What a server says that it has. Throws the signal's reason when it aborts, `language-model-unreachable` when nobody answers,
 * `language-model-failed` when the answer is no model list.
 */
export async function listModels(baseUrl: string, apiKey: string | null, signal: AbortSignal): Promise<readonly ListedModel[]> {
  signal.throwIfAborted()
  const url = endpoint(baseUrl, 'models')
  const headers = { accept: 'application/json', ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }) }
  const response = await abortable(fetch(url, { headers, signal, redirect: 'error' }), signal).catch((cause) => {
    if (signal.aborted) throw signal.reason
    throw new SidetoneError('language-model-unreachable', `No language model server answers at ${url.host}.`, { cause })
  })
  const reader: BodyReader | undefined = response.body?.getReader()
  const text = reader
    ? await readText(reader, signal).catch((cause) => {
        if (signal.aborted) throw signal.reason
        throw new SidetoneError('language-model-unreachable', `The list of models at ${url.host} broke off.`, { cause })
      })
    : ''
  if (!response.ok) throw refusal(`The list of models at ${url.host} was refused with status ${response.status}`, refusalText(text), apiKey)
  const list = modelList.safeParse(parse(text)).data
  if (!list) throw refusal(`What answers at ${url.host} is no language model server`, '', apiKey)
  return list.data.map((model) => ({ id: model.id, ownedBy: model.owned_by ?? null }))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
