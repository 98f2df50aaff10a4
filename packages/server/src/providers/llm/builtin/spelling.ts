import { digitName } from './number-words.js'
import type { Skill } from './skill.js'

const asked = [
  /^(?:how (?:do|would|can) (?:you|i|we) )?spell(?: out| back)?\b[:,\s]+(?:the (?:word|name)s?\b[:,\s]+|my name\b[:,\s]+)?(.+)$/is,
  /^how is (.+) spell(?:ed|t)\b/is,
]
/** A spelling takes about half a second a letter. */
const mostLetters = 40

/** Spells, letter by letter; digits by their names. */
export const spelling: Skill = {
  offer: 'to have me spell a word',
  phrases: ['spell', 'spell a word', 'spell something', 'spell a word for me'],
  forgives: false,
  answer({ request, words, userSaid }) {
    if (this.phrases.includes(words)) return 'Gladly. Say "spell", and then the word.'
    for (const pattern of asked) {
      const wanted = request
        .match(pattern)?.[1]
        ?.replace(/[.!?"“”]+/g, '')
        .trim()
      if (!wanted) continue
      const meansBefore = /^(?:that|it|this|what i said)(?: (?:again|back|please))*$/i.test(wanted)
      const text = meansBefore ? userSaid.at(-1) : wanted
      return text ? spell(text) : 'What shall I spell? Say "spell", and then the word.'
    }
    return null
  },
}

function spell(text: string): string {
  const letters = [...text.normalize('NFC')].filter((letter) => /[\p{L}\p{N}]/u.test(letter))
  const names = letters.slice(0, mostLetters).map((letter) => (/\d/.test(letter) ? digitName(letter) : letter.toUpperCase()))
  const more = letters.length > mostLetters ? ' And so on.' : ''
  return `${names.join(', ')}.${more}`
}
