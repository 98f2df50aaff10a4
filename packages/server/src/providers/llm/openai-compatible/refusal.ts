import { SidetoneError } from '@sidetone/protocol'

/** Longest piece of a server's own words that goes into our message. */
const longestMessage = 300

/** The sentence in the body of a failed request, in the shapes that servers use; empty when there is none for people (HTML, nothing). */
export function refusalText(body: string): string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return /^\s*</.test(body) ? '' : body.trim()
  }
  return sentenceIn(value)
}

/** OpenAI: `error.message`; Ollama: `error`; FastAPI: `detail`, as text or as a list with `loc` and `msg`. */
export function sentenceIn(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (Array.isArray(value)) return value.map(sentenceIn).filter(Boolean).join('; ')
  if (typeof value !== 'object' || value === null) return ''
  const { error, message, detail, msg, loc } = value as Record<string, unknown>
  const where = Array.isArray(loc) ? `${loc.join('.')}: ` : ''
  for (const each of [error, message, detail, msg]) {
    const sentence = sentenceIn(each)
    if (sentence !== '') return where + sentence
  }
  return ''
}

/** Takes the key out of a server's words, also where the server shows it with its middle starred out. */
export function withoutKey(text: string, apiKey: string | null): string {
  const bare = apiKey ? text.replaceAll(apiKey, '[key]') : text
  return bare.replace(/\S*\*{3,}\S*/g, '[key]')
}

/** A failure in the server's own words, cut to a speakable length. */
export function refusal(what: string, serverSays: string, apiKey: string | null): SidetoneError {
  const said = withoutKey(serverSays, apiKey).replace(/\s+/g, ' ').slice(0, longestMessage)
  return new SidetoneError('language-model-failed', said === '' ? `${what}.` : `${what}: ${said}`)
}
