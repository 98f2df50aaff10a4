import { extensionClientEventNames, extensionServerEventNames } from './extension.js'
import type { ServerEventName } from './server-events.js'
import { serverEventNames } from './server-events.js'
import { type CallEventName, callEventNames } from './wire.js'

/** What a reader should know of an event: `note` while it is supported, `missing` while it is not. Whether it is, the reader and the writer say. */
export interface EventRow {
  readonly note?: string
  readonly missing?: string
}

type Rows<Name extends string> = { readonly [Each in Name]: EventRow } & { readonly [name: string]: EventRow }

const onCalls = 'on [WebRTC calls](webrtc.md)'
const betaOnly = 'belongs to the beta dialect'

/** What the reader takes and the writer sends. */
export const supportedEvents = {
  client: [...callEventNames, ...extensionClientEventNames],
  server: [...serverEventNames, ...extensionServerEventNames],
} as const

const ownClient = "an extension, for Sidetone's own client"

/** Every client event of the API and of ours. The compiler asks for a row for each that the reader knows. */
export const clientEventRows: Rows<CallEventName | (typeof extensionClientEventNames)[number]> = {
  'session.update': { note: 'all of it or nothing of it is applied; the answer repeats everything' },
  'input_audio_buffer.append': { note: 'up to 15 MiB at once; up to 15 minutes may wait to be committed' },
  'input_audio_buffer.commit': { note: 'needs 100 ms of audio' },
  'input_audio_buffer.clear': {},
  'conversation.item.create': {
    note: 'messages, function calls and their outputs, answers to MCP approval requests; `previous_item_id` may be `root`; at most 2,000 items',
  },
  'conversation.item.retrieve': { note: 'gives the item as it stands, [with its audio](#retrieved-items-and-their-audio)' },
  'conversation.item.truncate': { note: 'keeps the words that were heard, where OpenAI drops the whole transcript: we make the speech, and know its words' },
  'conversation.item.delete': {},
  'response.create': { note: 'all overrides, own `input` with references, `conversation: "none"` (at most 16 at a time), `metadata`' },
  'response.cancel': { note: 'by id, or the one that runs' },
  'output_audio_buffer.clear': { note: `${onCalls}; on a WebSocket it is refused, as OpenAI does` },
  'transcription_session.update': { missing: 'replaced by `session.update` with the type `transcription`' },
  'session.close': { missing: 'belongs to [translation sessions](translation.md)' },
  'sidetone.ping': { note: ownClient },
  'sidetone.input_audio.silence': { note: ownClient },
}

/** Every server event of the API and of ours. The compiler asks for a row for each that the writer knows. */
export const serverEventRows: Rows<ServerEventName | (typeof extensionServerEventNames)[number]> = {
  error: { note: "in OpenAI's shape; the session lives on" },
  'session.created': { note: 'with every default filled in' },
  'session.updated': {},
  'conversation.created': { missing: betaOnly },
  'conversation.item.created': { missing: betaOnly },
  'conversation.item.added': {},
  'conversation.item.done': { note: "before the reply's `response.output_item.done`, as recorded" },
  'conversation.item.retrieved': {},
  'conversation.item.truncated': {},
  'conversation.item.deleted': {},
  'conversation.item.input_audio_transcription.delta': { note: 'only where `transcription` is set' },
  'conversation.item.input_audio_transcription.completed': { note: 'usage by duration, because no tokens are counted' },
  'conversation.item.input_audio_transcription.segment': { note: 'under the diarize model names; one a turn, because speakers are not told apart' },
  'conversation.item.input_audio_transcription.failed': { note: 'without `param`, which a client refuses as null' },
  'input_audio_buffer.speech_started': { note: 'under `semantic_vad` when it is sure that the user means it' },
  'input_audio_buffer.speech_stopped': {},
  'input_audio_buffer.committed': {},
  'input_audio_buffer.cleared': {},
  'input_audio_buffer.timeout_triggered': {},
  'input_audio_buffer.dtmf_event_received': { missing: 'belongs to SIP' },
  'output_audio_buffer.started': { note: onCalls },
  'output_audio_buffer.stopped': { note: `${onCalls}, when all of it was heard` },
  'output_audio_buffer.cleared': { note: `${onCalls}, in place of \`output_audio_buffer.stopped\`` },
  'response.created': {},
  'response.done': { note: 'when the last audio leaves, because audio is paced' },
  'response.output_item.added': {},
  'response.output_item.done': {},
  'response.content_part.added': {},
  'response.content_part.done': {},
  'response.output_text.delta': {},
  'response.output_text.done': {},
  'response.output_audio_transcript.delta': {},
  'response.output_audio_transcript.done': {},
  'response.output_audio.delta': { note: 'at most 1.5 s ahead of real time, so that an interruption finds a reply to stop' },
  'response.output_audio.done': {},
  'response.function_call_arguments.delta': {},
  'response.function_call_arguments.done': { note: 'with `name`' },
  'response.mcp_call_arguments.delta': {},
  'response.mcp_call_arguments.done': {},
  'response.mcp_call.in_progress': {},
  'response.mcp_call.completed': { note: 'may come behind `response.done`: the call outlives its response' },
  'response.mcp_call.failed': {},
  'mcp_list_tools.in_progress': {},
  'mcp_list_tools.completed': {},
  'mcp_list_tools.failed': {},
  'rate_limits.updated': { note: 'behind `response.done`; tokens of this session alone' },
  'sidetone.turn.decision': { note: 'an extension, for clients that ask for it in `include`' },
  'sidetone.pong': { note: ownClient },
  'sidetone.session.resumable': { note: ownClient },
  'sidetone.session.resumed': { note: ownClient },
}

/** The two tables as markdown, one row an event. */
export function eventTables(): string {
  return [...rowsOf('client', clientEventRows, supportedEvents.client), '', ...rowsOf('server', serverEventRows, supportedEvents.server)].join('\n')
}

function rowsOf(side: string, rows: { readonly [name: string]: EventRow }, supported: readonly string[]): readonly string[] {
  return [
    `| ${side} event | supported | what is special here |`,
    '|---|---|---|',
    ...Object.entries(rows).map(([name, { note = '', missing = '' }]) =>
      supported.includes(name) ? `| \`${name}\` | yes | ${note} |` : `| \`${name}\` | no | ${missing} |`,
    ),
  ]
}
