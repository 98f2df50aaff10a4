import { eachDigit } from './number-words.js'
import { apart, wordEnd } from './patterns.js'
import { type Rule, rule } from './rule.js'

const say = ([written]: RegExpExecArray) => ((written as string).startsWith('+') ? `plus ${groups(written as string)}` : groups(written as string))

/** Telephone numbers, digit by digit in the groups as written: international with a plus, and the North American forms. */
export const phoneNumbers: readonly Rule[] = [
  rule('.', `(?<![\\p{L}\\p{N}+])\\+\\d{1,3}(?:[ .-]\\(?\\d{1,4}\\)?){2,5}${wordEnd}`, say),
  rule('.', `(?<![\\p{L}\\p{N}+])\\+\\d{7,15}${wordEnd}`, say),
  rule('1.', `${apart}(?:1[-. ])?(?:\\(\\d{3}\\) ?|\\d{3}[-. ])\\d{3}[-. ]\\d{4}${wordEnd}`, say),
  rule('1', `${apart}(?<![-.])\\d{3}-\\d{4}${wordEnd}(?!-)`, say),
]

function groups(written: string): string {
  return (written.match(/\d+/g) ?? []).map(eachDigit).join(', ')
}
