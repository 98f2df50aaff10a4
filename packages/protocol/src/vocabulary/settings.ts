import type { AudioFormat } from './audio-format.js'
import type { AnyToolChoice, ToolServer } from './tool-servers.js'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A function that the model may call. `parameters` is a JSON Schema. */
export interface Tool {
  readonly name: string
  readonly description: string | null
  readonly parameters: Json
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly tool: string }

/** Fixed quiet time ends the turn. Times in milliseconds, `threshold` 0 to 1 (voice probability). */
export interface ServerVad {
  readonly kind: 'server-vad'
  readonly threshold: number
  readonly prefixPaddingMs: number
  readonly silenceDurationMs: number
  /** Nudge the user after this long a silence following a reply; null: never. */
  readonly idleTimeoutMs: number | null
  readonly createReply: boolean
  readonly interruptReply: boolean
}

/** The turn engine weighs evidence; eagerness moves its one trade-off. */
export interface SemanticVad {
  readonly kind: 'semantic-vad'
  readonly eagerness: 'low' | 'medium' | 'high' | 'auto'
  readonly createReply: boolean
  readonly interruptReply: boolean
}

export type TurnDetection = ServerVad | SemanticVad

export interface TranscriptionSettings {
  readonly model: string
  readonly language: string | null
  readonly prompt: string | null
  /** When words are told: piece by piece while they are said, or (absent) at once when the turn is over. */
  readonly delivery?: 'as-spoken'
}

/**
 * What becomes of a conversation that is longer than the language model can take. `auto`: the oldest of it is left out. `disabled`: replies fail.
 * `retention-ratio`: so much is left out that this part of what is allowed is kept, and the next replies need not leave out anything.
 */
export type Truncation =
  | { readonly kind: 'auto' }
  | { readonly kind: 'disabled' }
  /** `mostTokens`: an own limit of the conversation, instructions and tools not counted; null: what the model takes. */
  | { readonly kind: 'retention-ratio'; readonly ratio: number; readonly mostTokens: number | null }

/** Instructions that are kept on the server, with the values that are put into them. */
export interface PromptReference {
  readonly id: string
  /** null: the last one. */
  readonly version: string | null
  readonly variables: { readonly [name: string]: string } | null
}

export type ReasoningEffort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh'

/** Everything a client can set of a session. Replaced as a whole, never changed in place. */
export interface SessionSettings {
  /** The name the client asked for; fixed from then on. null: it has named none yet. */
  readonly model: string | null
  readonly modality: 'audio' | 'text'
  /** Empty: none. */
  readonly instructions: string
  readonly tools: readonly Tool[]
  /** Servers whose tools are callable too. */
  readonly toolServers: readonly ToolServer[]
  readonly toolChoice: AnyToolChoice
  readonly maxOutputTokens: number | 'unlimited'
  readonly inputFormat: AudioFormat
  /** null: transcription is not reported (the cascade transcribes for itself all the same). */
  readonly transcription: TranscriptionSettings | null
  readonly noiseReduction: 'near-field' | 'far-field' | null
  /** null: the client commits turns itself. */
  readonly turnDetection: TurnDetection | null
  readonly outputFormat: AudioFormat
  readonly voice: string
  /** 1 is the voice's own rate. */
  readonly speed: number
  /** Absent: `auto`. */
  readonly truncation?: Truncation
  /** Where the instructions come from, when they come from a template. */
  readonly prompt?: PromptReference | null
  /** For models that think before they speak; null or absent: the model's own way. */
  readonly reasoningEffort?: ReasoningEffort | null
  /** Whether the model may call several functions at once; absent: the model's own way. */
  readonly parallelToolCalls?: boolean
  /** What a translation session translates into: a language tag (BCP 47), such as `es`. Absent in sessions of other kinds. */
  readonly targetLanguage?: string
  /** Settings that we keep and repeat but that change nothing yet, under the names of their dialect. */
  readonly kept: { readonly [key: string]: Json }
}

/** Only what is present changes. `turnDetection` merges when its kind stays, otherwise it starts from that kind's defaults. `kept` merges by key. */
export type SettingsPatch = Partial<Omit<SessionSettings, 'model' | 'turnDetection'>> & {
  readonly model?: string
  readonly turnDetection?: null | ({ readonly kind: 'server-vad' } & Partial<ServerVad>) | ({ readonly kind: 'semantic-vad' } & Partial<SemanticVad>)
}
