/** Events of the API that a session over a WebSocket can have, by who sends them. */
export const knownEvents = {
  sent: [
    'session.update',
    'input_audio_buffer.append',
    'input_audio_buffer.commit',
    'input_audio_buffer.clear',
    'conversation.item.create',
    'conversation.item.retrieve',
    'conversation.item.truncate',
    'conversation.item.delete',
    'response.create',
    'response.cancel',
  ],
  received: [
    'error',
    'session.created',
    'session.updated',
    'input_audio_buffer.speech_started',
    'input_audio_buffer.speech_stopped',
    'input_audio_buffer.committed',
    'input_audio_buffer.cleared',
    'input_audio_buffer.timeout_triggered',
    'conversation.item.input_audio_transcription.delta',
    'conversation.item.input_audio_transcription.completed',
    'conversation.item.input_audio_transcription.segment',
    'conversation.item.input_audio_transcription.failed',
    'conversation.item.added',
    'conversation.item.done',
    'conversation.item.retrieved',
    'conversation.item.truncated',
    'conversation.item.deleted',
    'response.created',
    'response.done',
    'response.output_item.added',
    'response.output_item.done',
    'response.content_part.added',
    'response.content_part.done',
    'response.output_text.delta',
    'response.output_text.done',
    'response.output_audio_transcript.delta',
    'response.output_audio_transcript.done',
    'response.output_audio.delta',
    'response.output_audio.done',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'mcp_list_tools.in_progress',
    'mcp_list_tools.completed',
    'mcp_list_tools.failed',
    'response.mcp_call_arguments.delta',
    'response.mcp_call_arguments.done',
    'response.mcp_call.in_progress',
    'response.mcp_call.completed',
    'response.mcp_call.failed',
    'sidetone.turn.decision',
    'rate_limits.updated',
  ],
} as const

export interface Coverage {
  readonly direction: keyof typeof knownEvents
  readonly seen: readonly { readonly type: string; readonly count: number }[]
  readonly unseen: readonly string[]
  /** How many of `knownEvents` were seen, of how many. */
  readonly known: number
  readonly ofKnown: number
}

/** `counts`: by direction and type, `sent session.update`. */
export function coverage(direction: keyof typeof knownEvents, counts: ReadonlyMap<string, number>): Coverage {
  const known: readonly string[] = knownEvents[direction]
  const seen = [...counts].flatMap(([key, count]) => (key.startsWith(`${direction} `) ? [{ type: key.slice(direction.length + 1), count }] : []))
  const unseen = known.filter((type) => !counts.has(`${direction} ${type}`))
  return { direction, seen: seen.sort((a, b) => a.type.localeCompare(b.type)), unseen, known: known.length - unseen.length, ofKnown: known.length }
}
