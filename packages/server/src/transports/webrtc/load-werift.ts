/** Loaded with the first call, or when all else is warm: the library takes a third of a second, which a server that starts has not got to give. */
export type Werift = typeof import('werift')

let loading: Promise<Werift> | null = null

export function loadWerift(): Promise<Werift> {
  loading ??= import('werift')
  return loading
}
