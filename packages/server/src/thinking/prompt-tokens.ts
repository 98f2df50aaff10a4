import { estimateTokens } from '../lib/estimate-tokens.js'
import type { ThinkingRequest } from './contract.js'
import { cost, fit, usualPromptTokens } from './fit.js'
import { prompt } from './prompt.js'

/** The estimated tokens of what a model is sent for a request, its functions too. */
export function promptTokens(request: ThinkingRequest, model: { readonly seesImages: boolean }): number {
  const { messages, tools } = prompt(request, model)
  return cost(fit(messages, usualPromptTokens)) + (tools.length === 0 ? 0 : estimateTokens(JSON.stringify(tools)))
}
