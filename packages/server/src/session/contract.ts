import type { AudioFormat, CallFailure, Command, ErrorCode, ItemId, Json, ReplyId, ServerTool, SessionEvent, ToolServer, TurnDecided } from '@sidetone/protocol'
import type { ListeningSettings } from '../listening/contract.js'
import type { HeardMark, SpeakingSettings } from '../speaking/contract.js'
import type { SummaryRequest, ThinkingRequest } from '../thinking/contract.js'
import type { InterruptionVerdict, TurnDecision } from '../turns/contract.js'

/** What a reply reports while it is made. Facts that bear another reply's id are dropped in `decide` and nowhere else. */
export type ReplyProgress =
  | { type: 'text-delta'; replyId: ReplyId; delta: string }
  | { type: 'tool-call-started'; replyId: ReplyId; callId: string; name: string }
  | { type: 'tool-call-delta'; replyId: ReplyId; callId: string; delta: string }
  | { type: 'tool-call-ended'; replyId: ReplyId; callId: string }
  | {
      type: 'thinking-ended'
      replyId: ReplyId
      because: 'completed' | 'max-output-tokens' | 'content-filter'
      usage: { inputTokens: number; outputTokens: number; cachedTokens: number } | null
    }
  /** Audio leaves now. `audio` is borrowed for the call. */
  | { type: 'audio-spoken'; replyId: ReplyId; itemId: ItemId; audio: Uint8Array; durationMs: number; words: readonly HeardMark[]; endsSentence?: true }
  | { type: 'speaking-ended'; replyId: ReplyId; itemId: ItemId }
  | { type: 'reply-failed'; replyId: ReplyId; code: ErrorCode; message: string }

export type TimerName = 'session-end' | 'idle' | 'reply-watch' | 'transcript-watch' | 'suspicion' | 'kept-speech' | 'passed-speech' | 'summary' | 'playback'

/** Everything that can happen to a session. Audio takes the fast lane past this, by method call. */
export type Input =
  | { type: 'opened' }
  | { type: 'command'; command: Exclude<Command, { type: 'append-audio' }>; bufferedMs: number }
  /** Why a decision fell; it comes just before the decision and changes nothing. */
  | Omit<TurnDecided, 'detection' | 'atMs'>
  | TurnDecision
  /** Of speech that is suspected. */
  | { type: 'speech-judged'; verdict: InterruptionVerdict }
  /** All words of the turn that is being said which will not change any more. */
  | { type: 'words-settled'; text: string }
  | { type: 'transcript-ended'; itemId: ItemId; transcript: string }
  | { type: 'transcript-failed'; itemId: ItemId; code: ErrorCode; message: string }
  | ReplyProgress
  /** What a tool server answered; the item is the list or the call. */
  | { type: 'tool-list-ended'; itemId: ItemId; tools: readonly ServerTool[] }
  | { type: 'tool-list-failed'; itemId: ItemId; code: ErrorCode; message: string }
  | { type: 'server-call-ended'; itemId: ItemId; output: string }
  | { type: 'server-call-failed'; itemId: ItemId; failure: CallFailure }
  /** `audioMs`: how much audio the session has taken in by now. */
  | { type: 'timer-fired'; timer: TimerName; audioMs: number }
  | { type: 'summary-ended'; summary: string }
  | { type: 'summary-failed'; code: ErrorCode; message: string }
  /** `beside`: sound does not come in messages here. */
  | { type: 'append-refused'; commandId: string | null; because: 'full' | 'beside' }
  | { type: 'link-lost' }

/** Orders to the shell, performed in order. */
export type Effect =
  | { do: 'emit'; event: SessionEvent }
  | { do: 'configure-listening'; settings: ListeningSettings }
  /** Takes the audio up to `endMs` (null: all) out of the buffer and recognises it as the words of the item. */
  | { do: 'commit-audio'; itemId: ItemId; endMs: number | null }
  /** Speech that a client brought with an item, recognised as its words. */
  | { do: 'recognise-audio'; itemId: ItemId; audio: Uint8Array; format: AudioFormat }
  /** Speech that a client brought with an item is kept for clients that ask for it. */
  | { do: 'keep-audio'; itemId: ItemId; audio: Uint8Array; format: AudioFormat }
  /** Sums up, beside all else, what replies no longer see. One at a time. */
  | { do: 'start-summary'; request: SummaryRequest }
  | { do: 'stop-summary' }
  | { do: 'clear-audio' }
  /** The user's floor starts anew: silent. With `keepAudio` what was said can still belong to what is said next. */
  | { do: 'reset-turn'; keepAudio?: true }
  /** Audio before `endMs` belongs to nothing any more. */
  | { do: 'drop-audio'; endMs: number }
  /** `all`: nothing is forgotten until it is committed, however long that takes; else as the settings say. */
  | { do: 'keep-buffer'; all: boolean }
  | { do: 'start-thinking'; replyId: ReplyId; request: ThinkingRequest }
  | { do: 'start-speaking'; replyId: ReplyId; itemId: ItemId; settings: SpeakingSettings }
  | { do: 'speak'; replyId: ReplyId; itemId: ItemId; text: string }
  | { do: 'end-text'; replyId: ReplyId; itemId: ItemId }
  /** What is left of the speech goes out without keeping to real time. */
  | { do: 'release-speech'; replyId: ReplyId; itemId: ItemId }
  /** No audio of this reply leaves until its speech is resumed. */
  | { do: 'hold-speech'; replyId: ReplyId }
  | { do: 'resume-speech'; replyId: ReplyId }
  /** Thinking and speaking of this reply end now. */
  | { do: 'stop-reply'; replyId: ReplyId }
  /** Ends in `tool-list-ended` or `tool-list-failed`, within the limits of `tools/`. */
  | { do: 'list-tools'; itemId: ItemId; server: ToolServer }
  /** Ends in `server-call-ended` or `server-call-failed`, likewise. */
  | { do: 'call-server-tool'; itemId: ItemId; server: ToolServer; name: string; values: { readonly [name: string]: Json } }
  /** Nobody waits for the outcome any more. */
  | { do: 'stop-server-work'; itemId: ItemId }
  | { do: 'arm-timer'; timer: TimerName; delayMs: number }
  | { do: 'cancel-timer'; timer: TimerName }
