/** A name or a number follows these, so their full stop ends no sentence. */
const neverLast = new Set('dr mr mrs ms prof st mt ft rev hon capt lt sgt gen gov sen rep pres vs e.g i.e eg ie cf ph.d col cmdr messrs mme mlle'.split(' '))

/** These end no sentence when a number follows. */
const beforeNumber = new Set(
  'no nr nos fig figs p pp vol ch sec art eq approx ca circa min max ext tel jan feb mar apr jun jul aug sep sept oct nov dec'.split(' '),
)

const closers = /["'”’)\]}*_`~»]*$/

/**
 * Whether a sentence ends at the end of `before`, when `next` is the first character behind the white space that follows.
 * In doubt it does not: a missing break costs a pause, a wrong one tears "Dr. Smith" apart.
 */
export function endsSentence(before: string, next: string): boolean {
  const text = before.slice(-80).replace(closers, '')
  const mark = text.at(-1)
  if (mark === undefined || !'.!?…'.includes(mark)) return false
  if (/\p{Ll}/u.test(next)) return false
  if (mark !== '.' || text.endsWith('..')) return true
  if (before.length <= 80 && /(?:^|\n)[\s>*_-]*\d{1,3}\.$/.test(text)) return false
  const word = (/[^\s("'“‘[*_]*$/.exec(text.slice(0, -1))?.[0] ?? '').toLowerCase()
  if (/^[ap]\.m$/.test(word)) return true
  if (/^\p{L}(?:\.\p{L})*$/u.test(word)) return word === 'i'
  if (/\d/.test(next) && beforeNumber.has(word)) return false
  return !neverLast.has(word)
}
