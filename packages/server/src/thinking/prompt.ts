import type { AssistantPart, Item, ToolCall, ToolOutput, UserMessage } from '@sidetone/protocol'
import type { ChatMessage, ChatRequest } from '../providers/llm/contract.js'
import { asFunctions } from './as-functions.js'
import type { ThinkingRequest } from './contract.js'
import { spokenInstructions } from './spoken-instructions.js'

/** Stands for speech whose words are not known. */
export const inaudible = '(inaudible)'
/** Stands for a turn in which nothing was said. */
export const silence = '(silence)'

/**
 * Ends what the assistant was cut off in; the instructions say so as long as the conversation holds such a message. Not a message of its own behind it:
 * several chat templates refuse a system message that is not the first.
 */
export const cutOffMark = '—'
export const cutOffNote = `Where one of your messages ends in "${cutOffMark}" you were interrupted: the user heard nothing of it behind that place.`

/** The conversation in the words of a language model. */
export function prompt(request: ThinkingRequest, { seesImages }: { readonly seesImages: boolean }): ChatRequest {
  const instructions = [
    request.instructions.trim(),
    request.modality === 'audio' ? spokenInstructions : '',
    request.items.some(isCutOff) ? cutOffNote : '',
    summaryNote(request.summary),
  ]
    .filter(Boolean)
    .join('\n\n')
  return {
    messages: [...(instructions === '' ? [] : [{ role: 'system', text: instructions } as const]), ...messages(asFunctions(request.items), seesImages)],
    tools: request.tools,
    toolChoice: request.toolChoice,
    maxOutputTokens: request.maxOutputTokens,
    ...(request.reasoningEffort !== undefined && { reasoningEffort: request.reasoningEffort }),
    ...(request.parallelToolCalls !== undefined && { parallelToolCalls: request.parallelToolCalls }),
  }
}

/** Not a message of its own either. */
function summaryNote(summary: string | undefined): string {
  return summary === undefined ? '' : `Earlier parts of this conversation are not shown. In short, this is what was said in them:\n${summary}`
}

/**
 * Items to messages. Servers want each call answered right after it was made, so outputs move up to their calls, and a call that has no output
 * yet says so. What the assistant said just before it calls belongs to the same message.
 */
function messages(items: readonly Item[], seesImages: boolean): ChatMessage[] {
  const outputs = firstOutputs(items)
  const answered = new Set<ToolOutput>()
  const result: ChatMessage[] = []
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Item
    switch (item.type) {
      case 'system-message':
        result.push({ role: 'system', text: item.content.map((part) => part.text).join('\n') })
        break
      case 'user-message':
        // Noise between the turns is no part of what was said; silence that calls for an answer is the last thing that happened.
        if (!isSilent(item) || at === items.length - 1) result.push(userMessage(item, seesImages))
        break
      case 'assistant-message': {
        const text = joined(item.content.map((part) => (part.type === 'text' ? part.text : `${part.transcript}${wasCutOff(part) ? cutOffMark : ''}`)))
        if (text !== '') result.push({ role: 'assistant', text, toolCalls: [] })
        break
      }
      case 'tool-call': {
        const calls: ToolCall[] = []
        for (let each = items[at]; each?.type === 'tool-call'; each = items[++at]) {
          // A call that was cut off in mid-writing was never made.
          if (each.status === 'completed' || outputs.has(each.callId)) calls.push(each)
        }
        at--
        result.push(...toolCalls(calls, result, outputs))
        for (const call of calls) {
          const output = outputs.get(call.callId)
          if (output) answered.add(output)
        }
        break
      }
      case 'tool-output':
        if (!answered.has(item)) result.push({ role: 'system', text: `The result of a function: ${item.output}` })
        break
    }
  }
  return result
}

function toolCalls(calls: readonly ToolCall[], before: ChatMessage[], outputs: ReadonlyMap<string, ToolOutput>): ChatMessage[] {
  if (calls.length === 0) return []
  const spoken = before.at(-1)
  const text = spoken?.role === 'assistant' && spoken.toolCalls.length === 0 ? spoken.text : ''
  if (text !== '') before.pop()
  return [
    { role: 'assistant', text, toolCalls: calls.map((call) => ({ callId: call.callId, name: call.name, arguments: asJson(call.arguments) })) },
    ...calls.map(({ callId }): ChatMessage => ({ role: 'tool', callId, output: outputs.get(callId)?.output ?? '(no result yet)' })),
  ]
}

function isSilent(item: UserMessage): boolean {
  return item.content.every((part) => part.type === 'audio' && part.transcript?.trim() === '')
}

function userMessage(item: UserMessage, seesImages: boolean): ChatMessage {
  const images = item.content.flatMap((part) => (part.type === 'image' ? [part.url] : []))
  const words = item.content.map((part) => {
    if (part.type === 'text') return part.text
    if (part.type === 'audio') return part.transcript === null ? inaudible : part.transcript.trim() || silence
    return seesImages ? '' : '(an image that you cannot see)'
  })
  return { role: 'user', text: joined(words), imageUrls: seesImages ? images : [] }
}

/** Cut off in mid-speech. What was cut off before a word of it was heard was never said. */
function wasCutOff(part: AssistantPart): boolean {
  return part.type === 'audio' && part.cutOff === true && part.transcript !== ''
}

function isCutOff(item: Item): boolean {
  return item.type === 'assistant-message' && item.content.some(wasCutOff)
}

/** The output that answers a call: the first one of its id that comes after it. */
function firstOutputs(items: readonly Item[]): Map<string, ToolOutput> {
  const called = new Set<string>()
  const outputs = new Map<string, ToolOutput>()
  for (const item of items) {
    if (item.type === 'tool-call') called.add(item.callId)
    if (item.type === 'tool-output' && called.has(item.callId) && !outputs.has(item.callId)) outputs.set(item.callId, item)
  }
  return outputs
}

const joined = (texts: readonly string[]) =>
  texts
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n')

/** Servers parse the arguments of earlier calls, and some refuse everything when one is broken. */
function asJson(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch {
    return '{}'
  }
}
