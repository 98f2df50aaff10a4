import type { TranscriptLine } from '../contract.js'
import { corrections } from './corrections.js'

type WireEvent = { readonly type: string; readonly [field: string]: unknown }

interface WireContent {
  readonly type: string
  readonly text?: string | null
  readonly transcript?: string | null
}

interface WireItem {
  readonly id: string
  readonly type: string
  readonly role?: 'user' | 'assistant' | 'system'
  readonly status?: string
  readonly content?: readonly WireContent[]
  readonly name?: string
  readonly arguments?: string
  readonly output?: string
}

/** The transcript after one event of the server. The same array when nothing changed. */
export function nextTranscript(lines: readonly TranscriptLine[], event: WireEvent): readonly TranscriptLine[] {
  switch (event.type) {
    case 'input_audio_buffer.speech_started':
      return withLine(lines, { ...emptyLine(String(event.item_id), 'user', 'voice'), status: 'partial' })
    case 'conversation.item.added':
    case 'conversation.item.created':
      return withItem(lines, event.item as WireItem, event.previous_item_id as string | null | undefined)
    case 'conversation.item.done':
      return withDone(lines, event.item as WireItem)
    case 'conversation.item.deleted':
      return lines.filter((line) => line.itemId !== event.item_id)
    case 'conversation.item.input_audio_transcription.delta':
      return patched(lines, event.item_id, (line) => ({ ...line, text: line.text + String(event.delta ?? '') }))
    case 'conversation.item.input_audio_transcription.completed':
      return patched(lines, event.item_id, (line) => ({ ...withWhole(line, String(event.transcript ?? '')), status: 'final' }))
    case 'conversation.item.input_audio_transcription.failed':
      return patched(lines, event.item_id, (line) => ({ ...line, status: 'final' }))
    case 'response.output_audio_transcript.delta':
      return patched(lines, event.item_id, (line) => ({ ...line, by: 'voice', text: line.text + String(event.delta ?? '') }))
    case 'response.output_text.delta':
      return patched(lines, event.item_id, (line) => ({ ...line, text: line.text + String(event.delta ?? '') }))
    case 'response.output_audio_transcript.done':
      return patched(lines, event.item_id, (line) => withPart(line, event.content_index, event.transcript))
    case 'response.output_text.done':
      return patched(lines, event.item_id, (line) => withPart(line, event.content_index, event.text))
    case 'conversation.item.retrieved':
      return withHeard(lines, event.item as WireItem)
    default:
      return lines
  }
}

/** The line of an item, or the same lines when it is not there. */
export function patched(lines: readonly TranscriptLine[], itemId: unknown, patch: (line: TranscriptLine) => TranscriptLine): readonly TranscriptLine[] {
  const at = lines.findIndex((line) => line.itemId === itemId)
  return at < 0 ? lines : lines.with(at, patch(lines[at] as TranscriptLine))
}

export function emptyLine(itemId: string, role: TranscriptLine['role'], by: TranscriptLine['by']): TranscriptLine {
  return { itemId, role, text: '', status: 'final', heardCharacters: null, cutOff: false, corrections: [], by }
}

/** The whole of a part in place of its pieces. Parts behind the first one have no place of their own in the line: their pieces stay. */
function withPart(line: TranscriptLine, contentIndex: unknown, whole: unknown): TranscriptLine {
  return typeof whole === 'string' && (contentIndex ?? 0) === 0 ? withWhole(line, whole) : line
}

function withWhole(line: TranscriptLine, text: string): TranscriptLine {
  return { ...line, text, corrections: corrections(line.text, text) }
}

function withLine(lines: readonly TranscriptLine[], line: TranscriptLine): readonly TranscriptLine[] {
  return lines.some(({ itemId }) => itemId === line.itemId) ? lines : [...lines, line]
}

function withItem(lines: readonly TranscriptLine[], item: WireItem, previous: string | null | undefined): readonly TranscriptLine[] {
  const line = lineOf(item)
  if (line === null) return lines
  const before = lines.find(({ itemId }) => itemId === item.id)
  // Speech has its line, and perhaps its first words, before its item comes.
  const kept = before && before.text !== '' && line.text === '' ? { ...line, text: before.text } : line
  const others = before ? lines.filter(({ itemId }) => itemId !== item.id) : lines
  if (previous === 'root') return [kept, ...others]
  const at = previous == null ? others.length - 1 : others.findIndex(({ itemId }) => itemId === previous)
  return at < 0 ? [...others, kept] : others.toSpliced(at + 1, 0, kept)
}

/** Nothing of it will change any more, but for the words of speech, which come later. The arguments of a call are whole. */
function withDone(lines: readonly TranscriptLine[], item: WireItem): readonly TranscriptLine[] {
  const whole = lineOf(item)
  return patched(lines, item.id, (line) => {
    if (line.role === 'user' && line.by === 'voice') return line
    return { ...line, status: 'final', text: line.role === 'tool' && whole ? whole.text : line.text }
  })
}

/** null: an item that nobody reads. */
function lineOf(item: WireItem): TranscriptLine | null {
  switch (item.type) {
    case 'message': {
      const content = item.content ?? []
      const spoken = content.some(({ type }) => type === 'input_audio' || type === 'output_audio' || type === 'audio')
      const text = content.map((part) => part.text ?? part.transcript ?? '').join(' ')
      const open = item.role === 'assistant' ? item.status === 'in_progress' : spoken && text === ''
      return { ...emptyLine(item.id, item.role ?? 'user', spoken ? 'voice' : 'text'), text, status: open ? 'partial' : 'final' }
    }
    case 'function_call':
      return {
        ...emptyLine(item.id, 'tool', 'tool'),
        text: `${item.name}(${item.arguments ?? ''})`,
        status: item.status === 'in_progress' ? 'partial' : 'final',
      }
    case 'function_call_output':
      return { ...emptyLine(item.id, 'tool', 'tool'), text: item.output ?? '' }
    default:
      return null
  }
}

/** The server's word on what was heard of an item that was cut off: where its text is a beginning of what was told, the rest was not heard. */
function withHeard(lines: readonly TranscriptLine[], item: WireItem): readonly TranscriptLine[] {
  const heard = (item.content ?? []).map((part) => part.text ?? part.transcript ?? '').join(' ')
  return patched(lines, item.id, (line) =>
    line.cutOff && line.text.startsWith(heard) && (heard !== '' || line.heardCharacters === 0) ? { ...line, heardCharacters: heard.length } : line,
  )
}
