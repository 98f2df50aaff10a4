/** One field that an update changes, by its path: `audio.input.turn_detection.type`. `undefined`: it was not there. */
export interface ChangedField {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/** The fields of `update` that differ from `before`; what the update does not name stays as it is. Lists are compared whole. */
export function changedFields(before: unknown, update: unknown, path = ''): ChangedField[] {
  if (isObject(update) && (isObject(before) || (path === '' && before == null))) {
    const known = isObject(before) ? before : {}
    return Object.entries(update).flatMap(([name, after]) => changedFields(known[name], after, path === '' ? name : `${path}.${name}`))
  }
  return JSON.stringify(before) === JSON.stringify(update) ? [] : [{ path, before, after: update }]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
