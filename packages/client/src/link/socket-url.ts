const path = '/v1/realtime'

/** The socket's address: `http(s)` becomes `ws(s)`, a bare host gets the path of the API, and the model is asked for. Throws on what is no address. */
export function socketUrl(
  given: string | undefined,
  model: string | undefined,
  page: { readonly protocol: string; readonly host: string } | undefined,
): string {
  const base = given ?? (page ? `${page.protocol}//${page.host}` : undefined)
  if (base === undefined) throw new TypeError('Outside of a page the client needs a `url`, such as ws://127.0.0.1:4747/v1/realtime.')
  const url = new URL(base)
  url.protocol = url.protocol.replace(/^http/, 'ws')
  if (url.pathname === '/' || url.pathname === '/v1' || url.pathname === '/v1/') url.pathname = path
  if (model !== undefined) url.searchParams.set('model', model)
  return url.href
}
