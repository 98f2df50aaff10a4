import type { Tool } from '@sidetone/protocol'
import { contentWords } from './content-words.js'
import { plainWords } from './plain-words.js'
import { similarity } from './similarity.js'
import { toolTopic } from './tool-words.js'

/** Words of a description that must be said when the name alone tells nothing. */
const leastDescriptionWords = 2

/**
 * The function that the user clearly asks for: every telling word of its name was said or, for a name without any, two words of its description.
 * null: none, more than one, or the user says not to.
 */
export function matchTool(tools: readonly Tool[], words: string): Tool | null {
  if (/\b(?:do not|never|without)\b/.test(words)) return null
  const said = contentWords(words)
  const isSaid = (word: string) => said.some((each) => each === word || (word.length >= 5 && similarity(each, word) >= 0.8))
  const scored = tools
    .map((tool) => {
      const topic = toolTopic(tool)
      if (topic.length > 0) return { tool, score: topic.every(isSaid) ? topic.length : 0 }
      const described = contentWords(plainWords(tool.description ?? '')).filter(isSaid).length
      return { tool, score: described >= leastDescriptionWords ? described : 0 }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
  const [best, next] = scored
  return best && best.score !== next?.score ? best.tool : null
}
