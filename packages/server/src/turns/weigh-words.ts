import { backchannelsOf } from './backchannels.js'

/**
 * What words say about who wants the floor. `backchannel`: what listeners say, or the beginning of it. `opening`: words without a meaning of
 * their own, which may become anything. `content`: something was said.
 */
export type WordsWeight = 'none' | 'backchannel' | 'opening' | 'content'

/** More words than these are no longer said in passing. */
const mostBackchannelWords = 4

interface Lists {
  /** Phrases and hesitations. */
  readonly phrases: ReadonlySet<string>
  /** Every beginning of a phrase that has more than one word: "makes" of "makes sense". */
  readonly begun: ReadonlySet<string>
  readonly functionWords: ReadonlySet<string>
  readonly orders: ReadonlySet<string>
  readonly longestWords: number
}

const listsByLanguage = new Map<string | null, Lists>()

/** Weighs what was recognised so far. Marks and capitals do not matter. */
export function weighWords(text: string, language: string | null): WordsWeight {
  const words = wordsOf(text)
  if (words.length === 0) return 'none'
  if (words.length > mostBackchannelWords) return 'content'
  const lists = listsOf(language)
  let weight: WordsWeight = 'backchannel'
  for (let at = 0; at < words.length; ) {
    const length = phraseAt(words, at, lists)
    if (length > 0) at += length
    else if (lists.begun.has(words.slice(at).join(' ')) && !lists.functionWords.has(words.at(-1) as string)) return weight
    else if (lists.functionWords.has(words[at] as string)) {
      weight = 'opening'
      at++
    } else return 'content'
  }
  return weight
}

/** Words that take the floor by themselves: "Stop.", "What?". */
export function isOrder(text: string, language: string | null): boolean {
  return listsOf(language).orders.has(wordsOf(text).join(' '))
}

function phraseAt(words: readonly string[], at: number, { phrases, longestWords }: Lists): number {
  for (let length = Math.min(longestWords, words.length - at); length > 0; length--) {
    if (phrases.has(words.slice(at, at + length).join(' '))) return length
  }
  return 0
}

/** Words in lower case. A hum that was written letter by letter ("M. H. M.") is one word. */
function wordsOf(text: string): string[] {
  const words =
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{N}']+/gu) ?? []
  const joined = words.join(' ').replace(/\b[mh](?: [mh])*\b/gu, 'mm')
  return joined === '' ? [] : joined.split(' ')
}

function listsOf(language: string | null): Lists {
  const made = listsByLanguage.get(language)
  if (made) return made
  const { phrases, hesitations, functionWords, orders } = backchannelsOf(language)
  const begun = new Set<string>()
  for (const phrase of phrases) {
    const words = phrase.split(' ')
    for (let length = 1; length < words.length; length++) begun.add(words.slice(0, length).join(' '))
  }
  const all = [...phrases, ...hesitations]
  const longestWords = Math.max(...all.map((phrase) => phrase.split(' ').length))
  const lists: Lists = { phrases: new Set(all), begun, functionWords: new Set(functionWords), orders: new Set(orders), longestWords }
  listsByLanguage.set(language, lists)
  return lists
}
