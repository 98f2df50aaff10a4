import type {
  AnyToolChoice,
  AudioFormat,
  Command,
  IdSource,
  InterruptionPolicy,
  Item,
  ItemId,
  ReasoningEffort,
  ReplyId,
  SessionId,
  SessionKind,
  SessionSettings,
  ToolServer,
  Usage,
} from '@sidetone/protocol'
import type { ToolServerPolicy } from '../tools/contract.js'
import type { ReplyProgress } from './contract.js'
import type { Conversation } from './conversation.js'
import { type Forgotten, nothingForgotten } from './forgotten.js'
import type { PlayedAudio } from './ledger.js'
import type { OfferedTool } from './offer-tools.js'
import type { PromptTemplates } from './prompt-template.js'
import type { PendingCall } from './server-calls.js'
import type { KnownServer } from './tool-servers.js'

/** What a session can do and may use: fixed when it opens. */
export interface Abilities {
  readonly voices: readonly string[]
  readonly seesImages: boolean
  /** How far reply audio may run ahead of real time, in ms. */
  readonly leadMs: number
  readonly tokensPerMinute: number
  readonly sessionMs: number
  /** Estimated tokens that the language model is given for a reply: instructions, tools and conversation. */
  readonly contextTokens: number
  /** Whether the language model can be asked to sum up what was left out. */
  readonly summarises: boolean
  readonly prompts: PromptTemplates
  /** Languages that the voices speak, by the first part of their tags; absent: any. */
  readonly spokenLanguages?: readonly string[]
  readonly toolServers: ToolServerPolicy
}

/**
 * Who speaks on the user's side. Only where the turn engine decides (semantic detection): speech over a reply is first `suspected`, with the reply
 * held until it is told apart from a backchannel (`replyMs`: how long that had been audible); over a reply that must not be interrupted it is `kept` until that is over (`audioEndMs`: null
 * while it goes on).
 */
export type User =
  | { readonly phase: 'silent' }
  | { readonly phase: 'suspected'; readonly audioStartMs: number; readonly held: boolean; readonly replyMs: number }
  | { readonly phase: 'kept'; readonly audioStartMs: number; readonly audioEndMs: number | null }
  | { readonly phase: 'speaking'; readonly itemId: ItemId; readonly audioStartMs: number }

/** What stays the same while a reply is made. */
export interface ReplyPlan {
  readonly replyId: ReplyId
  readonly outOfBand: boolean
  readonly modality: 'audio' | 'text'
  readonly maxOutputTokens: number | 'unlimited'
  readonly voice: string
  readonly speed: number
  readonly outputFormat: AudioFormat
  readonly metadata: { readonly [key: string]: string } | null
  readonly interruption: InterruptionPolicy
  readonly instructions: string
  readonly tools: SessionSettings['tools']
  readonly toolServers: readonly ToolServer[]
  readonly toolChoice: AnyToolChoice
  readonly reasoningEffort: ReasoningEffort | null
  readonly parallelToolCalls: boolean | null
  /** null: the conversation as it stands when thinking starts. */
  readonly context: readonly Item[] | null
}

/** What a reply has produced so far. */
export interface ReplyWork {
  readonly plan: ReplyPlan
  /** Items that are done, in order. */
  readonly output: readonly Item[]
  readonly usage: Usage
  readonly lastProgressAtMs: number
  /** What its speech ends with: a reply that was interrupted finishes its sentence where it is asked to. Rule I6. */
  readonly endsWith: 'sentence' | 'text'
  /** Tools of servers that it may call, by the names that the model knows. */
  readonly serverTools: ReadonlyMap<string, OfferedTool>
}

/** The item that is being written. */
export type OpenItem =
  | { readonly type: 'message'; readonly itemId: ItemId; readonly text: string }
  | { readonly type: 'tool-call'; readonly itemId: ItemId; readonly callId: string; readonly name: string; readonly arguments: string }
  | { readonly type: 'server-call'; readonly itemId: ItemId; readonly callId: string; readonly tool: OfferedTool; readonly arguments: string }

/**
 * none -> awaiting-words (turns were committed, their words decide whether there is anything to answer)
 *      -> awaiting-transcript (asked for while words are still being recognised)
 *      -> generating -> draining (text is complete, its audio is not; what came meanwhile waits) -> generating -> ... -> none
 */
export type Reply =
  | { readonly phase: 'none' }
  | { readonly phase: 'awaiting-words' }
  | { readonly phase: 'awaiting-transcript'; readonly work: ReplyWork }
  | { readonly phase: 'generating'; readonly work: ReplyWork; readonly open: OpenItem | null }
  | { readonly phase: 'draining'; readonly work: ReplyWork; readonly open: OpenItem & { type: 'message' }; readonly waiting: readonly ReplyProgress[] }

