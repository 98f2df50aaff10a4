import type { Token } from './tokens.js'

/** Texts up to this length are spoken in one piece: about 19 s of speech, 0.4 s of work. */
const mostCharacters = 300
/** A longer text begins with a shorter piece, so that its sound begins early. */
const mostFirstCharacters = 120

/** Cuts a long text into pieces, behind a sentence where there is one, else behind a clause, else between words. */
export function splitTokens(tokens: readonly Token[]): Token[][] {
  const pieces: Token[][] = []
  let rest = tokens
  while (lengthOf(rest) > mostCharacters) {
    const count = pieceSize(rest, pieces.length === 0 ? mostFirstCharacters : mostCharacters)
    pieces.push(rest.slice(0, count))
    rest = rest.slice(count)
  }
  if (rest.length > 0) pieces.push([...rest])
  return pieces
}

function lengthOf(tokens: readonly Token[]): number {
  return tokens.length === 0 ? 0 : tokens.at(-1)!.textEnd - tokens[0]!.textStart
}

function pieceSize(tokens: readonly Token[], limit: number): number {
  const start = tokens[0]!.textStart
  const beyond = tokens.findIndex((token) => token.textEnd - start > limit)
  const fitting = tokens.slice(0, Math.max(1, beyond))
  const sentence = fitting.findLastIndex((token) => /[.!?]["')]*$/.test(token.spoken))
  const clause = fitting.findLastIndex((token) => /[,;:]["')]*$/.test(token.spoken))
  return (sentence >= 0 ? sentence : clause >= 0 ? clause : fitting.length - 1) + 1
}
