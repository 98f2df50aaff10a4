import type { SessionKind, SettingsPatch, TurnDecided } from '@sidetone/protocol'
import type { SpeculationLimit, SpeculationReport } from '../lib/speculation.js'
import type { Script } from '../providers/llm/scripted/script.js'
import type { ScriptedRecognition } from '../providers/stt/scripted/scripted-recogniser.js'
import type { WordTiming } from '../providers/tts/contract.js'
import type { ScriptedSpeech } from '../providers/tts/scripted/scripted-synthesiser.js'
import type { ScriptedAnswer } from '../providers/turn-model/scripted/scripted-turn-model.js'

/* One conversation as a folder: the format of `conversations/` and of recordings. */

export const timelineFile = 'timeline.jsonl'
export const scriptFile = 'script.json'
export const expectedFile = 'expected.jsonl'
export const readmeFile = 'README.md'

/** What a microphone brings. `voiceMs` is a tone that the scripted detector takes for voice. A file is a WAV, whole or from `startMs` to `endMs`. */
export type ClientAudio = { readonly silenceMs: number } | { readonly voiceMs: number } | AudioFile
export type AudioFile = { readonly file: string; readonly startMs?: number; readonly endMs?: number }

/**
 * What went over the wire, in the order of time, in ms. A client's audio begins at `atMs` and leaves in packets of 20 ms, each when its last sample has been
 * taken; with `packetsAtMs` it is cut into that many packets of the same size, which arrived at these times. What the server sent is there to be compared
 * and read, and why it decided so; neither is played. `leaves` ends the conversation.
 */
export type TimelineLine = { readonly atMs: number } & (
  | { readonly from: 'client'; readonly message: object | string }
  | { readonly from: 'client'; readonly audio: ClientAudio; readonly packetsAtMs?: readonly number[] }
  /** `cutShort`: why the recording ends before the session did. */
  | { readonly from: 'client'; readonly leaves: true; readonly cutShort?: string }
  | { readonly from: 'server'; readonly message: object }
  | { readonly from: 'session'; readonly decided: Decided }
)

/** A decision about a turn. Its time is the line's. */
export type Decided = Omit<TurnDecided, 'type' | 'atMs'>

/** What the providers did. Whatever is left out: no call is expected; speech takes every text. */
export interface GatewayScript {
  readonly languageModel?: Script
  /** One for each recognition that is begun, in order. It takes `afterMs`. */
  readonly recogniser?: readonly (ScriptedRecognition & { readonly afterMs?: number })[]
  /** In the place of `recogniser`, where nobody counts recognitions: what is said from which time on. Each recognition hears the words of the time in which it begins. */
  readonly words?: readonly { readonly fromMs: number; readonly text: string }[]
  readonly synthesiser?: readonly ScriptedSpeech[]
  /** One for each time the turn model is asked, in order; the last one again and again. It takes `afterMs`. Left out: there is none. */
  readonly turnModel?: readonly (ScriptedAnswer & { readonly afterMs?: number })[]
  /** Of a recording: what was spoken, instead of `synthesiser`. */
  readonly speech?: readonly RecordedSpeech[]
  /** Of a recording: what the detector heard in each stream that was opened, in order. Left out: loud is voice. */
  readonly detector?: readonly RecordedVoice[]
  /** What the session was opened with; what is left out is as in a realtime session on the defaults. */
  readonly session?: Partial<RecordedSession>
  /** Of a recording: what was begun before its decision, and what became of it. */
  readonly ahead?: SpeculationReport
  /** What the client speaks. Left out: the generally available API. */
  readonly dialect?: string
}

export interface RecordedSession {
  readonly idSeed: string
  /** Absent: realtime. */
  readonly kind?: SessionKind
  /** How sound travelled; absent: in messages. */
  readonly sound?: 'beside'
  readonly model: string | null
  /** ISO 8601. */
  readonly startedAt: string
  readonly voices: readonly string[]
  readonly leadMs: number
  readonly tokensPerMinute: number
  /** Left out: 6000. */
  readonly contextTokens?: number
  /** Whether what was left out of the context was summed up; left out: it was not. */
  readonly summarises?: boolean
  /** Left out: there were none. */
  readonly prompts?: { readonly [promptId: string]: { readonly [version: string]: string } }
  /** Languages that the voices spoke; left out: any. */
  readonly spokenLanguages?: readonly string[]
  /** What might be begun before the user had finished; left out: everything. */
  readonly speculation?: SpeculationLimit
  /** What its ephemeral key was minted for. Left out: its key was a plain one. */
  readonly settings?: SettingsPatch
}

/** Frames of 32 ms with voice: pairs of the first one and the one behind the last. */
export interface RecordedVoice {
  readonly voice: readonly (readonly [from: number, to: number])[]
}

/** One text that was spoken, piece by piece; `ended` is how it ended, where not well. */
export interface RecordedSpeech {
  readonly text: string
  readonly pieces: readonly RecordedPiece[]
  readonly ended?: { readonly failure: string } | 'pending'
}

/** Samples `from` to `to` of a WAV file; it took `afterMs` to make. */
export interface RecordedPiece {
  readonly afterMs: number
  readonly file: string
  readonly from: number
  readonly to: number
  readonly words: readonly WordTiming[]
}
