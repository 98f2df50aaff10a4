/** Bounds on what a client can make us hold. Checked at the first byte that can break them. */
export const limits = {
  /** One audio append carries at most 15 MiB (OpenAI's limit); base64 and JSON around it make 21 MiB a message. */
  messageBytes: 21 * 1024 * 1024,
  /** Of JSON in one message, far more than a session of 128 tools has. Reading values costs time, a few microseconds each; long strings of audio cost little. */
  messageValues: 32_000,
  /** Of one connection: 20 ms packets are 50, and a recording of three minutes may come at once. */
  messagesPerSecond: 500,
  messageBurst: 10_000,
  /** Of one text: instructions, a part of an item, the output of a function. OpenAI's other endpoints bound text so. */
  textCharacters: 1_048_576,
  appendBytes: 15 * 1024 * 1024,
  /** Audio that waits to be committed. */
  inputBufferMs: 15 * 60 * 1000,
  leastCommitMs: 100,
  conversationItems: 2_000,
  /** Texts, arguments and images of all items of a conversation. */
  conversationCharacters: 64 * 1024 * 1024,
  /** Orders that wait for the end of a running reply. */
  deferredCommands: 200,
  tools: 128,
  metadataPairs: 16,
  /** Replies beside the conversation that run at the same time. */
  sideReplies: 16,
  /** Audio of items that is kept for clients that ask for it, of one session: about three minutes of 24 kHz PCM16. The oldest goes first. */
  itemAudioBytes: 8 * 1024 * 1024,
  /** Tool servers that a session has named. */
  toolServers: 8,
  /** Calls of server tools that run or wait for approval. */
  serverCalls: 32,
  /** JSON text of the arguments of one such call. */
  serverArgumentsCharacters: 65_536,
  /** Bytes that wait for a client that does not read; beyond it the connection is closed. */
  outboundBytes: 32 * 1024 * 1024,
  sessionMs: 60 * 60 * 1000,
} as const
