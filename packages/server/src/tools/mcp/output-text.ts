import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'

/** Far more than an answer in speech needs; language models take a few thousand tokens. */
const mostCharacters = 65_536

/** What a tool gave, as text for a language model: its texts in order, a word for what is no text, else its structured content. */
export function outputText({ content, structuredContent }: CallToolResult): string {
  const texts = content.map((part) => {
    switch (part.type) {
      case 'text':
        return part.text
      case 'resource':
        return 'text' in part.resource ? part.resource.text : `(a resource: ${part.resource.uri})`
      case 'resource_link':
        return `(a resource: ${part.uri})`
      default:
        return `(${part.type}: ${part.mimeType})`
    }
  })
  const text = texts.length === 0 && structuredContent !== undefined ? JSON.stringify(structuredContent) : texts.join('\n')
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)} (cut off: ${text.length} characters)` : text
}
