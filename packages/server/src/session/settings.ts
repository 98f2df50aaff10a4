import type { ErrorCode, SemanticVad, ServerVad, SessionSettings, SettingsPatch, TurnDetection } from '@sidetone/protocol'
import { type FilledPrompt, fillPrompt, type PromptTemplates } from './prompt-template.js'

export const defaultServerVad: ServerVad = {
  kind: 'server-vad',
  threshold: 0.5,
  prefixPaddingMs: 300,
  silenceDurationMs: 200,
  idleTimeoutMs: null,
  createReply: true,
  interruptReply: true,
}

export const defaultSemanticVad: SemanticVad = { kind: 'semantic-vad', eagerness: 'auto', createReply: true, interruptReply: true }

/** What the assistant is told until a client says otherwise. */
export const defaultInstructions =
  'You are a helpful, friendly voice assistant. You are spoken with, not written to: answer briefly, in plain sentences, and ask back when something is unclear.'

export function defaultSettings(model: string | null, voice: string): SessionSettings {
  return {
    model,
    modality: 'audio',
    instructions: defaultInstructions,
    tools: [],
    toolServers: [],
    toolChoice: 'auto',
    maxOutputTokens: 'unlimited',
    inputFormat: { encoding: 'pcm16', sampleRateHz: 24_000 },
    transcription: null,
    noiseReduction: null,
    turnDetection: defaultServerVad,
    outputFormat: { encoding: 'pcm16', sampleRateHz: 24_000 },
    voice,
    speed: 1,
    kept: {},
  }
}

/** What a patch is checked against. */
export interface SettingsChecks {
  readonly voices: readonly string[]
  /** Absent: there are none. */
  readonly prompts?: PromptTemplates
  /** The assistant has spoken: the voice stays. */
  readonly hasSpoken: boolean
}

export type Merged = { ok: true; settings: SessionSettings } | { ok: false; code: ErrorCode; detail: Record<string, string | number> }

/** All of a patch or nothing of it. Rules S3 to S6. */
export function mergeSettings(current: SessionSettings, patch: SettingsPatch, checks: SettingsChecks): Merged {
  if (patch.model !== undefined && current.model !== null && patch.model !== current.model) return { ok: false, code: 'model-frozen', detail: {} }
  if (patch.voice !== undefined && patch.voice !== current.voice) {
    if (!checks.voices.includes(patch.voice)) return { ok: false, code: 'unknown-voice', detail: { voice: patch.voice, voices: checks.voices.join(', ') } }
    if (checks.hasSpoken) return { ok: false, code: 'voice-frozen', detail: {} }
  }
  const instructions = chooseInstructions(current, patch, checks.prompts ?? {})
  if (!instructions.ok) return instructions
  const { turnDetection, kept, ...rest } = patch
  return {
    ok: true,
    settings: {
      ...current,
      ...present(rest),
      model: patch.model ?? current.model,
      instructions: instructions.instructions,
      turnDetection: turnDetection === undefined ? current.turnDetection : turnDetection && mergeTurnDetection(current.turnDetection, turnDetection),
      kept: { ...current.kept, ...kept },
    },
  }
}

/** A template gives the instructions, unless its update has its own. Without the template they are the defaults again, unless they were changed since. */
function chooseInstructions(current: SessionSettings, patch: SettingsPatch, prompts: PromptTemplates): FilledPrompt {
  const filled = patch.prompt ? fillPrompt(prompts, patch.prompt) : null
  if (filled && !filled.ok) return filled
  const before = current.prompt ? fillPrompt(prompts, current.prompt) : null
  const isOfTemplate = before?.ok === true && before.instructions === current.instructions
  const otherwise = patch.prompt === null && isOfTemplate ? defaultInstructions : current.instructions
  return { ok: true, instructions: patch.instructions ?? filled?.instructions ?? otherwise }
}

function mergeTurnDetection(current: TurnDetection | null, patch: NonNullable<SettingsPatch['turnDetection']>): TurnDetection {
  if (patch.kind === 'server-vad') return { ...(current?.kind === 'server-vad' ? current : defaultServerVad), ...present(patch) }
  return { ...(current?.kind === 'semantic-vad' ? current : defaultSemanticVad), ...present(patch) }
}

/** A key without a value changes nothing. Rule S4. */
function present<Patch extends object>(patch: Patch): { [Key in keyof Patch]: Exclude<Patch[Key], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as { [Key in keyof Patch]: Exclude<Patch[Key], undefined> }
}
