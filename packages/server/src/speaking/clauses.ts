import { endsSentence } from './sentence-end.js'

/** What a clause ends with: just a word border, a comma or the like, a sentence, a paragraph. */
export type ClauseEnd = 'word' | 'phrase' | 'sentence' | 'paragraph'

/** A stretch of a reply that is spoken in one go. `start` is its UTF-16 offset in the reply; the clauses of a reply join without a gap. */
export interface Clause {
  readonly text: string
  readonly start: number
  readonly end: ClauseEnd
}

interface Length {
  /** From here on a comma will do. */
  readonly phraseCharacters: number
  /** From here on any word border will do. */
  readonly mostCharacters: number
}

/** Short at first, so that speech begins early; then longer, for the melody of whole sentences. The last one is for all that follow. */
const lengths: readonly Length[] = [
  { phraseCharacters: 12, mostCharacters: 60 },
  { phraseCharacters: 50, mostCharacters: 120 },
  { phraseCharacters: 120, mostCharacters: 200 },
]

/** A text without a single word border is cut here, and markup that is not closed by then is taken for plain text. */
const mostWithoutBorder = 400
const mostWithoutWords = 2_000
const mostInlineCode = 200
const mostLinkText = 300
const mostLinkTarget = 1000
const mostFence = 20_000

/** Where to cut, `'more'` when that depends on text to come, or null when there is no place. */
type Cut = { readonly at: number; readonly end: ClauseEnd } | 'more'

/** Splits a text into clauses while it is being written. The clauses do not depend on how the text comes in. */
export class ClauseSplitter {
  #pending = ''
  #start = 0
  #count = 0

  /** The clauses that this piece of text completes. */
  push(delta: string): Clause[] {
    this.#pending += delta
    return this.#take(false)
  }

  /** The text is whole: what is left. */
  end(): Clause[] {
    return this.#take(true)
  }

