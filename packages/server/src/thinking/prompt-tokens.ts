import { estimateTokens, imageTokens } from '../lib/estimate-tokens.js'
import type { ChatMessage } from '../providers/llm/contract.js'
import type { ThinkingRequest } from './contract.js'
import { prompt } from './prompt.js'

/** The estimated tokens of what a model is sent for a request, its functions too. */
export function promptTokens(request: ThinkingRequest, model: { readonly seesImages: boolean }): number {
  const { messages, tools } = prompt(request, model)
  const said = messages.reduce((sum, message) => sum + messageTokens(message), 0)
  return said + (tools.length === 0 ? 0 : estimateTokens(JSON.stringify(tools)))
}

function messageTokens(message: ChatMessage): number {
  switch (message.role) {
    case 'system':
      return estimateTokens(message.text)
    case 'user':
      return estimateTokens(message.text) + message.imageUrls.length * imageTokens
    case 'assistant':
      return estimateTokens(message.text) + message.toolCalls.reduce((sum, call) => sum + estimateTokens(call.name) + estimateTokens(call.arguments), 0)
    case 'tool':
      return estimateTokens(message.output)
  }
}
