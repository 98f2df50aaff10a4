/** Fields that open doors. Clients have no business to send any; should one, it is not written down. */
const keyNames = /^(?:authorization|password|secret|token|(?:api|access|client)[-_]?(?:key|token|secret))$/i

/** For `JSON.stringify`: keys and passwords are left out of what is written. */
export function withoutKeys(name: string, value: unknown): unknown {
  return typeof value === 'string' && keyNames.test(name) ? '[removed]' : value
}
