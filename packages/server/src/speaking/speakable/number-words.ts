const small = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')
const tens = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const scales = ['', ' thousand', ' million', ' billion', ' trillion']
const ordinals = new Map([
  ['one', 'first'],
  ['two', 'second'],
  ['three', 'third'],
  ['five', 'fifth'],
  ['eight', 'eighth'],
  ['nine', 'ninth'],
  ['twelve', 'twelfth'],
])

/** A whole number, as digits with or without thousands separators: "one thousand two hundred five". With a leading zero, or beyond 15 digits, digit by digit. */
export function cardinal(digits: string): string {
  const bare = digits.replaceAll(',', '')
  if (bare.length > 15 || (bare.length > 1 && bare.startsWith('0'))) return eachDigit(bare)
  if (Number(bare) === 0) return 'zero'
  const words: string[] = []
  for (let scale = Math.ceil(bare.length / 3) - 1; scale >= 0; scale--) {
    const group = Number(bare.slice(-3 * (scale + 1), scale === 0 ? undefined : -3 * scale))
    if (group > 0) words.push(belowThousand(group) + scales[scale])
  }
  return words.join(' ')
}

/** "twenty-first" */
export function ordinal(digits: string): string {
  return cardinal(digits).replace(/[a-z]+$/, (last) => ordinals.get(last) ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`))
}

/** "four two": whatever is no digit is passed over. */
export function eachDigit(text: string): string {
  return Array.from(text.replace(/\D/g, ''), (digit) => small[Number(digit)]).join(' ')
}

/** A year of four digits: "nineteen ninety-nine", "nineteen oh five", "two thousand six", "twenty twenty-six". */
export function year(digits: string): string {
  const century = Number(digits.slice(0, 2))
  const rest = Number(digits.slice(2))
  if (century % 10 === 0 && rest < 10) return cardinal(digits)
  const ending = rest === 0 ? 'hundred' : rest < 10 ? `oh ${small[rest]}` : belowThousand(rest)
  return `${belowThousand(century)} ${ending}`
}

/** A number as written, with sign, separators and decimals: "minus one thousand point two five". */
export function decimal(written: string): string {
  const sign = /^[-−]/.test(written) ? 'minus ' : ''
  const [whole = '', fraction] = written.replace(/^[-−+]/, '').split('.')
  const point = fraction === undefined ? '' : `point ${eachDigit(fraction)}`
  return `${sign}${[whole === '' ? '' : cardinal(whole), point].filter(Boolean).join(' ')}`
}

function belowThousand(value: number): string {
  const hundreds = Math.floor(value / 100)
  const rest = value % 100
  const words: string[] = []
  if (hundreds > 0) words.push(`${small[hundreds]} hundred`)
  if (rest > 0) words.push(rest < 20 ? (small[rest] as string) : [tens[Math.floor(rest / 10)], rest % 10 > 0 ? small[rest % 10] : ''].filter(Boolean).join('-'))
  return words.join(' ')
}
