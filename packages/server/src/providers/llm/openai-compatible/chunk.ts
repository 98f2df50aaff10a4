import { z } from 'zod'

/** Some servers send a list of parts instead of a string, thinking among them. */
const content = z.union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional().catch(undefined) }))]).nullish()

const toolCall = z.object({
  index: z.number().int().nullish(),
  id: z.string().nullish(),
  function: z
    .object({
      name: z.string().nullish(),
      /** A string in OpenAI's API; an object from some servers. */
      arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
    })
    .nullish(),
})

const words = z.object({ content, refusal: z.string().nullish(), tool_calls: z.array(toolCall).nullish() })

/** One event of a streamed chat completion, or the whole of one that is not streamed (`message` in place of `delta`). What we do not use is let through unread. */
const chunkSchema = z.object({
  choices: z.array(z.object({ delta: words.nullish(), message: words.nullish(), finish_reason: z.string().nullish() })).nullish(),
  usage: z
    .object({
      prompt_tokens: z.number().nullish(),
      completion_tokens: z.number().nullish(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
  error: z.unknown().optional(),
})

export type Chunk = z.infer<typeof chunkSchema>
export type ToolCallDelta = z.infer<typeof toolCall>

/** null: not JSON, or not of this shape. */
export function readChunk(json: string): Chunk | null {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return null
  }
  return chunkSchema.safeParse(value).data ?? null
}

/** The words of a chunk that are meant for the user; a refusal is one of them, reasoning is not. */
export function wordsOf(chunk: Chunk): string {
  const said = chunk.choices?.[0]?.delta ?? chunk.choices?.[0]?.message
  const text = typeof said?.content === 'string' ? said.content : (said?.content ?? []).map((part) => (part.type === 'text' ? (part.text ?? '') : '')).join('')
  return text + (said?.refusal ?? '')
}

export function toolCallsOf(chunk: Chunk): readonly ToolCallDelta[] {
  const said = chunk.choices?.[0]?.delta ?? chunk.choices?.[0]?.message
  return said?.tool_calls ?? []
}
