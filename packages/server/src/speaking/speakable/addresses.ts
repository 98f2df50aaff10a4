import { cardinal, eachDigit } from './number-words.js'
import { apart } from './patterns.js'
import { respelled } from './respelled.js'
import { type Rule, rule } from './rule.js'

const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}_-]{0,62})'
const host = `${label}(?:\\.${label}){0,8}`
/** Letters of an address that are said one by one. */
const spelled = new Set('ai api cli css eu faq gg html http https id io js jsx md ml mp nz pdf py rs sql ts tsx tv uk ui url us wav xml'.split(' '))
/** So many path segments of an address are said; who wants the rest reads it. */
const mostSegments = 3

/** Web addresses, e-mail addresses and file names: "sidetone dot dev slash docs", "ann at example dot com". */
export const addresses: readonly Rule[] = [
  rule('a', `${apart}[a-z][a-z+]{1,9}://(?:www\\.)?(${host}(?::\\d{1,5})?)((?:/[^\\s/?#<>"'()\\]]{0,200}){0,20})(?:[?#][^\\s<>"'()\\]]{0,1000})?`, (match) => {
    const whole = match[0]
    const path = whole.endsWith(match[2] as string) ? (match[2] as string).replace(/[.,;:!]+$/, '') : (match[2] as string)
    const stop = /[.,;:!?]+$/.exec(whole)?.[0] ?? ''
    return hostAndPath(match[1] as string, path) + stop.slice(0, 1)
  }),
  rule(
    'a1.',
    `${apart}(?:mailto:)?([\\p{L}\\p{N}](?:[\\p{L}\\p{N}._%+-]{0,63}))@(${host})`,
    ([, user, domain]) => `${spoken(user as string)} at ${spoken(domain as string)}`,
  ),
  rule('a', `${apart}(?:www\\.)(${host})((?:/[\\p{L}\\p{N}_.~%-]{1,200}){0,20})/?`, ([, domain, path]) => hostAndPath(domain as string, path as string)),
  rule('a1', `${apart}(localhost|\\d{1,3}(?:\\.\\d{1,3}){3}):(\\d{1,5})((?:/[\\p{L}\\p{N}_.~%-]{1,200}){0,20})/?`, ([, domain, port, path]) =>
    hostAndPath(`${domain}:${port}`, path as string),
  ),
  // a domain or file name without a scheme: what follows the dot begins small, so a missing space after a full stop is none
  rule('a1.', `${apart}([\\p{L}\\p{N}_-]{2,63}(?:\\.[a-z][a-z0-9-]{1,30}){1,5})(?![\\p{L}\\p{N}])((?:/[\\p{L}\\p{N}_.~%-]{1,200}){0,20})/?`, (match) => {
    const path = (match[2] as string).replace(/\.+$/, '')
    return hostAndPath(match[1] as string, path) + (path === match[2] ? '' : '.')
  }),
  // a path: at least two segments, or one behind a leading mark
  rule('.', '(?<![\\p{L}\\p{N}/<])[~.]{0,2}((?:/[\\p{L}_][\\p{L}\\p{N}_.-]{0,100}){1,20})(?<![.])/?(?![\\p{L}\\p{N}])', ([, path]) =>
    pathWords(path as string).trim(),
  ),
]

function hostAndPath(domain: string, path: string): string {
  return `${spoken(domain)}${pathWords(path)}`
}

function pathWords(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '')
  const said = segments.slice(0, mostSegments).filter((segment) => segment.length <= 40)
  return said.map((segment) => ` slash ${spoken(segment)}`).join('')
}

/** The words of an address or a part of it. */
function spoken(part: string): string {
  const words = part.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{L}+|\d+|[.@:_+%-]/gu) ?? []
  return words
    .map((word) => {
      if (word === '.') return 'dot'
      if (word === ':') return 'port'
      if (word === '-') return 'dash'
      if (word === '_') return 'underscore'
      if (word === '+') return 'plus'
      if (word === '%') return ''
      if (/^\d/.test(word)) return word.length > 4 ? eachDigit(word) : cardinal(word)
      const name = Object.hasOwn(respelled, word) ? respelled[word] : undefined
      if (name) return name
      return spelled.has(word.toLowerCase()) ? [...word.toUpperCase()].join(' ') : word
    })
    .filter(Boolean)
    .join(' ')
}
