import type { SessionSnapshot } from '../../vocabulary/events.js'
import type { Json, SessionSettings, SettingsPatch, Tool, ToolChoice, TurnDetection } from '../../vocabulary/settings.js'
import { readAudioFormat, writeAudioFormat } from './audio-formats.js'
import type { WireSession, WireTurnDetection } from './server-events.js'
import type { WireSessionUpdate, WireTool, WireToolChoice } from './wire.js'

/** What a session starts with: the defaults of the wire as recorded, among them 200 ms of silence where its documentation says 500. */
export const initialSettings: SettingsPatch = {
  modality: 'audio',
  tools: [],
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
const keptAsSent = ['tracing', 'truncation', 'prompt', 'include', 'reasoning', 'parallel_tool_calls', 'temperature'] as const

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
    tools: session.tools?.map(readTool),
    toolChoice: session.tool_choice && readToolChoice(session.tool_choice),
    maxOutputTokens: session.max_output_tokens && readMaxOutputTokens(session.max_output_tokens),
    inputFormat: input?.format && readAudioFormat(input.format),
    transcription,
    noiseReduction: input?.noise_reduction && (input.noise_reduction.type === 'near_field' ? 'near-field' : 'far-field'),
    turnDetection: input?.turn_detection && readTurnDetection(input.turn_detection),
    outputFormat: output?.format && readAudioFormat(output.format),
    voice: output?.voice === undefined ? undefined : readVoice(output.voice),
    speed: output?.speed,
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

export function readTool(tool: WireTool): Tool {
  return { name: tool.name, description: tool.description ?? null, parameters: (tool.parameters ?? { type: 'object', properties: {} }) as Json }
}

export function readToolChoice(choice: WireToolChoice): ToolChoice {
  return typeof choice === 'string' ? choice : { tool: choice.name }
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

export function writeSession({ id, settings, expiresAtMs }: SessionSnapshot): WireSession {
  const { kept, transcription, noiseReduction, turnDetection } = settings
  const strength = kept.noise_reduction_strength ?? null
  return {
    type: 'realtime',
    object: 'realtime.session',
    id,
    model: settings.model ?? unnamedModel,
    output_modalities: [settings.modality] as ['audio'] | ['text'],
    instructions: settings.instructions,
    tools: settings.tools.map(({ name, description, parameters }) => ({ type: 'function', name, description, parameters })),
    tool_choice: typeof settings.toolChoice === 'string' ? settings.toolChoice : { type: 'function', name: settings.toolChoice.tool },
    max_output_tokens: writeMaxOutputTokens(settings.maxOutputTokens),
    tracing: kept.tracing ?? null,
    truncation: kept.truncation ?? 'auto',
    prompt: kept.prompt ?? null,
    expires_at: Math.floor(expiresAtMs / 1000),
    audio: {
      input: {
        format: writeAudioFormat(settings.inputFormat),
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
        turn_detection: turnDetection && writeTurnDetection(turnDetection),
      },
      output: { format: writeAudioFormat(settings.outputFormat), voice: settings.voice, speed: settings.speed },
    },
    include: kept.include ?? null,
    ...(kept.reasoning !== undefined && { reasoning: kept.reasoning }),
    ...(kept.parallel_tool_calls !== undefined && { parallel_tool_calls: kept.parallel_tool_calls }),
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
