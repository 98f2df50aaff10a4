import type { WireSession } from './session-updates.js'

/** Settings upon settings, as the server merges them: objects field by field, anything else as a whole, and so an object of another `type`. */
export function mergeSettings(base: WireSession, patch: WireSession): WireSession {
  const merged: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(patch)) {
    const before = merged[name]
    merged[name] = isRecord(before) && isRecord(value) && isSameKind(before, value) ? mergeSettings(before, value) : value
  }
  return merged
}

/** One setting, by its path; undefined where there is none. */
export function settingAt(session: WireSession | null, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), session)
}

/** What belongs to one format or one kind of turn detection means nothing to another. */
function isSameKind(before: WireSession, value: WireSession): boolean {
  return value.type === undefined || before.type === undefined || value.type === before.type
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
