/** One row an error: whether trying again helps, whether the session ends, and one sentence for a person. `{name}` is filled from the event's detail. */
export interface ErrorRow {
  readonly retryable: boolean
  readonly fatal: boolean
  readonly httpStatus: number
  readonly sentence: string
}

const row = (httpStatus: number, sentence: string, more: Partial<ErrorRow> = {}): ErrorRow => ({
  retryable: false,
  fatal: false,
  httpStatus,
  sentence,
  ...more,
})

export const errorTable = {
  // what a client got wrong
  'nothing-to-commit': row(400, 'Nothing to commit: at least {leastMs} ms of audio are needed, {bufferedMs} ms are here.'),
  'reply-already-active': row(409, 'Reply {replyId} is still in progress.'),
  'no-reply-to-cancel': row(404, 'There is no reply to cancel.'),
  'item-not-found': row(404, 'There is no item {itemId} to {action}.'),
  'previous-item-not-found': row(404, 'There is no item {itemId} to put the new one after.'),
  'item-already-exists': row(409, 'An item {itemId} is there already.'),
  'not-assistant-audio': row(400, 'Only spoken replies can be truncated.'),
  'truncate-beyond-end': row(400, 'Only {audioMs} ms were spoken, {audioEndMs} ms were asked for.'),
  'voice-frozen': row(409, 'The voice is fixed once the assistant has spoken.'),
  'model-frozen': row(409, 'The model of a session is fixed at connect.'),
  'unknown-voice': row(400, 'There is no voice {voice}. There are: {voices}.'),
  'input-buffer-full': row(413, 'No more than {limitMs} ms of audio can wait to be committed.'),
  'conversation-full': row(413, 'A conversation holds at most {limit} items.'),
  'too-many-replies': row(429, 'At most {limit} replies can run beside the conversation.', { retryable: true }),
  'unknown-prompt': row(404, 'There is no prompt template {promptId}.'),
  'unknown-prompt-version': row(404, 'The prompt template {promptId} has no version {version}.'),
  'prompt-variable-missing': row(400, 'The prompt template needs the variable {variable}.'),
  'context-too-long': row(413, 'The conversation is longer than the language model can take, and truncation is disabled.'),
  'not-in-this-session': row(400, 'A {kind} session takes no {order}. It takes: {orders}.'),
  'conversation-too-large': row(413, 'The items of a conversation hold at most {limit} characters.'),
  'too-many-orders': row(429, 'At most {limit} orders can wait for the end of a reply.', { retryable: true }),
  'image-not-supported': row(400, 'The configured language model cannot see images.'),
  // tools that servers run
  'tool-server-not-allowed': row(403, 'The tool server {url} is not allowed here. Whoever runs this server can allow it: {remedy}.'),
  'tool-server-unknown': row(404, 'The tool server {label} has no address, and this session knows none of that name.'),
  'too-many-tool-servers': row(400, 'A session knows at most {limit} tool servers.'),
  'tool-servers-need-conversation': row(400, 'A reply beside the conversation cannot use tool servers.'),
  'approval-not-awaited': row(404, 'No call waits for an answer to {itemId}.'),
  // limits and credentials
  'rate-limited': row(429, 'The token limit of this session is used up for now.', { retryable: true }),
  'too-many-messages': row(429, 'More than {perSecond} messages a second came, after a burst of {burst}.', { fatal: true }),
  'call-not-found': row(404, 'There is no call {callId} to attach to, or no longer.', { fatal: true }),
  'invalid-key': row(401, 'The key is not known here.', { fatal: true }),
  'session-expired': row(408, 'The session reached its maximum length of {minutes} minutes.', { fatal: true }),
  // what went wrong on our side
  'recognition-failed': row(502, 'Speech recognition failed.', { retryable: true }),
  'language-model-failed': row(502, 'The language model failed.', { retryable: true }),
  'language-model-unreachable': row(502, 'The language model cannot be reached.', { retryable: true }),
  'language-model-timed-out': row(504, 'The language model did not answer in time.', { retryable: true }),
  'synthesis-failed': row(502, 'Speech synthesis failed.', { retryable: true }),
  'tool-server-failed': row(502, 'The tool server failed.', { retryable: true }),
  'translation-needs-model': row(501, 'The built-in responder cannot translate. Whoever runs this server can name a language model that can: {remedy}.', {
    fatal: true,
  }),
  internal: row(500, 'The server had an error.', { retryable: true }),
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable

/** The sentence of a code with its detail filled in. */
export function errorSentence(code: ErrorCode, detail: { readonly [name: string]: string | number } = {}): string {
  return errorTable[code].sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(detail[name] ?? '?'))
}

/** A failure that carries its code through `throw`. Recognise it by `code`. */
export class SidetoneError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SidetoneError'
    this.code = code
  }
}