  #take(ended: boolean): Clause[] {
    const clauses: Clause[] = []
    while (this.#pending !== '') {
      const cut = findCut(this.#pending, lengths[Math.min(this.#count, lengths.length - 1)] as Length, ended)
      if (cut === 'more') break
      clauses.push({ text: this.#pending.slice(0, cut.at), start: this.#start, end: cut.end })
      this.#pending = this.#pending.slice(cut.at)
      this.#start += cut.at
      this.#count++
    }
    return clauses
  }
}

/** The first place to cut, decided by the text up to there and the few characters behind it, so that it is the same however much has arrived. */
function findCut(text: string, length: Length, ended: boolean): Cut {
  const borders: number[] = []
  let worded = false
  for (let at = 0; at < text.length; ) {
    const over = at > length.mostCharacters
    if (over && worded && borders.length > 0) return { at: bestBorder(text.slice(0, at), borders), end: 'word' }
    if (at >= (worded ? mostWithoutBorder : mostWithoutWords)) return { at: /[\udc00-\udfff]/.test(text[at] as string) ? at - 1 : at, end: 'word' }

    const spanEnd = markupEnd(text, at, ended)
    if (spanEnd === 'more') return 'more'
    if (spanEnd > at) {
      worded = true
      at = spanEnd
      continue
    }
    const character = text[at] as string
    if (!/\s/.test(character)) {
      worded ||= /[\p{L}\p{N}]/u.test(character) || character >= '\ud800'
      at++
      if (worded && /[。！？]/.test(character) && !/[。！？”’」』）]/.test(text[at] ?? '')) {
        if (at === text.length && !ended) return 'more'
        return { at, end: 'sentence' }
      }
      continue
    }

    const space = /\s+/y
    space.lastIndex = at
    const whitespace = (space.exec(text) as RegExpExecArray)[0]
    const behind = at + whitespace.length
    if (cutOff(text, behind) && !ended) return 'more'
    if (behind === text.length) break
    if (worded) {
      const end = clauseEnd(text.slice(0, at), whitespace, String.fromCodePoint(text.codePointAt(behind) as number), length)
      if (end === 'sentence' || end === 'paragraph') return withEmoji(text, behind, end, ended)
      if (end === 'phrase') return { at: behind, end }
      borders.push(behind)
    }
    at = behind
  }
  if (!ended) return 'more'
  return { at: text.length, end: 'sentence' }
}

function clauseEnd(before: string, whitespace: string, next: string, length: Length): ClauseEnd {
  const newlines = whitespace.split('\n').length - 1
  if (newlines >= 2) return 'paragraph'
  // a line that goes on in small letters was only wrapped
  if (newlines === 1 && !/^\p{Ll}/u.test(next)) return 'sentence'
  if (endsSentence(before, next)) return 'sentence'
  if (!/(?:[,;:—]|\s[-–]|\.\.|…)["'”’)\]*_]*$/.test(before)) return 'word'
  // "Nov 23, 2026" and "e.g., this" hang together
  if ((/\d[,:]$/.test(before) && /^\d/.test(next)) || /\.[,]$/.test(before)) return 'word'
  const words = before.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  const enough = before.trimStart().length >= length.phraseCharacters || (length === lengths[0] && words >= 3)
  return enough ? 'phrase' : 'word'
}

/** Where markup that begins here ends: a link, code in the line, a block of code. The place itself when none begins. */
function markupEnd(text: string, at: number, ended: boolean): number | 'more' {
  const character = text[at]
  if (character === '`') {
    if (at === 0 || text[at - 1] === '\n') {
      if (text.length < at + 3 && !ended && /^`+$/.test(text.slice(at))) return 'more'
      if (text.startsWith('```', at)) return closing(text, '\n```', at + 3, mostFence, false, ended) ?? at
    }
    return closing(text, '`', at + 1, mostInlineCode, true, ended) ?? at
  }
  if (character !== '[') return at
  const bracket = closing(text, ']', at + 1, mostLinkText, true, ended)
  if (bracket === 'more' || bracket === null) return bracket ?? at
  if (bracket === text.length && !ended) return 'more'
  if (text[bracket] !== '(') return at
  return closing(text, ')', bracket + 1, mostLinkTarget, true, ended) ?? at
}

/** Behind the mark; null when it does not come within the line or the length. */
function closing(text: string, mark: string, from: number, most: number, sameLine: boolean, ended: boolean): number | 'more' | null {
  const within = text.slice(from, from + most)
  const found = within.indexOf(mark)
  const newline = sameLine ? within.indexOf('\n') : -1
  if (newline !== -1 && (found === -1 || newline < found)) return null
  if (found !== -1) return from + found + mark.length
  return ended || within.length === most ? null : 'more'
}

/** Emoji that follow a sentence belong to it. */
function withEmoji(text: string, at: number, end: ClauseEnd, ended: boolean): Cut {
  const emoji = /\p{Extended_Pictographic}(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\u200d\ufe0e\ufe0f\s])*/uy
  emoji.lastIndex = at
  const behind = at + (emoji.exec(text)?.[0].length ?? 0)
  return cutOff(text, behind) && !ended ? 'more' : { at: behind, end }
}

/** Whether the character at this place has not come yet, or only the first half of its surrogate pair. */
function cutOff(text: string, at: number): boolean {
  return at >= text.length || (at === text.length - 1 && /[\ud800-\udbff]/.test(text[at] as string))
}

const linkWord = /^(?:and|or|but|because|so|that|which|who|when|while|if|as|than|to|of|in|on|at|by|for|from|with|about|into|after|before|until)\s/

/** The last border in the second half, best before a word that begins a new part of the sentence, never between a number and what belongs to it. */
function bestBorder(text: string, borders: readonly number[]): number {
  const late = borders.filter((border) => border >= text.length / 2)
  const loose = late.filter((border) => !/[\d.$€£]\s+$/.test(text.slice(0, border)) && !/^\d/.test(text.slice(border)))
  return (loose.findLast((border) => linkWord.test(text.slice(border))) ?? loose.at(-1) ?? borders.at(-1)) as number
}
