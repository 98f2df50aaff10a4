/** Bounds on what a client can make us hold. Checked at the first byte that can break them. */
export const limits = {
  /** One audio append carries at most 15 MiB (OpenAI's limit); base64 and JSON around it make 21 MiB a message. */
  messageBytes: 21 * 1024 * 1024,
  appendBytes: 15 * 1024 * 1024,
  /** Audio that waits to be committed. */
  inputBufferMs: 15 * 60 * 1000,
  leastCommitMs: 100,
  conversationItems: 2_000,
  /** Orders that wait for the end of a running reply. */
  deferredCommands: 200,
  tools: 128,
  metadataPairs: 16,
  /** Replies beside the conversation that run at the same time. */
  sideReplies: 16,
  /** Audio of items that is kept for clients that ask for it, of one session: about three minutes of 24 kHz PCM16. The oldest goes first. */
  itemAudioBytes: 8 * 1024 * 1024,
  /** Bytes that wait for a client that does not read; beyond it the connection is closed. */
  outboundBytes: 32 * 1024 * 1024,
  sessionMs: 60 * 60 * 1000,
} as const
