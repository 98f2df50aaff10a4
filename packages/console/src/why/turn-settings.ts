/** Settings under which a turn can be heard again, in the wire's words. */
export type TurnSettings =
  | { readonly type: 'semantic_vad'; readonly eagerness: (typeof eagernesses)[number] }
  | { readonly type: 'server_vad'; readonly silence_duration_ms: number }

/** From patient to quick, as the slider goes. */
export const eagernesses = ['low', 'auto', 'medium', 'high'] as const
export const quietsMs = [800, 700, 600, 500, 400, 300, 200] as const

export function settingsName(settings: Readonly<Record<string, unknown>>): string {
  if (settings.type === 'semantic_vad') return `semantic, ${settings.eagerness ?? 'auto'}`
  return `${settings.silence_duration_ms} ms of quiet`
}
