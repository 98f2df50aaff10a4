import { limits } from '../../vocabulary/limits.js'

/** What a client is told beyond a limit: an `error` event by this code, a close code, or both, in this order. */
export interface Beyond {
  readonly error?: string
  readonly closes?: number
  /** What happens where no client is at fault. */
  readonly instead?: string
}

export interface LimitRow extends Beyond {
  readonly what: string
  /** For a person. */
  readonly most: string
}

const mebibytes = (bytes: number) => `${bytes / 1024 / 1024} MiB`
const count = (number: number) => number.toLocaleString('en-US')

/** Every bound on what a client can make a server hold or do, and what happens beyond it. */
export const limitTable: { readonly [Name in keyof typeof limits]: LimitRow } = {
  messageBytes: { what: 'one message', most: mebibytes(limits.messageBytes), closes: 1009 },
  messageValues: { what: 'values of JSON in one message', most: count(limits.messageValues), error: 'message_too_large' },
  messagesPerSecond: { what: 'messages a second, behind a burst', most: count(limits.messagesPerSecond), error: 'too_many_messages', closes: 3000 },
  messageBurst: { what: 'messages at once', most: count(limits.messageBurst), error: 'too_many_messages', closes: 3000 },
  textCharacters: {
    what: 'one text: instructions, a part of an item, arguments or output of a function',
    most: `${count(limits.textCharacters)} characters`,
    error: 'string_above_max_length',
  },
  appendBytes: { what: 'audio of one append', most: mebibytes(limits.appendBytes), error: 'string_above_max_length' },
  inputBufferMs: { what: 'audio that waits to be committed', most: `${limits.inputBufferMs / 60_000} minutes`, error: 'input_buffer_full' },
  leastCommitMs: { what: 'audio to commit', most: `at least ${limits.leastCommitMs} ms`, error: 'input_audio_buffer_commit_empty' },
  conversationItems: { what: 'items of a conversation', most: count(limits.conversationItems), error: 'conversation_full' },
  conversationCharacters: {
    what: 'text and images of all items',
    most: `${count(limits.conversationCharacters)} characters`,
    error: 'conversation_too_large',
  },
  deferredCommands: {
    what: 'items and responses that wait for the end of the running response',
    most: count(limits.deferredCommands),
    error: 'too_many_orders',
  },
  tools: { what: 'functions of a session or a response', most: count(limits.tools), error: 'array_above_max_length' },
  sideReplies: { what: 'responses out of band at the same time', most: count(limits.sideReplies), error: 'too_many_active_responses' },
  metadataPairs: { what: 'pairs of metadata', most: count(limits.metadataPairs), error: 'object_above_max_properties' },
  itemAudioBytes: { what: 'audio of items that is kept to be retrieved', most: mebibytes(limits.itemAudioBytes), instead: 'the oldest is no longer kept' },
  toolServers: { what: 'MCP servers that a session has named', most: count(limits.toolServers), error: 'array_above_max_length' },
  serverCalls: { what: 'MCP calls that run or wait for approval', most: count(limits.serverCalls), instead: 'the call fails' },
  serverArgumentsCharacters: {
    what: 'arguments of one MCP call',
    most: `${count(limits.serverArgumentsCharacters)} characters`,
    instead: 'the call fails',
  },
  outboundBytes: { what: 'what waits for a client that does not read', most: mebibytes(limits.outboundBytes), closes: 1008 },
  sessionMs: { what: 'the length of a session', most: `${limits.sessionMs / 60_000} minutes`, error: 'session_expired', closes: 1001 },
}
