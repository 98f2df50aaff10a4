/** A stretch of a text and what stands in its place. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly with: string
}

/** A text after its edits, and the way back. Offsets are UTF-16. */
export interface Rewritten {
  readonly text: string
  /**
   * Where the source has got to when `text` has been said up to `offset`: a stretch that was replaced counts once the last word in its place has been said,
   * a stretch that was left out counts as soon as the word before it has.
   */
  sourceEndOf(offset: number): number
}

interface Piece {
  readonly start: number
  /** Behind the last word of the piece: what follows (a space, a comma) is not waited for. */
  readonly saidAt: number
  readonly sourceStart: number
  readonly sourceEnd: number
  readonly kept: boolean
}

/** Makes the edits, which lie in order and do not overlap. */
export function rewrite(source: string, edits: readonly Edit[]): Rewritten {
  const pieces: Piece[] = []
  let text = ''
  let taken = 0
  const keep = (to: number) => {
    if (to <= taken) return
    pieces.push({ start: text.length, saidAt: text.length + to - taken, sourceStart: taken, sourceEnd: to, kept: true })
    text += source.slice(taken, to)
    taken = to
  }
  for (const edit of edits) {
    keep(edit.from)
    const said = edit.with.search(/[^\p{L}\p{N}]*$/u)
    pieces.push({ start: text.length, saidAt: text.length + said, sourceStart: edit.from, sourceEnd: edit.to, kept: false })
    text += edit.with
    taken = edit.to
  }
  keep(source.length)
  return { text, sourceEndOf: (offset) => sourceEnd(pieces, Math.min(offset, text.length)) }
}

/** One rewriting after another: the second was made of the first one's text. */
export function compose(first: Rewritten, second: Rewritten): Rewritten {
  return { text: second.text, sourceEndOf: (offset) => first.sourceEndOf(second.sourceEndOf(offset)) }
}

function sourceEnd(pieces: readonly Piece[], offset: number): number {
  if (offset <= 0) return 0
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pieces[middle] as Piece).start < offset) low = middle + 1
    else high = middle
  }
  const piece = pieces[low - 1]
  if (!piece) return 0
  if (offset < piece.saidAt) return piece.kept ? piece.sourceStart + (offset - piece.start) : piece.sourceStart
  let end = piece.sourceEnd
  for (let next = low; pieces[next] && !pieces[next]?.kept && pieces[next]?.start === pieces[next]?.saidAt && pieces[next]?.start === offset; next++) {
    end = (pieces[next] as Piece).sourceEnd
  }
  return end
}
