import { type Item, SidetoneError } from '@sidetone/protocol'
import type { ChatMessage, LanguageModel } from '../providers/llm/contract.js'
import { type Summarise, type SummaryRequest, summaryCharacters } from './contract.js'
import { cutOffNote, prompt } from './prompt.js'

const instructions =
  'You keep the notes of a spoken conversation. Write down what must be remembered of it to go on with it: names, facts, figures, wishes, promises, and what is ' +
  'still open. Keep what the notes so far hold unless it is outdated. Plain sentences, at most 120 words, nothing but the notes.'
const mostOutputTokens = 300
/** Of the oldest of a long conversation less is read: about 3,000 tokens fit into the smallest of windows. */
const mostCharacters = 12_000

/** Sums up what was left out of the context by asking the language model. */
export function createSummariser({ model }: { readonly model: LanguageModel }): Summarise {
  return async function summarise(request, signal) {
    let summary = ''
    const asked = {
      messages: [
        { role: 'system', text: instructions },
        { role: 'user', text: transcriptOf(request), imageUrls: [] },
      ],
      tools: [],
      toolChoice: 'none',
      maxOutputTokens: mostOutputTokens,
    } as const
    for await (const part of model.stream(asked, signal)) {
      if (part.type === 'text-delta') summary += part.delta
      if (summary.length >= summaryCharacters) break
    }
    if (summary.trim() === '') throw new SidetoneError('language-model-failed', 'The language model summed up nothing.')
    return summary.slice(0, summaryCharacters).trim()
  }
}

function transcriptOf({ before, items }: SummaryRequest): string {
  const said = linesOf(items).join('\n')
  const latest = said.length > mostCharacters ? `…${said.slice(-mostCharacters)}` : said
  return before === null ? latest : `Notes so far:\n${before}\n\nWhat was said then:\n${latest}`
}

/** The words of the conversation as a language model would be told them, one line each. */
function linesOf(items: readonly Item[]): string[] {
  const { messages } = prompt({ instructions: '', items, tools: [], toolChoice: 'none', maxOutputTokens: 'unlimited', modality: 'text' }, { seesImages: false })
  return messages.filter((message) => message.role !== 'system' || message.text !== cutOffNote).flatMap(lines)
}

function lines(message: ChatMessage): string[] {
  switch (message.role) {
    case 'tool':
      return [`Function result: ${message.output}`]
    case 'assistant':
      return [
        ...(message.text === '' ? [] : [`Assistant: ${message.text}`]),
        ...message.toolCalls.map((call) => `Assistant calls ${call.name}(${call.arguments})`),
      ]
    case 'user':
      return [`User: ${message.text}`]
    case 'system':
      return [`Note: ${message.text}`]
  }
}
