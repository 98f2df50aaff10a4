import type { Item, Usage } from '@sidetone/protocol'
import { estimateTokens, imageTokens } from '../lib/estimate-tokens.js'

/** Published rates of the OpenAI Realtime API: user audio one token per 100 ms, assistant audio one per 50 ms. */
const inputAudioMsPerToken = 100
const outputAudioMsPerToken = 50

export function outputAudioTokens(durationMs: number): number {
  return Math.ceil(durationMs / outputAudioMsPerToken)
}

/** What a list of items costs as input: text by length, user audio by time. */
export function inputUsage(instructions: string, items: readonly Item[]): Pick<Usage, 'inputTextTokens' | 'inputAudioTokens' | 'inputImageTokens'> {
  let inputTextTokens = estimateTokens(instructions)
  let inputAudioTokens = 0
  let inputImageTokens = 0
  for (const item of items) {
    switch (item.type) {
      case 'tool-call':
        inputTextTokens += estimateTokens(item.name + item.arguments)
        break
      case 'server-call':
        inputTextTokens += estimateTokens(item.name + item.arguments + (item.output ?? item.failure?.message ?? ''))
        break
      case 'tool-list':
      case 'approval-request':
      case 'approval-response':
        break
      case 'tool-output':
        inputTextTokens += estimateTokens(item.output)
        break
      case 'user-message':
        for (const part of item.content) {
          if (part.type === 'audio') inputAudioTokens += Math.ceil(part.durationMs / inputAudioMsPerToken)
          else if (part.type === 'image') inputImageTokens += imageTokens
          else inputTextTokens += estimateTokens(part.text)
        }
        break
      default:
        for (const part of item.content) inputTextTokens += estimateTokens(part.type === 'audio' ? part.transcript : part.text)
    }
  }
  return { inputTextTokens, inputAudioTokens, inputImageTokens }
}

export function totalTokens(usage: Usage): number {
  return usage.inputTextTokens + usage.inputAudioTokens + usage.inputImageTokens + usage.outputTextTokens + usage.outputAudioTokens
}
