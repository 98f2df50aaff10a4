import type { SemanticVad, ServerVad, TurnDetection } from '@sidetone/protocol'

/** `high`, `auto`, `medium`, `low`: semantic detection with this eagerness; a number: server voice activity detection with so many ms of silence. */
export function settingsNamed(name: string, serverVad: ServerVad, semanticVad: SemanticVad): TurnDetection {
  const silenceDurationMs = Number(name)
  if (Number.isFinite(silenceDurationMs)) return { ...serverVad, silenceDurationMs }
  return { ...semanticVad, eagerness: name as SemanticVad['eagerness'] }
}
