/** Fields that open doors. What a client sends of them is not written down. */
const keyNames = /^(?:authorization|password|secret|token|(?:api|access|client)[-_]?(?:key|token|secret))$/i

/** For `JSON.stringify`: keys and passwords are left out of what is written. */
export function withoutKeys(name: string, value: unknown): unknown {
  // Headers for a tool server are all secret.
  if (name === 'headers' && typeof value === 'object' && value !== null) return Object.fromEntries(Object.keys(value).map((each) => [each, '[removed]']))
  return typeof value === 'string' && keyNames.test(name) ? '[removed]' : value
}
