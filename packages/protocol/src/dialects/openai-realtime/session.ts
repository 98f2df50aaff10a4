import type { SessionSnapshot } from '../../vocabulary/events.js'
import type { Json, PromptReference, SessionSettings, SettingsPatch, Tool, Truncation, TurnDetection } from '../../vocabulary/settings.js'
import { readAudioFormat, writeAudioFormat } from './audio-formats.js'
import { readToolChoice, readToolServers, writeToolChoice, writeToolServer } from './mcp.js'
import type { WireInput, WireRealtimeSession, WireTurnDetection } from './server-events.js'
import { deliveryOf } from './transcription-models.js'
import type { WirePrompt, WireSessionUpdate, WireTool, WireTruncation } from './wire.js'

/** What a session starts with: the defaults of the wire as recorded, among them 200 ms of silence where its documentation says 500. */
export const initialSettings: SettingsPatch = {
  modality: 'audio',
  tools: [],
  toolServers: [],
  toolChoice: 'auto',
  maxOutputTokens: 'unlimited',
  inputFormat: { encoding: 'pcm16', sampleRateHz: 24_000 },
  transcription: null,
  noiseReduction: null,
  turnDetection: {
    kind: 'server-vad',
    threshold: 0.5,
    prefixPaddingMs: 300,
    silenceDurationMs: 200,
    idleTimeoutMs: null,
    createReply: true,
    interruptReply: true,
  },
  outputFormat: { encoding: 'pcm16', sampleRateHz: 24_000 },
  voice: 'alloy',
  speed: 1,
}

/** What clients read where they have named no model; the wire has no null there. */
const unnamedModel = 'sidetone'

/** Settings that only travel through us, under names of ours in `SessionSettings.kept`. */
const keptAsSent = ['tracing', 'include', 'temperature'] as const

/** `current` are the settings last told to the client: a transcription that is named in part keeps the rest. */
export function readSession(session: WireSessionUpdate, current: SessionSettings | null): SettingsPatch | { missing: string } {
  const { input, output } = session.audio ?? {}
  const kept: Record<string, Json> = {}
  for (const key of keptAsSent) {
    if (session[key] !== undefined) kept[key] = session[key] as Json
  }
  let transcription: SettingsPatch['transcription']
  if (input?.transcription) {
    const { model = current?.transcription?.model, language, prompt, ...more } = input.transcription
    if (model === undefined) return { missing: 'session.audio.input.transcription.model' }
    transcription = {
      model,
      language: language === undefined ? (current?.transcription?.language ?? null) : language,
      prompt: prompt === undefined ? (current?.transcription?.prompt ?? null) : prompt,
      ...deliveryOf(model),
    }
    if (Object.keys(more).length > 0) kept.transcription = { ...(current?.kept.transcription as object), ...more }
  } else if (input?.transcription === null) {
    transcription = null
    kept.transcription = null
  }
  if (input?.noise_reduction !== undefined) kept.noise_reduction_strength = input.noise_reduction?.strength ?? null
  return present({
    model: session.model,
    modality: session.output_modalities,
    instructions: session.instructions,
    tools: session.tools && readTools(session.tools),
    toolServers: session.tools && readToolServers(session.tools),
    toolChoice: session.tool_choice && readToolChoice(session.tool_choice),
    maxOutputTokens: session.max_output_tokens && readMaxOutputTokens(session.max_output_tokens),
    inputFormat: input?.format && readAudioFormat(input.format),
    transcription,
    noiseReduction: input?.noise_reduction && (input.noise_reduction.type === 'near_field' ? 'near-field' : 'far-field'),
    turnDetection: input?.turn_detection && readTurnDetection(input.turn_detection),
    outputFormat: output?.format && readAudioFormat(output.format),
    voice: output?.voice === undefined ? undefined : readVoice(output.voice),
    speed: output?.speed,
    truncation: session.truncation && readTruncation(session.truncation),
    prompt: session.prompt && readPrompt(session.prompt),
    reasoningEffort: session.reasoning && (session.reasoning.effort ?? null),
    parallelToolCalls: session.parallel_tool_calls,
    kept: Object.keys(kept).length > 0 ? kept : undefined,
  })
}

type TurnDetectionPatch = NonNullable<SettingsPatch['turnDetection']>

function readTurnDetection(detection: NonNullable<NonNullable<NonNullable<WireSessionUpdate['audio']>['input']>['turn_detection']>): TurnDetectionPatch {
  const both = { createReply: detection.create_response, interruptReply: detection.interrupt_response }
  if (detection.type === 'semantic_vad') return present({ kind: 'semantic-vad', eagerness: detection.eagerness, ...both })
  return present({
    kind: 'server-vad',
    threshold: detection.threshold,
    prefixPaddingMs: detection.prefix_padding_ms,
    silenceDurationMs: detection.silence_duration_ms,
    idleTimeoutMs: detection.idle_timeout_ms,
    ...both,
  })
}

