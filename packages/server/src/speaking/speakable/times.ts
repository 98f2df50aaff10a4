import { cardinal } from './number-words.js'
import { abbreviationStop, apart, space, wordEnd } from './patterns.js'
import { type Rule, rule } from './rule.js'

const half = `(?:${space}?([aApP])(?:\\.[mM]${abbreviationStop}|[mM]${wordEnd}${abbreviationStop}))`

/** Times of day: "14:30", "5:30 p.m.", "5pm". */
export const times: readonly Rule[] = [
  rule('1', `${apart}([01]?\\d|2[0-4]):([0-5]\\d)(?::([0-5]\\d))?${half}?(?![\\d:])`, ([, hour, minute, second, letter]) => {
    const time = clockTime(Number(hour), Number(minute), letter)
    return second && Number(second) > 0 ? `${time} and ${cardinal(String(Number(second)))} second${Number(second) === 1 ? '' : 's'}` : time
  }),
  rule('1', `${apart}(1[0-2]|0?[1-9])${half}`, ([, hour, letter]) => clockTime(Number(hour), 0, letter)),
]

/** "five thirty P M", "fourteen thirty", "nine o'clock". `letter` is the a or p of a.m. and p.m. */
export function clockTime(hour: number, minute: number, letter?: string): string {
  const hours = cardinal(String(hour))
  const minutes = minute === 0 ? '' : minute < 10 ? `oh ${cardinal(String(minute))}` : cardinal(String(minute))
  if (letter) return [hours, minutes, letter.toUpperCase(), 'M'].filter(Boolean).join(' ')
  if (minutes) return `${hours} ${minutes}`
  return hour >= 1 && hour <= 12 ? `${hours} o'clock` : `${hours} hundred`
}
