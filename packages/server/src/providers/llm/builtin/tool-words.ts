import type { Tool } from '@sidetone/protocol'
import { contentWords, stem } from './content-words.js'
import { plainWords } from './plain-words.js'

/** Verbs that every other function begins with. */
const commonVerbs = new Set(
  [
    'get',
    'fetch',
    'find',
    'search',
    'lookup',
    'look',
    'check',
    'query',
    'retrieve',
    'read',
    'list',
    'show',
    'current',
    'call',
    'run',
    'tool',
    'function',
    'info',
    'information',
    'data',
  ].map(stem),
)

/** `getWeather_by-city` as words: `get weather by city`. */
export function nameAsWords(name: string): string {
  return plainWords(name.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2'))
}

/** The stems that tell a function from others, out of its name. */
export function toolTopic(tool: Tool): string[] {
  return contentWords(nameAsWords(tool.name)).filter((word) => !commonVerbs.has(word))
}
