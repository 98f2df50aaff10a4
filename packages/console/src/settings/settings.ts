import type { GateChoice } from '../voice/gate.js'

/** What a person chose on this page; kept in this browser. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark'
  readonly largeCaptions: boolean
  readonly voice: string
  /** Factor on the pace of the voice, 0.5 to 1.5. */
  readonly speed: number
  readonly turns: TurnChoice
  readonly instructions: string
  /** null: the browser's default. */
  readonly microphoneId: string | null
  readonly speakerId: string | null
  /** 0 to 1. */
  readonly volume: number
  readonly tools: readonly CannedTool[]
  /** What holds back silence. */
  readonly gate: GateChoice
  /** What a minute of the user's audio costs; 0: nothing, or nobody knows. */
  readonly pricePerMinute: number
  /** ISO 4217; see `currencies`. */
  readonly currency: string
}

export type TurnChoice = 'eager' | 'balanced' | 'patient' | 'silence-200' | 'silence-500' | 'silence-800'

/** A tool that always gives the same answer. */
export interface CannedTool {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** Anything that JSON can hold. */
  readonly answer: unknown
}

export const defaultSettings: Settings = {
  theme: 'system',
  largeCaptions: false,
  voice: 'alloy',
  speed: 1,
  turns: 'balanced',
  instructions: '',
  microphoneId: null,
  speakerId: null,
  volume: 1,
  tools: [],
  gate: 'voice-model',
  pricePerMinute: 0,
  currency: 'USD',
}

export const currencies = ['USD', 'EUR', 'GBP', 'CHF', 'JPY', 'CNY', 'INR', 'BRL', 'CAD', 'AUD'] as const

export const turnChoices: readonly { readonly choice: TurnChoice; readonly label: string; readonly detection: Readonly<Record<string, unknown>> }[] = [
  { choice: 'eager', label: 'By words, eager', detection: { type: 'semantic_vad', eagerness: 'high' } },
  { choice: 'balanced', label: 'By words, balanced', detection: { type: 'semantic_vad', eagerness: 'auto' } },
  { choice: 'patient', label: 'By words, patient', detection: { type: 'semantic_vad', eagerness: 'low' } },
  { choice: 'silence-200', label: 'After 200 ms of silence', detection: { type: 'server_vad', silence_duration_ms: 200 } },
  { choice: 'silence-500', label: 'After 500 ms of silence', detection: { type: 'server_vad', silence_duration_ms: 500 } },
  { choice: 'silence-800', label: 'After 800 ms of silence', detection: { type: 'server_vad', silence_duration_ms: 800 } },
]

/** The settings as a session of the wire has them. The name of the transcription model asks for words while they are said. */
export function sessionOf({ voice, speed, turns, instructions }: Settings): Readonly<Record<string, unknown>> {
  return {
    ...(instructions === '' ? {} : { instructions }),
    audio: {
      input: { transcription: { model: 'gpt-4o-transcribe' }, turn_detection: turnChoices.find(({ choice }) => choice === turns)?.detection },
      output: { voice, speed },
    },
  }
}
