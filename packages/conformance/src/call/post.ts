import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Failure } from '../verdict.js'

const longestBodyBytes = 1024 * 1024

/** One HTTP POST; the body of the answer as JSON, null where it is none. */
export function post(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  certificate: string | undefined,
  signal: AbortSignal,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(url, { method: 'POST', headers, signal, ...(certificate === undefined ? {} : { ca: certificate }) }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        if (text.length > longestBodyBytes) request.destroy(new Error('the answer is too long'))
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: json(text) }))
    })
    request.on('error', (error) => reject(new Failure(`the request failed: ${error.message}`)))
    request.end(body)
  })
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
