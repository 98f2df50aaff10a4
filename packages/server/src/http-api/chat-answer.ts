import type { ChatPart } from '../providers/llm/contract.js'
import { serverSentEvent } from './server-sent-event.js'

export interface ChatAnswer {
  readonly id: string
  /** Unix seconds. */
  readonly created: number
  readonly model: string
}

type End = Extract<ChatPart, { type: 'end' }>

/** One piece of an answer, as the API streams it. */
type Delta = { content: string } | { tool_calls: { index: number; id?: string; type?: 'function'; function: { name?: string; arguments: string } }[] }

/** The chunks of a streamed chat completion. */
export async function* chatEvents(parts: AsyncIterable<ChatPart>, answer: ChatAnswer, tellUsage: boolean): AsyncGenerator<string> {
  const chunk = (choices: object[], usage?: object) =>
    serverSentEvent({ id: answer.id, object: 'chat.completion.chunk', created: answer.created, model: answer.model, choices, ...(usage && { usage }) })
  const choice = (delta: object, finishReason: string | null) => ({ index: 0, delta, logprobs: null, finish_reason: finishReason })
  let calls = 0
  yield chunk([choice({ role: 'assistant', content: '' }, null)])
  for await (const part of parts) {
    if (part.type === 'tool-call-start') calls++
    if (part.type === 'end') {
      yield chunk([choice({}, finishReason(part, calls > 0))])
      if (tellUsage) yield chunk([], usageOf(part))
      continue
    }
    const delta = deltaOf(part, calls - 1)
    if (delta) yield chunk([choice(delta, null)])
  }
  yield serverSentEvent('[DONE]')
}

function deltaOf(part: Exclude<ChatPart, End>, index: number): Delta | null {
  switch (part.type) {
    case 'text-delta':
      return { content: part.delta }
    case 'tool-call-start':
      return { tool_calls: [{ index, id: part.callId, type: 'function', function: { name: part.name, arguments: '' } }] }
    case 'tool-call-delta':
      return { tool_calls: [{ index, function: { arguments: part.delta } }] }
    case 'tool-call-end':
      return null
  }
}

/** A chat completion in one piece. */
export async function chatWhole(parts: AsyncIterable<ChatPart>, { id, created, model }: ChatAnswer): Promise<object> {
  let content = ''
  const calls: { id: string; type: 'function'; function: { name: string; arguments: string } }[] = []
  let end: End | null = null
  for await (const part of parts) {
    if (part.type === 'text-delta') content += part.delta
    if (part.type === 'tool-call-start') calls.push({ id: part.callId, type: 'function', function: { name: part.name, arguments: '' } })
    const open = calls.at(-1)
    if (part.type === 'tool-call-delta' && open) open.function.arguments += part.delta
    if (part.type === 'end') end = part
  }
  const message = {
    role: 'assistant',
    content: content === '' && calls.length > 0 ? null : content,
    refusal: null,
    ...(calls.length > 0 && { tool_calls: calls }),
  }
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(end, calls.length > 0) }],
    usage: usageOf(end),
  }
}

function finishReason(end: End | null, called: boolean): string {
  if (end?.because === 'max-output-tokens') return 'length'
  if (end?.because === 'content-filter') return 'content_filter'
  return called ? 'tool_calls' : 'stop'
}

function usageOf(end: End | null) {
  const { inputTokens, outputTokens, cachedTokens } = end?.usage ?? { inputTokens: 0, outputTokens: 0, cachedTokens: 0 }
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  }
}
