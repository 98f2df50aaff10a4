import type { Tool } from '@sidetone/protocol'
import { contentWords, stem } from './content-words.js'
import { plainWords } from './plain-words.js'
import { nameAsWords, toolTopic } from './tool-words.js'
import { withoutPoliteness } from './without-politeness.js'

/** The pieces of what the user said that may fill properties. Each is taken once. */
export interface Phrases {
  /** What was said about a property; null: nothing. */
  take(property: string): string | null
  readonly whole: string
}

const prepositions = ['in', 'at', 'near', 'for', 'to', 'from', 'about', 'on', 'of', 'with', 'by', 'named', 'called', 'saying', 'that']

/** Which preposition speaks of which property, by the stems in the property's name. */
const speaksOf: readonly { readonly names: RegExp; readonly prepositions: readonly string[] }[] = [
  { names: /from|origin|source|depart|sender/, prepositions: ['from'] },
  { names: /\bto\b|dest|recipient|receiver|arriv|target/, prepositions: ['to', 'for'] },
  { names: /location|city|place|where|address|country|region|room|town/, prepositions: ['in', 'at', 'near', 'for', 'of', 'to'] },
  { names: /topic|query|subject|question|keyword|search|term/, prepositions: ['about', 'for', 'on', 'of'] },
  { names: /message|body|text|content|note/, prepositions: ['saying', 'that', 'about'] },
  { names: /name|title/, prepositions: ['named', 'called', 'for', 'with'] },
]

export function createPhrases(text: string, tool: Tool): Phrases {
  const whole = withoutPoliteness(text)
    .replace(/[\s.!?]+$/, '')
    .trim()
  let open = pieces(whole).filter((piece) => piece.words !== '')
  const aboutTool = new Set([...toolTopic(tool), ...nameAsWords(tool.name).split(' ').map(stem)])

  /** The words of a piece that say more than which function is meant. */
  const more = (words: string) => words.split(' ').filter((word) => contentWords(plainWords(word)).some((each) => !aboutTool.has(each)))
  const use = (piece: Piece): string => {
    open = open.filter((each) => each !== piece)
    if (piece.preposition === null) return more(piece.words).join(' ')
    const bareWords = piece.words.split(' ').filter((word) => !aboutTool.has(stem(plainWords(word))))
    return bareWords.length > 0 ? bareWords.join(' ') : piece.words
  }

  return {
    whole,
    take(property) {
      const name = nameAsWords(property)
      const byName = saidByName(whole, name)
      if (byName) return byName
      const wanted = speaksOf.find(({ names }) => names.test(name))?.prepositions ?? []
      const candidates = [
        ...wanted.flatMap((preposition) => open.filter((piece) => piece.preposition === preposition)),
        ...open.filter((piece) => piece.preposition !== null && more(piece.words).length > 0),
        ...open.filter((piece) => piece.preposition === null && more(piece.words).length > 0),
      ]
      return candidates[0] ? use(candidates[0]) : null
    },
  }
}

interface Piece {
  readonly preposition: string | null
  readonly words: string
}

/** Cuts at prepositions: `the weather`, `in: Paris`. */
function pieces(text: string): Piece[] {
  const result: { preposition: string | null; words: string[] }[] = [{ preposition: null, words: [] }]
  for (const word of text.split(/\s+/)) {
    const plain = word.toLowerCase()
    if (prepositions.includes(plain)) result.push({ preposition: plain, words: [] })
    else result.at(-1)?.words.push(word)
  }
  return result.map(({ preposition, words }) => ({ preposition, words: bare(words.join(' ')) }))
}

/** `the city is Paris`, `city Paris`. */
function saidByName(text: string, name: string): string | null {
  const found = text.match(new RegExp(`\\b${name}\\s+(?:is\\s+|to be\\s+|=\\s*)(.+?)(?:\\s+and\\s+|[,.;]|$)`, 'i'))
  return found?.[1] ? bare(found[1]) : null
}

function bare(words: string): string {
  return words
    .replace(/^(?:the|a|an|my)\s+/i, '')
    .replace(/\s+(?:today|now|right now|please|tomorrow|like)$/i, '')
    .replace(/^[\s,;:"'“”]+|[\s,;:"'“”]+$/g, '')
}
