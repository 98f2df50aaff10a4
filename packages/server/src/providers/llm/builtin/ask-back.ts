import MiniSearch from 'minisearch'
import { contentWords } from './content-words.js'
import { type Documentation, topicOf } from './documentation.js'
import type { Section } from './plain-markdown.js'
import { plainWords } from './plain-words.js'
import type { Skill } from './skill.js'

/** Something that can be offered instead of an answer. */
export type Offer = { readonly text: string } & ({ readonly kind: 'skill'; readonly skill: Skill } | { readonly kind: 'section'; readonly section: Section })

export interface Offers {
  /** The two nearest things that we can do. */
  nearest(words: string): readonly [Offer, Offer]
  /** The one that the user takes of what we offered last; null: none of them. */
  taken(words: string, weSaidLast: string | undefined): Offer | null
}

/** A section that speaks of less is not worth offering. */
const leastCoverage = 0.5
/** So much of what was heard is said back. */
const mostWords = 14

export function createOffers(skills: readonly Skill[], documentation: Documentation): Offers {
  const offers = skills.flatMap((skill): (Offer & { phrases: string })[] =>
    skill.offer === null ? [] : [{ kind: 'skill', text: skill.offer, skill, phrases: [...skill.phrases, skill.offer].join(' ') }],
  )
  const index = new MiniSearch<{ id: number; phrases: string }>({
    fields: ['phrases'],
    tokenize: (text) => contentWords(plainWords(text)),
    searchOptions: { fuzzy: (term) => (term.length >= 5 ? 0.2 : false), prefix: (term) => term.length >= 4 },
  })
  index.addAll(offers.map(({ phrases }, id) => ({ id, phrases })))
  const ofSection = (section: Section): Offer => ({ kind: 'section', text: `to hear about ${topicOf(section)}`, section })
  // When nothing is near: what we can do, and the clock.
  const usual = offers.filter(({ text }) => text === 'to hear what I can do' || text === 'to hear the time').reverse()

  function nearest(words: string): readonly [Offer, Offer] {
    const sections = distinct(
      documentation
        .search(words)
        .filter(({ isTopic, coverage }) => isTopic || coverage >= leastCoverage)
        .map(({ section }) => ofSection(section)),
    )
    const things = index.search(words).map(({ id }) => offers[id] as Offer)
    const [first, second] = distinct([...(sections.length > 0 && things.length > 0 ? [things[0], sections[0]] : [...sections, ...things]), ...usual] as Offer[])
    return [first as Offer, second as Offer]
  }

  function taken(words: string, weSaidLast: string | undefined): Offer | null {
    const offered = weSaidLast?.match(/Did you mean (.+) or (.+)\?$/)
    if (!offered) return null
    const isFirst = /^(?:yes|yeah|yep|sure|the former|(?:yes )?(?:the )?first(?: one)?|one|number one|a)$/.test(words)
    const isSecond = /^(?:the latter|(?:no )?(?:the )?second(?: one)?|the other(?: one)?|the last(?: one)?|two|number two|b)$/.test(words)
    if (!isFirst && !isSecond) return null
    const text = offered[isFirst ? 1 : 2]
    return offers.find((offer) => offer.text === text) ?? sectionOffer(text)
  }

  function sectionOffer(text: string | undefined): Offer | null {
    const section = documentation.sections.find((each) => ofSection(each).text === text)
    return section ? ofSection(section) : null
  }

  return { nearest, taken }
}

/** Says what was heard and offers what is nearest. */
export function askBack(heard: string, [first, second]: readonly [Offer, Offer]): string {
  const words = heard.replace(/[\s.!?]+$/, '').split(/\s+/)
  const said = words.length > mostWords ? `${words.slice(0, mostWords).join(' ')}, and so on` : words.join(' ')
  return `I heard: ${said}. Did you mean ${first.text} or ${second.text}?`
}

function distinct(offers: readonly Offer[]): Offer[] {
  return [...new Map(offers.map((offer) => [offer.text, offer])).values()]
}
