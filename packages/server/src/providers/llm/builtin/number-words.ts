const units = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')
const tens = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const scales: Readonly<Record<string, number>> = { thousand: 1_000, million: 1_000_000, billion: 1_000_000_000 }

export interface Numeral {
  readonly value: number
  /** How many tokens it is made of. */
  readonly length: number
}

/** The word of a digit. */
export function digitName(digit: string): string {
  return units[Number(digit)] ?? digit
}

/** Words and digits in lower case, in which numbers are read: `25`, `3.5`, `1,000`, `twenty-five`. Signs of arithmetic are tokens of their own. */
export function numberTokens(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/(\d),(?=\d{3}\b)/g, '$1')
      .replace(/(\p{L})-(?=\p{L})/gu, '$1 ')
      .match(/\d+(?:\.\d+)?|[\p{L}']+|[+*/×÷−-]/gu) ?? []
  )
}

/** The number that begins at a token: digits, or words such as `minus one hundred and five`, `a thousand`, `three point one four`. */
export function numeralAt(tokens: readonly string[], start: number): Numeral | null {
  const first = tokens[start]
  if (first === 'minus' || first === 'negative' || first === '-' || first === '−') {
    const rest = numeralAt(tokens, start + 1)
    return rest && { value: -rest.value, length: rest.length + 1 }
  }
  const whole = wholeAt(tokens, start)
  if (!whole) return null
  const at = start + whole.length
  if (tokens[at] !== 'point') return whole
  let digits = ''
  let end = at + 1
  for (let digit = singleDigit(tokens[end]); digit !== null; digit = singleDigit(tokens[++end])) digits += digit
  return digits === '' ? whole : { value: Number(`${whole.value}.${digits}`), length: end - start }
}

/** Every number in a text, in order. */
export function numbersIn(text: string): number[] {
  const tokens = numberTokens(text)
  const found: number[] = []
  for (let at = 0; at < tokens.length; ) {
    const numeral = numeralAt(tokens, at)
    if (numeral) found.push(numeral.value)
    at += numeral?.length ?? 1
  }
  return found
}

function wholeAt(tokens: readonly string[], start: number): Numeral | null {
  let total = 0
  /** Below the next scale word; null: no word of it yet. */
  let part: number | null = null
  /** What may follow: after `twenty` a unit, after `hundred` anything below a hundred. */
  let room = Number.POSITIVE_INFINITY
  let end = start
  for (;;) {
    const token = tokens[end]
    const value = smallValue(token)
    if (value !== null && value < room && !(value === 0 && part !== null)) {
      part = (part ?? 0) + value
      room = value >= 20 && value < 100 && value % 10 === 0 ? 10 : 0
      end++
    } else if (token === 'hundred' && part !== null && part < 100) {
      part *= 100
      room = 100
      end++
    } else if (token !== undefined && scales[token] && part !== null) {
      total += part * scales[token]
      part = 0
      room = scales[token]
      end++
    } else if (token === 'and' && room >= 100 && room !== Number.POSITIVE_INFINITY && smallValue(tokens[end + 1]) !== null) end++
    else if (token === 'a' && end === start && (tokens[end + 1] === 'hundred' || scales[tokens[end + 1] ?? ''])) {
      part = 1
      room = 0
      end++
    } else break
  }
  return end === start ? null : { value: total + (part ?? 0), length: end - start }
}

function smallValue(token: string | undefined): number | null {
  if (token === undefined) return null
  if (/^\d/.test(token)) return Number(token)
  const unit = units.indexOf(token)
  if (unit >= 0) return unit
  const ten = tens.indexOf(token)
  return ten >= 0 ? ten * 10 : null
}

function singleDigit(token: string | undefined): number | null {
  const value = token === 'oh' ? 0 : smallValue(token)
  return value !== null && value < 10 && Number.isInteger(value) ? value : null
}
