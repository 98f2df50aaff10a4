import type { TranscriptLine } from '@sidetone/client'

export type CaptionPiece =
  | { readonly type: 'said'; readonly text: string }
  /** Understood in another way at first; `before`: how, empty where nothing was. */
  | { readonly type: 'corrected'; readonly text: string; readonly before: string }
  /** Cut off by an interruption. */
  | { readonly type: 'unheard'; readonly text: string }

/** The text of a line in pieces that look different, in their order; together they are all of it. What was not heard is not marked otherwise. */
export function captionPieces({
  text,
  cutOff,
  heardCharacters,
  corrections,
}: Omit<TranscriptLine, 'itemId' | 'role' | 'status' | 'by'>): readonly CaptionPiece[] {
  const heard = cutOff ? (heardCharacters ?? text.length) : text.length
  // The space before a word is none of it.
  const unheardFrom = heard + (/^\s*/.exec(text.slice(heard))?.[0].length ?? 0)
  const pieces: CaptionPiece[] = []
  let at = 0
  for (const { fromCharacter, toCharacter, before } of corrections) {
    if (toCharacter > unheardFrom) break
    pieces.push({ type: 'said', text: text.slice(at, fromCharacter) }, { type: 'corrected', text: text.slice(fromCharacter, toCharacter), before })
    at = toCharacter
  }
  pieces.push({ type: 'said', text: text.slice(at, unheardFrom) }, { type: 'unheard', text: text.slice(unheardFrom) })
  return pieces.filter((piece) => piece.text !== '')
}
