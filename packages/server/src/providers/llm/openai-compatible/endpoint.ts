/**
 * The address of one operation below a base URL. A base URL without a path means `/v1`, as people write `http://127.0.0.1:11434`;
 * one that names the whole operation already is cut back first. Query parameters stay. Throws a TypeError when it is no http(s) URL.
 */
export function endpoint(baseUrl: string, operation: 'chat/completions' | 'models'): URL {
  const url = new URL(baseUrl)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError(`${url.protocol} is not http or https`)
  const base = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  url.pathname = `${base === '' ? '/v1' : base}/${operation}`
  return url
}