/** How sound travels, fixed when the session opens: in messages, or beside them in real time, in which case we play it and know what was heard. */
export type SoundPath = 'in-messages' | 'beside'

/** A reply whose audio is on its way to the ear beside the messages. `watched`: it makes no more, and a timer waits for the end. */
export interface Playing {
  readonly replyId: ReplyId
  readonly endsAtMs: number
  readonly watched: boolean
}

/** A reply that a client knows of. */
export type ActiveReply = Exclude<Reply, { phase: 'none' | 'awaiting-words' }>

/** `closing`: the client takes no more part, and what was said is still worked on. Rule K5. */
export type Life = 'new' | 'open' | 'closing' | 'ended'

export interface SessionState {
  readonly id: SessionId
  readonly kind: SessionKind
  readonly sound: SoundPath
  readonly ids: IdSource
  readonly abilities: Abilities
  readonly expiresAtMs: number
  readonly life: Life
  /** On the injected clock. */
  readonly openedAtMs: number
  readonly settings: SessionSettings
  readonly conversation: Conversation
  readonly forgotten: Forgotten
  readonly user: User
  /** Where a backchannel began that the reply went on over a moment ago: it belongs to what follows at once ("Okay. So what about …"). Rule I4. */
  readonly passedStartMs: number | null
  readonly reply: Reply
  /** Out-of-band replies, side by side with the one of the conversation. */
  readonly sideReplies: ReadonlyMap<ReplyId, ActiveReply>
  /** Items whose words are still being recognised, and since when. */
  readonly pendingTranscripts: ReadonlyMap<ItemId, number>
  /** Detected turns that call for an answer and that no reply has been started for. Rules R1, U6. */
  readonly unanswered: ReadonlySet<ItemId>
  readonly ledger: ReadonlyMap<ItemId, PlayedAudio>
  /** In the order in which they are heard. Empty where sound travels in messages. */
  readonly playback: readonly Playing[]
  /** Commands that wait for the end of the running reply (a tool's output sent early, and what came behind it). Rule R9. */
  readonly deferred: readonly Exclude<Command, { type: 'append-audio' }>[]
  readonly tokens: { readonly windowStartMs: number; readonly used: number }
  /** Servers that the client has named, by their labels. */
  readonly toolServers: ReadonlyMap<string, KnownServer>
  readonly serverCalls: ReadonlyMap<ItemId, PendingCall>
  /** What was told of turns while they were said, until their transcript ends. Rule W3. */
  readonly toldWords: ReadonlyMap<ItemId, string>
  /** Where the client commits by itself: the id that the turn will bear, once words of it were told. */
  readonly awaitedTurn: ItemId | null
  /** The user is nudged once per silence; speech makes it ready again. */
  readonly nudge: 'ready' | 'spent'
}

export const noUsage: Usage = { inputTextTokens: 0, inputAudioTokens: 0, inputImageTokens: 0, cachedTextTokens: 0, outputTextTokens: 0, outputAudioTokens: 0 }

export interface SessionOpening {
  readonly id: SessionId
  readonly kind: SessionKind
  /** Absent: in messages. */
  readonly sound?: SoundPath
  readonly idSeed: string
  readonly abilities: Abilities
  readonly settings: SessionSettings
  /** Wall-clock milliseconds since 1970, for the client to read. */
  readonly expiresAtMs: number
}

/** What sound is that travels beside the messages, whatever a client would set. Rule P1. */
export const besideFormat: AudioFormat = { encoding: 'pcm16', sampleRateHz: 24_000 }

export function initialState(opening: SessionOpening): SessionState {
  const { sound = 'in-messages', settings } = opening
  return {
    id: opening.id,
    kind: opening.kind,
    sound,
    ids: { seed: opening.idSeed, next: 0 },
    abilities: opening.abilities,
    expiresAtMs: opening.expiresAtMs,
    life: 'new',
    openedAtMs: 0,
    settings: sound === 'beside' ? { ...settings, inputFormat: besideFormat, outputFormat: besideFormat } : settings,
    conversation: [],
    forgotten: nothingForgotten,
    user: { phase: 'silent' },
    passedStartMs: null,
    reply: { phase: 'none' },
    sideReplies: new Map(),
    pendingTranscripts: new Map(),
    unanswered: new Set(),
    ledger: new Map(),
    playback: [],
    deferred: [],
    tokens: { windowStartMs: 0, used: 0 },
    toolServers: new Map(),
    serverCalls: new Map(),
    toldWords: new Map(),
    awaitedTurn: null,
    nudge: 'ready',
  }
}
