import type { ToolChoice } from '@sidetone/protocol'
import type { ChatMessage, ChatRequest } from '../contract.js'
import type { ServerHabits } from './server-habits.js'

/** The JSON body of a streaming chat completion. */
export function body(request: ChatRequest, model: string, habits: ServerHabits) {
  return {
    model,
    messages: request.messages.map(message),
    stream: true,
    ...(habits.reportsUsage && { stream_options: { include_usage: true } }),
    ...(request.maxOutputTokens !== 'unlimited' && { [habits.limitName]: request.maxOutputTokens }),
    ...(habits.takesReasoningEffort && request.reasoningEffort !== undefined && { reasoning_effort: request.reasoningEffort }),
    ...(request.tools.length > 0 && {
      tools: request.tools.map(({ name, description, parameters }) => ({
        type: 'function',
        function: { name, ...(description !== null && { description }), parameters: parameters ?? { type: 'object', properties: {} } },
      })),
      tool_choice: toolChoice(request.toolChoice),
      ...(habits.takesParallelToolCalls && request.parallelToolCalls !== undefined && { parallel_tool_calls: request.parallelToolCalls }),
    }),
  }
}

function toolChoice(choice: ToolChoice) {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.tool } }
}

function message(from: ChatMessage) {
  switch (from.role) {
    case 'system':
      return { role: 'system', content: from.text }
    case 'user':
      return { role: 'user', content: from.imageUrls.length === 0 ? from.text : [...textParts(from.text), ...from.imageUrls.map(imagePart)] }
    case 'assistant':
      return {
        role: 'assistant',
        content: from.text === '' && from.toolCalls.length > 0 ? null : from.text,
        ...(from.toolCalls.length > 0 && {
          tool_calls: from.toolCalls.map((call) => ({ id: call.callId, type: 'function', function: { name: call.name, arguments: call.arguments } })),
        }),
      }
    case 'tool':
      return { role: 'tool', tool_call_id: from.callId, content: from.output }
  }
}

const textParts = (text: string) => (text === '' ? [] : [{ type: 'text', text }])
const imagePart = (url: string) => ({ type: 'image_url', image_url: { url } })
