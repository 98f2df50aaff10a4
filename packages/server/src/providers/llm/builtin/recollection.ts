import type { Skill } from './skill.js'

const theirs = [
  /\bwhat (?:did|have|had) i (?:just |actually )?(?:say|said|ask|asked|tell|told)\b/,
  /\bwhat (?:was|were) my (?:last |previous |first )?(?:question|words|sentence)\b/,
  /\b(?:repeat|remember|tell me) what i (?:just )?said\b/,
]
const ours = [
  /\bwhat (?:did|have|had) you (?:just |actually )?(?:say|said|tell|told|answer)\b/,
  /\bwhat was (?:that|your (?:last |previous )?(?:answer|question|words))\b/,
  /^(?:say|repeat) (?:that|it|this|what you said|the last (?:thing|sentence|part)|yourself)(?: (?:again|once more|one more time))*$/,
  /^(?:pardon|pardon me|what|excuse me|come again|once more|one more time|again|i beg your pardon|sorry|i did not (?:hear|catch|get|understand) (?:that|you|it)|repeat)$/,
]

/** Remembers the conversation as it was heard. */
export const recollection: Skill = {
  offer: 'to hear what we said before',
  phrases: ['what did i say', 'what did you say', 'what did you just say', 'what did i just say', 'say that again', 'can you repeat that'],
  forgives: true,
  answer({ words, userSaid, weSaid }) {
    if (theirs.some((asked) => asked.test(words))) {
      const first = /\bfirst\b/.test(words)
      const said = first ? userSaid[0] : userSaid.at(-1)
      return said === undefined ? 'This is the first thing that I hear from you.' : `You said: ${said}`
    }
    if (!ours.some((asked) => asked.test(words))) return null
    const said = weSaid.at(-1)
    if (said === undefined) return 'I have not said anything yet.'
    return said.startsWith('I said: ') ? said : `I said: ${said}`
  },
}
