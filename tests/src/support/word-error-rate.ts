/** Edits over words of the reference: substitutions, deletions and insertions (Levenshtein) after both texts are made alike. 0 when both are empty. */
export function wordErrorRate(reference: string, hypothesis: string): number {
  const { edits, words } = wordErrors(reference, hypothesis)
  return words === 0 ? Math.min(1, edits) : edits / words
}

/** The counts behind the rate, to be summed over many texts. */
export function wordErrors(reference: string, hypothesis: string): { edits: number; words: number } {
  const expected = comparableWords(reference)
  const heard = comparableWords(hypothesis)
  let previous = Array.from({ length: heard.length + 1 }, (_, index) => index)
  for (const [row, word] of expected.entries()) {
    const current = [row + 1]
    for (const [column, other] of heard.entries()) {
      current.push(Math.min(previous[column]! + (word === other ? 0 : 1), previous[column + 1]! + 1, current[column]! + 1))
    }
    previous = current
  }
  return { edits: previous.at(-1)!, words: expected.length }
}

/** Lower case, no punctuation, no fillers, small numbers in words, abbreviations and American spelling written out. */
export function comparableWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(/\b(\d{1,2}):(\d{2})\b/g, (_, hours: string, minutes: string) => (minutes === '00' ? hours : `${hours} ${minutes}`))
    .replace(/\b([ap])\.m\b\.?/g, '$1m')
    .replace(/(\d+)(st|nd|rd|th)\b/g, (_, digits: string) => ordinal(Number(digits)))
    .replace(/(\d+)%/g, '$1 percent')
    .replace(/\$(\d+)/g, '$1 dollars')
    .replace(/\d+(?:\.\d+)?/g, (digits) => ` ${spelledNumber(digits)} `)
    .replace(/[^\p{L}']+/gu, ' ')
    .split(/\s+/)
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .flatMap((word) => (variants.get(word) ?? word).split(' '))
    .filter((word) => word !== '' && !fillers.has(word))
}

const fillers = new Set(['um', 'uh', 'umm', 'uhm', 'erm', 'er', 'ah', 'hmm', 'mm', 'mhm', 'mmm'])

const variants = new Map([
  ['ok', 'okay'],
  ['mr', 'mister'],
  ['mrs', 'missus'],
  ['dr', 'doctor'],
  ['colour', 'color'],
  ['favourite', 'favorite'],
  ['centre', 'center'],
  ['neighbour', 'neighbor'],
  ['theatre', 'theater'],
  ['grey', 'gray'],
  ['gonna', 'going to'],
  ['wanna', 'want to'],
  ["i'm", 'i am'],
  ["it's", 'it is'],
  ["that's", 'that is'],
  ["what's", 'what is'],
  ["there's", 'there is'],
  ["can't", 'cannot'],
])

const units = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const irregularOrdinals = new Map([
  ['one', 'first'],
  ['two', 'second'],
  ['three', 'third'],
  ['five', 'fifth'],
  ['eight', 'eighth'],
  ['nine', 'ninth'],
  ['twelve', 'twelfth'],
])

function spelledNumber(digits: string): string {
  const [whole, fraction] = digits.split('.')
  const spelled = Number(whole) > 999_999 ? [...whole!].map((digit) => units[Number(digit)]).join(' ') : spelled999999(Number(whole))
  return fraction === undefined ? spelled : `${spelled} point ${[...fraction].map((digit) => units[Number(digit)]).join(' ')}`
}

function spelled999999(value: number): string {
  if (value < 20) return units[value]!
  if (value < 100) return `${tens[Math.floor(value / 10)]} ${value % 10 ? units[value % 10] : ''}`.trim()
  const [size, name] = value < 1000 ? [100, 'hundred'] : [1000, 'thousand']
  const rest = value % size
  return `${spelled999999(Math.floor(value / size))} ${name} ${rest ? spelled999999(rest) : ''}`.trim()
}

function ordinal(value: number): string {
  const words = spelledNumber(String(value)).split(' ')
  const last = words.pop()!
  return [...words, irregularOrdinals.get(last) ?? `${last.replace(/y$/, 'ie')}th`].join(' ')
}
