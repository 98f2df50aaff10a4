import type { WireEntry } from '../session-log/wire-entry.js'

export const categories = ['session', 'user audio', 'conversation', 'reply', 'tools', 'error', 'sidetone'] as const
export type Category = (typeof categories)[number]

export interface Filter {
  readonly direction: 'both' | WireEntry['direction']
  /** Packets of audio, in both directions, hide the rest. */
  readonly audio: boolean
  readonly category: Category | 'all'
  /** Anywhere in the event, in any case. */
  readonly search: string
}

export const noFilter: Filter = { direction: 'both', audio: false, category: 'all', search: '' }

export function categoryOf(type: string): Category {
  if (type.startsWith('sidetone.')) return 'sidetone'
  if (type === 'error') return 'error'
  if (type.startsWith('mcp_') || type.startsWith('response.mcp_') || type.startsWith('response.function_call')) return 'tools'
  if (type.startsWith('input_audio_buffer.')) return 'user audio'
  if (type.startsWith('conversation.')) return 'conversation'
  if (type.startsWith('response.')) return 'reply'
  return 'session'
}

const audioTypes = new Set(['input_audio_buffer.append', 'response.output_audio.delta', 'sidetone.input_audio.silence'])

export function matches(entry: WireEntry, { direction, audio, category, search }: Filter): boolean {
  const { type } = entry.event
  if (direction !== 'both' && entry.direction !== direction) return false
  if (!audio && audioTypes.has(type)) return false
  if (category !== 'all' && categoryOf(type) !== category) return false
  return search === '' || textOf(entry).includes(search.toLowerCase())
}

/** Written once for each event: a search looks at thousands, again with each one that comes. */
const texts = new WeakMap<WireEntry, string>()

function textOf(entry: WireEntry): string {
  const known = texts.get(entry)
  if (known !== undefined) return known
  const text = JSON.stringify(entry.event).toLowerCase()
  texts.set(entry, text)
  return text
}
