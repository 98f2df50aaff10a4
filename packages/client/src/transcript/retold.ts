import type { TranscriptLine, WireMessage } from '../contract.js'

/** What a session that takes the place of a lost one has to be told of the conversation: what was said, and of replies what was heard. */
export function retold(lines: readonly TranscriptLine[]): readonly WireMessage['event'][] {
  return lines.flatMap(({ role, text, heardCharacters: heard }) => {
    const kept = heard === null ? text : text.slice(0, heard)
    if (role === 'tool' || kept === '') return []
    const type = role === 'assistant' ? 'output_text' : 'input_text'
    return [{ type: 'conversation.item.create', item: { type: 'message', role, content: [{ type, text: kept }] } }]
  })
}
