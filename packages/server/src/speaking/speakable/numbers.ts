import { cardinal, decimal, eachDigit, ordinal, year } from './number-words.js'
import { apart, number, numberEnd, sign, wordEnd } from './patterns.js'
import { type Rule, rule } from './rule.js'

const vulgarFractions = new Map([
  ['½', [1, 2]],
  ['⅓', [1, 3]],
  ['⅔', [2, 3]],
  ['¼', [1, 4]],
  ['¾', [3, 4]],
  ['⅕', [1, 5]],
  ['⅛', [1, 8]],
  ['⅜', [3, 8]],
  ['⅝', [5, 8]],
  ['⅞', [7, 8]],
] as const)

/** Numbers on their own: those with a unit, a currency, a date or a time around them have been taken by the rules before. */
export const numbers: readonly Rule[] = [
  // addresses are read with dots, versions with points
  rule('a1', `${apart}(v ?)?(\\d{1,4}(?:\\.\\d{1,6}){2,5})(?![.\\d]*\\d)`, (match) => {
    const parts = (match[2] as string).split('.')
    return `${match[1] ? 'version ' : ''}${parts.map(cardinal).join(parts.length === 4 ? ' dot ' : ' point ')}`
  }),
  rule('a', `${apart}v(\\d{1,3}(?:\\.\\d{1,4})?)${wordEnd}`, (match) => `version ${decimal(match[1] as string)}`),
  rule('1', `${apart}(\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,15})(?:st|nd|rd|th)${wordEnd}`, (match) => ordinal(match[1] as string)),
  rule('1', `${apart}24/7${wordEnd}`, 'twenty-four seven'),
  rule('1', `${apart}(\\d{1,3}) (\\d{1,2})/(\\d{1,3})${wordEnd}(?!/)`, (match) => {
    const part = fraction(Number(match[2]), Number(match[3]))
    return part && `${cardinal(match[1] as string)} and ${part}`
  }),
  rule('1', `${apart}(\\d{1,3})/(\\d{1,3})${wordEnd}(?!/)`, (match) => {
    const part = fraction(Number(match[1]), Number(match[2]))
    return part ?? `${cardinal(match[1] as string)} over ${cardinal(match[2] as string)}`
  }),
  rule('1.', `(\\d{1,3}(?=[${[...vulgarFractions.keys()].join('')}]))?([${[...vulgarFractions.keys()].join('')}])`, (match) => {
    const [over, under] = vulgarFractions.get(match[2] as '½') as readonly [number, number]
    return `${match[1] ? `${cardinal(match[1])} and ` : ''}${fraction(over, under)}`
  }),
  rule('1', `${apart}((?:1[1-9]|20)\\d\\d)${numberEnd}(?![kKMB%])`, (match) => year(match[1] as string)),
  rule('1.', `((?:${sign})?${number})(k|K|M|B|bn|x|X)${wordEnd}`, (match) => {
    const count = decimal(match[1] as string)
    if (match[2] === 'x' || match[2] === 'X') return `${count} times`
    // 2K, 4K and 8K are names of picture sizes.
    if (match[2] === 'K' && /^[248]$/.test(match[1] as string)) return `${count} K`
    return `${count} ${{ k: 'thousand', K: 'thousand', M: 'million', B: 'billion', bn: 'billion' }[match[2] as 'k']}`
  }),
  // as long as a card or account number, and not round
  rule('1', `${apart}(\\d{10,40})${numberEnd}`, (match) => (/0{6}$/.test(match[1] as string) ? cardinal(match[1] as string) : eachDigit(match[1] as string))),
  rule('1.', `(?:${sign})?${number}`, (match) => decimal(match[0])),
  rule('.', '(?<![\\d.])\\.\\d{1,40}', (match) => decimal(match[0])),
]

function fraction(over: number, under: number): string | null {
  if (over < 1 || under < 2 || under > 100 || over >= under * 10) return null
  if (under > 20 && under % 10 !== 0) return null
  const name = under === 2 ? 'half' : under === 4 ? 'quarter' : ordinal(String(under))
  const plural = under === 2 ? 'halves' : `${name}s`
  return `${cardinal(String(over))} ${over === 1 ? name : plural}`
}
