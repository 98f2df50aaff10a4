import type { Json } from '@sidetone/protocol'
import { isObject } from './json-schema.js'
import { nameAsWords } from './tool-words.js'

/** Nobody listens to more of a table. */
const mostWords = 60

/** The results of functions in a sentence. */
export function readResult(outputs: readonly string[]): string {
  const values = outputs.map(parse)
  const failure = values.map(errorIn).find((error) => error !== null)
  if (failure) return ended(`That did not work: ${failure}`)
  const said = values.map(aloud).filter(Boolean).join('. ')
  if (said === '' || /^(?:ok|okay|done|success|yes|status (?:ok|success)|success yes|ok yes)$/i.test(said)) return 'Done.'
  const words = said.split(' ')
  return ended(`The answer is: ${words.length > mostWords ? `${words.slice(0, mostWords).join(' ')}, and so on` : said}`)
}

function parse(output: string): Json {
  try {
    return JSON.parse(output) as Json
  } catch {
    return output.trim()
  }
}

function errorIn(value: Json): string | null {
  if (!isObject(value) || !value.error) return null
  return isObject(value.error) && typeof value.error.message === 'string' ? value.error.message : aloud(value.error)
}

/** `{"temperature": 21, "windSpeed": 5}` is "temperature 21, wind speed 5". */
function aloud(value: Json): string {
  if (value === null) return ''
  if (value === true) return 'yes'
  if (value === false) return 'no'
  if (typeof value !== 'object') return String(value).trim()
  if (!isObject(value)) return (value as readonly Json[]).map(aloud).filter(Boolean).join(', ')
  const entries = Object.entries(value).map(([name, each]) => [nameAsWords(name), aloud(each)] as const)
  const [only] = entries
  if (entries.length === 1 && only && /^(?:result|answer|output|value|text|message|response|data)$/.test(only[0])) return only[1]
  return entries
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name} ${text}`)
    .join(', ')
}

const ended = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)
