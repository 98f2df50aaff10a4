import type { SettingsPatch } from '@sidetone/protocol'
import type { PromptTemplates } from '../session/prompt-template.js'
import { defaultSettings, type Merged, mergeSettings } from '../session/settings.js'

export interface SessionStart {
  /** What the client asked for when it connected. */
  readonly model: string | null
  /** What its ephemeral key was minted for; its model goes before the client's. null: the key is a plain one. */
  readonly bound: SettingsPatch | null
  /** What the dialect starts with. */
  readonly initial?: SettingsPatch
  /** The first is the default. */
  readonly voices: readonly string[]
  readonly prompts: PromptTemplates
}

/** What a session starts with. */
export function startingSettings({ model, bound, initial = {}, voices, prompts }: SessionStart): Merged {
  const checks = { voices, prompts, hasSpoken: false }
  const merged = mergeSettings(defaultSettings(bound?.model ?? model, voices[0] ?? 'default'), initial, checks)
  return merged.ok && bound ? mergeSettings(merged.settings, bound, checks) : merged
}
