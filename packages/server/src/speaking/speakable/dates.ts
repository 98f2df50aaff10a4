import { cardinal, ordinal, year } from './number-words.js'
import { abbreviationStop, apart, wordEnd } from './patterns.js'
import { type Rule, rule } from './rule.js'
import { clockTime } from './times.js'

const months = 'January February March April May June July August September October November December'.split(' ')
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
const month = '(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)'
const yearOfFour = '((?:1[1-9]|20)\\d\\d)(?![\\d:]|[.,]\\d)'
const day = '(\\d{1,2})(?:st|nd|rd|th)?'

/** Dates, in the American order where the order is in doubt. */
export const dates: readonly Rule[] = [
  rule('1', `${apart}((?:1[1-9]|20)\\d0)s${wordEnd}`, (match) => pluralOfTens(year(match[1] as string))),
  rule('1.', `(?<=[tT]he |['’])['’]?([2-9]0)s${wordEnd}`, (match) => pluralOfTens(cardinal(match[1] as string))),
  rule(
    '1',
    `${apart}(\\d{4})-(\\d{2})-(\\d{2})(?:[T ](\\d{2}):(\\d{2})(?::\\d{2}(?:\\.\\d{1,9})?)?(Z)?)?${wordEnd}`,
    ([, years, monthNumber, days, hour, minute, universal]) => {
      const date = spokenDate(years as string, Number(monthNumber), Number(days))
      if (!date || hour === undefined) return date
      return `${date}, at ${clockTime(Number(hour), Number(minute))}${universal ? ' U T C' : ''}`
    },
  ),
  rule('1', `${apart}(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2})${wordEnd}`, ([, first, second, years]) => {
    const full = years?.length === 2 ? `20${years}` : (years as string)
    return spokenDate(full, Number(first), Number(second)) ?? spokenDate(full, Number(second), Number(first))
  }),
  rule('1', `${apart}(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})${wordEnd}`, ([, days, monthNumber, years]) =>
    spokenDate(years as string, Number(monthNumber), Number(days)),
  ),
  rule('a', `${apart}${month}\\.? ${day}(?:[-–](\\d{1,2}))?(?:,? ${yearOfFour})?(?![\\p{L}\\d:%/]|[.,]\\d)`, ([, name, from, to, years]) => {
    if (!isDay(from) || (to !== undefined && !isDay(to))) return null
    return `${fullMonth(name)} ${ordinal(bare(from))}${to ? ` to ${ordinal(bare(to))}` : ''}${years ? `, ${year(years)}` : ''}`
  }),
  rule('1', `(?<![\\p{L}\\p{N}.,/])${day} (of )?${month}${wordEnd}${abbreviationStop}(?:,? ${yearOfFour})?`, (match) => {
    const [, days, , name, years] = match
    if (!isDay(days)) return null
    const article = /\bthe $/i.test(match.input.slice(Math.max(0, match.index - 4), match.index)) ? '' : 'the '
    return `${article}${ordinal(bare(days))} of ${fullMonth(name)}${years ? `, ${year(years)}` : ''}`
  }),
  rule('a', `${apart}${month}\\.?,? ${yearOfFour}`, ([, name, years]) => `${fullMonth(name)} ${year(years as string)}`),
  rule('a', `${apart}(Jan|Feb|Aug|Sept?|Oct|Nov|Dec)${wordEnd}${abbreviationStop}`, ([, name]) => fullMonth(name)),
  rule(
    'a',
    `${apart}(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)${wordEnd}\\.?(?=,? (?:\\d|${month}))`,
    ([, name]) => weekdays.find((weekday) => weekday.startsWith((name as string).slice(0, 3))) as string,
  ),
]

function spokenDate(years: string, monthNumber: number, days: number): string | null {
  const name = months[monthNumber - 1]
  if (!name || days < 1 || days > 31) return null
  return `${name} ${ordinal(String(days))}, ${/^(1[1-9]|20)/.test(years) ? year(years) : cardinal(years)}`
}

function fullMonth(name: string | undefined): string {
  return months.find((each) => each.startsWith((name as string).slice(0, 3))) as string
}

function isDay(days: string | undefined): boolean {
  return Number(days) >= 1 && Number(days) <= 31
}

function bare(days: string | undefined): string {
  return String(Number(days))
}

/** "nineties" */
function pluralOfTens(words: string): string {
  return words.endsWith('y') ? `${words.slice(0, -1)}ies` : `${words}s`
}
