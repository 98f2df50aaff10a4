import { type Numeral, numberTokens, numeralAt } from './number-words.js'
import type { Skill } from './skill.js'

type Operator = 'plus' | 'minus' | 'times' | 'divided by'

const operators: readonly { readonly words: readonly string[]; readonly operator: Operator }[] = [
  { words: ['divided', 'by'], operator: 'divided by' },
  { words: ['multiplied', 'by'], operator: 'times' },
  { words: ['added', 'to'], operator: 'plus' },
  { words: ['plus'], operator: 'plus' },
  { words: ['and'], operator: 'plus' },
  { words: ['+'], operator: 'plus' },
  { words: ['minus'], operator: 'minus' },
  { words: ['less'], operator: 'minus' },
  { words: ['-'], operator: 'minus' },
  { words: ['−'], operator: 'minus' },
  { words: ['times'], operator: 'times' },
  { words: ['x'], operator: 'times' },
  { words: ['×'], operator: 'times' },
  { words: ['*'], operator: 'times' },
  { words: ['over'], operator: 'divided by' },
  { words: ['÷'], operator: 'divided by' },
  { words: ['/'], operator: 'divided by' },
]

const question = /^(?:(?:tell me )?(?:what|how much|what number) (?:is|are|does|do|would be)|what's|calculate|compute|work out|add|add up)\s+/i

/** Plus, minus, times and divided by, with as many numbers as are said. Anything else in the words, and it is no calculation. */
export const calculation: Skill = {
  offer: 'to have me calculate',
  phrases: ['calculate', 'what is two plus two', 'calculate something'],
  forgives: false,
  answer({ request, words }) {
    if (words === 'calculate' || words === 'calculate something') return 'Gladly. Ask me, for example: what is seven times eight?'
    const terms = read(numberTokens(request.replace(question, '').replace(/\b(?:equals?|is|make)(?: what)?\W*$/i, '')))
    if (!terms) return null
    const said = terms.map(({ operator, value }) => (operator === null ? format(value) : `${operator} ${format(value)}`)).join(' ')
    const result = evaluate(terms)
    return result === null ? `${said}? Nobody can divide by zero.` : `${said} is ${format(result)}.`
  },
}

interface Term {
  readonly operator: Operator | null
  readonly value: number
}

function read(tokens: readonly string[]): Term[] | null {
  const terms: Term[] = []
  for (let at = 0; at < tokens.length; ) {
    const found = terms.length === 0 ? null : operatorAt(tokens, at)
    if (terms.length > 0 && !found) return null
    at += found?.length ?? 0
    const numeral: Numeral | null = numeralAt(tokens, at)
    if (!numeral) return null
    terms.push({ operator: found?.operator ?? null, value: numeral.value })
    at += numeral.length
  }
  return terms.length >= 2 ? terms : null
}

function operatorAt(tokens: readonly string[], at: number): { operator: Operator; length: number } | null {
  const found = operators.find(({ words }) => words.every((word, offset) => tokens[at + offset] === word))
  return found ? { operator: found.operator, length: found.words.length } : null
}

/** Times and divided by bind closer. null: a division by zero. */
function evaluate(terms: readonly Term[]): number | null {
  const sums: number[] = []
  for (const { operator, value } of terms) {
    const last = sums.length - 1
    if (operator === 'times') sums[last] = (sums[last] ?? 0) * value
    else if (operator === 'divided by') {
      if (value === 0) return null
      sums[last] = (sums[last] ?? 0) / value
    } else sums.push(operator === 'minus' ? -value : value)
  }
  return sums.reduce((sum, each) => sum + each, 0)
}

const numberFormat = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4, useGrouping: false })

function format(value: number): string {
  return numberFormat.format(value).replace(/^-/, 'minus ')
}
