import MiniSearch from 'minisearch'
import { contentWords, stem } from './content-words.js'
import type { Section } from './plain-markdown.js'
import { plainWords } from './plain-words.js'

export interface DocumentationHit {
  readonly section: Section
  /** How much of what was asked the section speaks of, 0 to 1. */
  readonly coverage: number
  /** Whether the words of the question are in the heading or in the name of the page. */
  readonly isTopic: boolean
}

/** Words of an answer that is still pleasant to listen to. */
const mostWords = 45
const mostSentences = 2

/** Sidetone's own pages, searched by the words of a question. */
export class Documentation {
  readonly sections: readonly Section[]
  /** In how many sections a stem is: rare words tell more. */
  readonly #sectionCount = new Map<string, number>()
  readonly #stems: readonly string[]
  readonly #index = new MiniSearch<{ id: number; page: string; heading: string; text: string }>({
    fields: ['page', 'heading', 'text'],
    processTerm: stem,
    tokenize: (text) => plainWords(text).split(' '),
    searchOptions: { boost: { heading: 2.5, page: 1.5 }, prefix: (term) => term.length >= 4, fuzzy: (term) => (term.length >= 6 ? 0.2 : false) },
  })

  constructor(sections: readonly Section[]) {
    this.sections = sections
    this.#index.addAll(sections.map(({ page, heading, sentences }, id) => ({ id, page, heading, text: sentences.join(' ') })))
    this.#stems = sections.map(({ heading, sentences }) => stems([heading, ...sentences].join(' ')))
    for (const { sentences } of sections) {
      for (const word of contentWords(plainWords(sentences.join(' ')))) this.#sectionCount.set(word, (this.#sectionCount.get(word) ?? 0) + 1)
    }
  }

  /** The sections nearest to a question in plain words, best first, one for each heading. */
  search(words: string, most = 5): DocumentationHit[] {
    const asked = topicWords(words)
    if (asked.length === 0) return []
    const results = this.#index.search(asked.join(' '), { processTerm: (term) => term }).slice(0, 20)
    return results
      .map((result) => {
        const covered = new Set(result.queryTerms)
        const inTitle = Object.values(result.match).some((fields) => fields.includes('heading') || fields.includes('page'))
        const hit = { section: this.sections[result.id] as Section, coverage: covered.size / asked.length, isTopic: inTitle }
        return { hit, rank: result.score * hit.coverage ** 2 * (1 + pairsIn(this.#stems[result.id] ?? '', asked)) }
      })
      .sort((a, b) => b.rank - a.rank)
      .slice(0, most)
      .map(({ hit }) => hit)
  }

  /** The answer to a question that the pages surely speak of; null: they may not. */
  answer(words: string): string | null {
    const ours = /\bsidetone\b/.test(words)
    if (/^(?:(?:what|who) is|tell me about|describe|explain|what does|about) (?:this )?sidetone(?: do)?$/.test(words)) return this.#opening()
    const [best] = this.search(words, 1)
    if (!best || best.coverage < 0.6) return null
    const coveredCount = Math.round(best.coverage * topicWords(words).length)
    const isSure = ours || best.isTopic || (best.coverage === 1 && coveredCount >= 2)
    return isSure ? this.quote(best.section, words) : null
  }

  /** The sentences of a section that are nearest to a question, with the name of their page. */
  quote(section: Section, words: string): string {
    const asked = topicWords(words)
    const worth = section.sentences.map((sentence) => {
      const found = contentWords(plainWords(sentence)).filter((word) => asked.includes(word))
      return found.reduce((sum, word) => sum + 1 / (this.#sectionCount.get(word) ?? 1), 0) + pairsIn(stems(sentence), asked)
    })
    const start = worth.indexOf(Math.max(...worth))
    const said: string[] = []
    for (const sentence of section.sentences.slice(start, start + mostSentences)) {
      if (said.length > 0 && wordCount([...said, sentence]) > mostWords) break
      said.push(shortened(sentence))
    }
    return `The page ${section.page} says: ${said.join(' ')}`
  }

  /** The first sentence anywhere that says what Sidetone is. */
  #opening(): string | null {
    for (const { page, sentences } of this.sections) {
      const opening = sentences.find((sentence) => /^Sidetone is\b/.test(sentence))
      if (opening) return `The page ${page} says: ${shortened(opening)}`
    }
    return null
  }
}

/** How a hit is called in a question: by its heading, or by its page. */
export function topicOf(section: Section): string {
  return (section.heading === '' ? section.page : section.heading)
    .replace(/\s*\(.*\)/, '')
    .replace(/[.?!:]+$/, '')
    .replace(/^(?:The|A|An) /, (article) => article.toLowerCase())
}

/** Everything here is about Sidetone, so its name tells nothing apart. */
function topicWords(words: string): string[] {
  return contentWords(words.replace(/\bsidetone\b/g, ''))
}

/** Every word of a text as its stem. */
const stems = (text: string) => ` ${plainWords(text).split(' ').map(stem).join(' ')} `

/** How many neighbours in the question are neighbours in the text: `turn taking` is more than a turn and something taken. */
function pairsIn(textStems: string, asked: readonly string[]): number {
  return asked.filter((word, at) => at > 0 && textStems.includes(` ${asked[at - 1]} ${word} `)).length
}

const wordCount = (sentences: readonly string[]) => sentences.join(' ').split(' ').length

function shortened(sentence: string): string {
  const words = sentence.split(' ')
  return words.length <= mostWords ? sentence : `${words.slice(0, mostWords).join(' ')}, and so on.`
}
