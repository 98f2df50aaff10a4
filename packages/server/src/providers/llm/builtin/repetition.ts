import type { Skill } from './skill.js'

const asked = [
  /^(?:please )?repeat after me\b[:,.\s]*(.+)$/is,
  /^repeat (?:the (?:words?|sentence|phrase)|these words|this|the following)\b[:,.\s]*(.+)$/is,
  /^repeat\b[:,\s]+(.+)$/is,
  /^say(?: after me| the (?:words?|sentence|phrase))?\b[:,\s]+(.+)$/is,
]
/** These ask for what we said, or for nothing that can be repeated. */
const notWords =
  /^(?:that|it|this|yourself|your ?self|what you said|the (?:last|same)(?: thing| part| sentence)?|again|something|anything)(?: (?:again|once more|one more time|please|else))*$/i

/** Says what the user wants said. */
export const repetition: Skill = {
  offer: 'to have me repeat something',
  phrases: ['repeat after me', 'say', 'repeat'],
  forgives: false,
  answer({ request, words }) {
    for (const pattern of asked) {
      const said = request
        .match(pattern)?.[1]
        ?.replace(/^["“']|["”']$/g, '')
        .trim()
      if (said && /[\p{L}\p{N}]/u.test(said)) return notWords.test(said.replace(/[.!?]+$/, '')) ? emptyHanded(words) : sentence(said)
    }
    return this.phrases.includes(words) || words === 'repeat something' ? how : null
  },
}

const how = 'Gladly. Begin with "repeat after me", and then your words.'
const emptyHanded = (words: string) => (/\b(?:something|anything)\b/.test(words) ? how : null)

function sentence(words: string): string {
  const begun = words.charAt(0).toUpperCase() + words.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}
