import { cardinal, decimal } from './number-words.js'
import { number, numberEnd, space, wordEnd } from './patterns.js'
import { type Rule, rule } from './rule.js'

interface Currency {
  readonly one: string
  readonly many: string
  readonly cent?: string
  readonly cents?: string
}

const dollar: Currency = { one: 'dollar', many: 'dollars', cent: 'cent', cents: 'cents' }
const euro: Currency = { one: 'euro', many: 'euros', cent: 'cent', cents: 'cents' }
const pound: Currency = { one: 'pound', many: 'pounds', cent: 'penny', cents: 'pence' }
const yen: Currency = { one: 'yen', many: 'yen' }
const rupee: Currency = { one: 'rupee', many: 'rupees' }
const franc: Currency = { one: 'franc', many: 'francs' }

const currencies: { readonly [written: string]: Currency } = {
  $: dollar,
  US$: dollar,
  '€': euro,
  '£': pound,
  '¥': yen,
  '₹': rupee,
  USD: dollar,
  EUR: euro,
  GBP: pound,
  JPY: yen,
  INR: rupee,
  CHF: franc,
}

const scales: { readonly [written: string]: string } = { k: 'thousand', K: 'thousand', m: 'million', M: 'million', b: 'billion', B: 'billion', bn: 'billion' }
const scale = `(?:${space}?(thousand|million|billion|trillion|[kKmMbB]|bn)${wordEnd})?`

/** "$12.50" is "twelve dollars and fifty cents", "£1.5 million" is "one point five million pounds". */
export const currency: readonly Rule[] = [
  rule('a.', `((?<![\\p{L}\\p{N}.)])[-−])?(US\\$|[$€£¥₹]|(?<![\\p{L}])(?:USD|EUR|GBP|JPY|INR|CHF) )${space}?(${number})${scale}`, (match) =>
    money(match[1], match[2] as string, match[3] as string, match[4]),
  ),
  rule('1.', `((?<![\\p{L}\\p{N}.)])[-−])?(${number})${numberEnd}${space}?([€£¥₹]|(?:USD|EUR|GBP|JPY|INR|CHF)${wordEnd})`, (match) =>
    money(match[1], match[3] as string, match[2] as string, undefined),
  ),
]

function money(minus: string | undefined, written: string, amount: string, scaled: string | undefined): string {
  const { one, many, cent, cents } = currencies[written.trim()] as Currency
  const sign = minus ? 'minus ' : ''
  if (scaled) return `${sign}${decimal(amount)} ${scales[scaled] ?? scaled} ${many}`
  const [whole = '0', fraction] = amount.split('.')
  const named = `${cardinal(whole)} ${Number(whole.replaceAll(',', '')) === 1 ? one : many}`
  if (fraction === undefined || /^0+$/.test(fraction)) return sign + named
  if (!cent || fraction.length > 2) return `${sign}${decimal(amount)} ${many}`
  const hundredths = Number(fraction.padEnd(2, '0'))
  const small = `${cardinal(String(hundredths))} ${hundredths === 1 ? cent : cents}`
  return sign + (Number(whole) === 0 ? small : `${named} and ${small}`)
}
