import type { ChatMessage } from '../contract.js'
import { plainWords } from './plain-words.js'
import { withoutPoliteness } from './without-politeness.js'

/** Stands in a prompt for speech without words. */
const inaudible = '(inaudible)'
/** Stands in a prompt for a turn in which nothing was said. */
const silence = '(silence)'

/** Sounds that say nothing. */
const fillers = new Set(['uh', 'um', 'er', 'erm', 'ah', 'eh', 'hm', 'hmm', 'mm', 'mhm', 'huh'])

/** What the user said last, and what was said before. */
export interface Turn {
  /** As it came. */
  readonly text: string
  /** Without courtesies, in the user's spelling. */
  readonly request: string
  /** The request in plain words. */
  readonly words: string
  /** What each of us said before, oldest first, as it was heard. */
  readonly userSaid: readonly string[]
  readonly weSaid: readonly string[]
  /** Local time. */
  readonly now: Date
  /** The name that the instructions give us; null: none. */
  readonly name: string | null
}

export function toTurn(messages: readonly ChatMessage[], now: Date, name: string | null): Turn {
  const userTexts = messages.flatMap((message) => (message.role === 'user' ? [message.text.trim()] : []))
  const text = userTexts.at(-1) ?? ''
  return {
    ...reword(text),
    userSaid: userTexts.slice(0, -1).filter((each) => !isInaudible(each)),
    weSaid: messages.flatMap((message) => (message.role === 'assistant' && message.text.trim() !== '' ? [message.text.trim()] : [])),
    now,
    name,
  }
}

/** The parts of a turn that follow from its words alone. */
export function reword(text: string): Pick<Turn, 'text' | 'request' | 'words'> {
  const request = withoutPoliteness(text)
  return { text, request, words: plainWords(request) }
}

export function isSilence(text: string): boolean {
  return text.trim() === silence
}

/** Whether there are no words in it that say anything. */
export function isInaudible(text: string): boolean {
  return (
    text.trim() === inaudible ||
    isSilence(text) ||
    plainWords(text)
      .split(' ')
      .every((word) => word === '' || fillers.has(word))
  )
}
