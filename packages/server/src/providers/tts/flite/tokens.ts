/** A stretch of the text between spaces, and how it is written for the synthesiser. */
export interface Token {
  /** UTF-16 offsets into the text given. */
  readonly textStart: number
  readonly textEnd: number
  /** Printable ASCII without spaces at its ends; empty when nothing of it can be spoken. */
  readonly spoken: string
}

/** Longer runs without a space are no words; they are cut, so that nothing grows without bound. */
const mostTokenCharacters = 60

/** Every stretch of the text that is not space, in order. */
export function tokensOf(text: string): Token[] {
  const stretches = text.matchAll(new RegExp(`[^\\s\\p{Cc}]{1,${mostTokenCharacters}}`, 'gu'))
  return Array.from(stretches, (match) => ({
    textStart: match.index,
    textEnd: match.index + match[0].length,
    spoken: toAscii(match[0]),
  }))
}

/** Flite reads ASCII. Accents go, typographic signs become plain ones, what is left over goes too. */
function toAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[‘’ʼ′]/g, "'")
    .replace(/[“”„″«»]/g, '"')
    .replace(/[–—―]/g, ', ')
    .replace(/…/g, '...')
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
}

/** The token as one word without the punctuation around it, so that it can be said alone. */
export function bareWord(spoken: string): string {
  return spoken
    .replace(/[,;:!?"()[\]{}]+(?!\d)/g, ' ')
    .replace(/^[^A-Za-z0-9$#&@%+=]+|[^A-Za-z0-9$#&@%+=']+$/g, '')
    .trim()
}
