import { similarity } from './similarity.js'
import type { Skill } from './skill.js'

/** One letter in five may be wrong: `what thyme is it` is a question for the time, `what day is it` is not. */
const leastSimilarity = 0.8
/** Shorter phrases are too near to other words. */
const leastLetters = 7

/** The phrase that the user probably said, and whose it is. */
export function forgive(skills: readonly Skill[], words: string): { skill: Skill; phrase: string } | null {
  const candidates = skills
    .filter((skill) => skill.forgives)
    .flatMap((skill) => skill.phrases.map((phrase) => ({ skill, phrase, score: phrase.length < leastLetters ? 0 : similarity(phrase, words) })))
    .sort((a, b) => b.score - a.score)
  const [best] = candidates
  return best && best.score >= leastSimilarity ? best : null
}
