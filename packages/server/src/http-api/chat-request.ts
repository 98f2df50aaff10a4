import type { Json } from '@sidetone/protocol'
import { z } from 'zod'
import type { ChatMessage, ChatRequest } from '../providers/llm/contract.js'
import { invalidField } from './api-error.js'
import { readFields } from './read-fields.js'

const mostMessages = 2_000
const mostTools = 128

const textPart = z.object({ type: z.enum(['text', 'refusal']), text: z.string().optional(), refusal: z.string().optional() })
const imagePart = z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) })
const text = z.union([z.string(), z.array(textPart)], { error: 'expected a string or a list of text parts' })
const toolCall = z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })

const message = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content: text }),
  z.object({
    role: z.literal('user'),
    content: z.union([z.string(), z.array(z.union([textPart, imagePart]))], { error: 'expected a string or a list of parts' }),
  }),
  z.object({ role: z.literal('assistant'), content: text.nullish(), tool_calls: z.array(toolCall).nullish() }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), content: text }),
])

const tool = z.object({
  type: z.literal('function', { error: 'only functions are supported' }),
  function: z.object({ name: z.string(), description: z.string().nullish(), parameters: z.record(z.string(), z.unknown()).nullish() }),
})

const limit = z.number().int().min(1).nullish()

const chatRequest = z.object({
  model: z.string().nullish(),
  messages: z.array(message).min(1, { error: 'expected at least one message' }).max(mostMessages),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.literal(1, { error: 'only one answer is given' }).nullish(),
  max_tokens: limit,
  max_completion_tokens: limit,
  tools: z.array(tool).max(mostTools).nullish(),
  tool_choice: z
    .union([z.enum(['auto', 'none', 'required']), z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) })], {
      error: 'expected auto, none, required or a function',
    })
    .nullish(),
})

/** A chat completion to be made by a model of ours. */
export interface ReadChat {
  readonly request: ChatRequest
  readonly stream: boolean
  /** A stream ends with a chunk that tells its tokens. */
  readonly tellUsage: boolean
}

/** Throws `ApiError`. */
export function readChat(body: unknown, seesImages: boolean): ReadChat {
  const fields = readFields(chatRequest, body)
  const choice = fields.tool_choice ?? 'auto'
  const messages = fields.messages.map(readMessage)
  if (!seesImages && messages.some((each) => each.role === 'user' && each.imageUrls.length > 0)) {
    throw invalidField('messages', 'The configured language model cannot see images.', 'image_not_supported')
  }
  return {
    stream: fields.stream ?? false,
    tellUsage: fields.stream_options?.include_usage ?? false,
    request: {
      messages,
      tools: (fields.tools ?? []).map(({ function: { name, description, parameters } }) => ({
        name,
        description: description ?? null,
        parameters: (parameters ?? { type: 'object', properties: {} }) as Json,
      })),
      toolChoice: typeof choice === 'string' ? choice : { tool: choice.function.name },
      maxOutputTokens: fields.max_completion_tokens ?? fields.max_tokens ?? 'unlimited',
    },
  }
}

function readMessage(from: z.output<typeof message>): ChatMessage {
  switch (from.role) {
    case 'system':
    case 'developer':
      return { role: 'system', text: textOf(from.content) }
    case 'user': {
      const imageUrls = typeof from.content === 'string' ? [] : from.content.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : []))
      return { role: 'user', text: textOf(from.content), imageUrls }
    }
    case 'assistant': {
      const toolCalls = (from.tool_calls ?? []).map((call) => ({ callId: call.id, name: call.function.name, arguments: call.function.arguments }))
      return { role: 'assistant', text: textOf(from.content ?? ''), toolCalls }
    }
    case 'tool':
      return { role: 'tool', callId: from.tool_call_id, output: textOf(from.content) }
  }
}

function textOf(content: string | readonly (z.output<typeof textPart> | z.output<typeof imagePart>)[]): string {
  if (typeof content === 'string') return content
  return content.map((part) => (part.type === 'image_url' ? '' : (part.text ?? part.refusal ?? ''))).join('')
}