function readTruncation(truncation: WireTruncation): Truncation {
  if (typeof truncation === 'string') return { kind: truncation }
  return { kind: 'retention-ratio', ratio: truncation.retention_ratio, mostTokens: truncation.token_limits?.post_instructions ?? null }
}

function writeTruncation(truncation: Truncation): Json {
  if (truncation.kind !== 'retention-ratio') return truncation.kind
  const { ratio, mostTokens } = truncation
  return { type: 'retention_ratio', retention_ratio: ratio, ...(mostTokens !== null && { token_limits: { post_instructions: mostTokens } }) }
}

export function readPrompt({ id, version = null, variables = null }: WirePrompt): PromptReference {
  const values = Object.entries(variables ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : value.text])
  return { id, version, variables: variables && Object.fromEntries(values) }
}

/** The functions among the tools. */
export function readTools(tools: readonly WireTool[]): Tool[] {
  return tools.flatMap((tool) =>
    tool.type === 'function'
      ? [{ name: tool.name, description: tool.description ?? null, parameters: (tool.parameters ?? { type: 'object', properties: {} }) as Json }]
      : [],
  )
}

export function readMaxOutputTokens(most: number | 'inf'): number | 'unlimited' {
  return most === 'inf' ? 'unlimited' : most
}

export function readVoice(voice: string | { id: string }): string {
  return typeof voice === 'string' ? voice : voice.id
}

/** Without the fields that are undefined. */
export function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

export function writeSession({ id, settings, expiresAtMs }: SessionSnapshot): WireRealtimeSession {
  const { kept } = settings
  return {
    type: 'realtime',
    object: 'realtime.session',
    id,
    model: settings.model ?? unnamedModel,
    output_modalities: [settings.modality] as ['audio'] | ['text'],
    instructions: settings.instructions,
    tools: [
      ...settings.tools.map(({ name, description, parameters }) => ({ type: 'function', name, description, parameters }) as const),
      ...settings.toolServers.map(writeToolServer),
    ],
    tool_choice: writeToolChoice(settings.toolChoice),
    max_output_tokens: writeMaxOutputTokens(settings.maxOutputTokens),
    tracing: kept.tracing ?? null,
    truncation: writeTruncation(settings.truncation ?? { kind: 'auto' }),
    prompt: settings.prompt ? { ...settings.prompt } : null,
    expires_at: Math.floor(expiresAtMs / 1000),
    audio: {
      input: { ...writeInput(settings), turn_detection: settings.turnDetection && writeTurnDetection(settings.turnDetection) },
      output: { format: writeAudioFormat(settings.outputFormat), voice: settings.voice, speed: settings.speed },
    },
    include: kept.include ?? null,
    ...(settings.reasoningEffort !== undefined && { reasoning: settings.reasoningEffort && { effort: settings.reasoningEffort } }),
    ...(settings.parallelToolCalls !== undefined && { parallel_tool_calls: settings.parallelToolCalls }),
  }
}

/** What sessions of every kind tell of their input, but for turn detection. */
export function writeInput({ kept, transcription, noiseReduction, inputFormat }: SessionSettings): WireInput {
  const strength = kept.noise_reduction_strength ?? null
  return {
    format: writeAudioFormat(inputFormat),
    transcription: transcription && {
      model: transcription.model,
      language: transcription.language,
      prompt: transcription.prompt,
      ...(kept.transcription as { readonly [more: string]: Json } | null | undefined),
    },
    noise_reduction: noiseReduction && {
      type: noiseReduction === 'near-field' ? 'near_field' : 'far_field',
      ...(strength !== null && { strength }),
    },
  }
}

export function writeMaxOutputTokens(most: number | 'unlimited'): number | 'inf' {
  return most === 'unlimited' ? 'inf' : most
}

export function writeTurnDetection(detection: TurnDetection): WireTurnDetection {
  const both = { create_response: detection.createReply, interrupt_response: detection.interruptReply }
  if (detection.kind === 'semantic-vad') return { type: 'semantic_vad', eagerness: detection.eagerness, ...both }
  return {
    type: 'server_vad',
    threshold: detection.threshold,
    prefix_padding_ms: detection.prefixPaddingMs,
    silence_duration_ms: detection.silenceDurationMs,
    idle_timeout_ms: detection.idleTimeoutMs,
    ...both,
  }
}
