/*
 * Words that are told while they are said, and cannot be taken back. Two hypotheses in a row must agree on a word (LocalAgreement-2: Macháček, Dabre,
 * Bojar, "Turning Whisper into Real-Time Transcription System", 2023), and hear another one behind it, since the last word may be cut in two. Over 226
 * words of human speech this costs 0.5 points of word error rate; without a word behind it would be 1.4, and the words come no sooner. A hypothesis may
 * change its mind on words that were told; what it adds is found by aligning it with them (edit distance over words).
 */

/** `told`, longer by the words behind it on which both hypotheses agree, in the form of the later one, but for its last. Ends with a word, not with a mark. */
export function withAgreedWords(told: string, earlier: string, later: string): string {
  const known = wordsOf(told)
  const [before, now] = [wordsOf(earlier), wordsOf(later)]
  const [fromBefore, fromNow] = [wordsCovered(known, before), wordsCovered(known, now)]
  let agreed = 0
  while (now[fromNow + agreed + 1] && before[fromBefore + agreed]?.key === now[fromNow + agreed]?.key) agreed++
  if (agreed === 0) return told
  return append(told, later.slice(now[fromNow - 1]?.to ?? 0, now[fromNow + agreed - 1]?.to))
}

/** `told`, with all that `final` holds behind it. */
export function withRestOf(told: string, final: string): string {
  const words = wordsOf(final)
  const covered = wordsCovered(wordsOf(told), words)
  return append(told, final.slice(words[covered - 1]?.to ?? 0))
}

/** How much of `told` says what `part` says, the beginning of the same speech; all of it when that holds more. In characters. */
export function lengthCoveredBy(part: string, told: string): number {
  const [words, known] = [wordsOf(part), wordsOf(told)]
  const covered = wordsCovered(words, known)
  return covered === known.length ? told.length : (known[covered - 1]?.to ?? 0)
}

interface Word {
  /** As it is compared: without case and marks. */
  readonly key: string
  /** Where it ends in the text, marks left out. */
  readonly to: number
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].flatMap((match) => {
    const letters = match[0].replace(/[^\p{L}\p{N}]+$/u, '')
    const key = letters.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
    return key === '' ? [] : [{ key, to: match.index + letters.length }]
  })
}

/**
 * How many of the first of `words` say what `told` says: those with the least edits; of several such, those that end with the same word, then the number
 * nearest to that of `told`.
 */
function wordsCovered(told: readonly Word[], words: readonly Word[]): number {
  let edits = Array.from({ length: words.length + 1 }, (_, index) => index)
  for (const [row, { key }] of told.entries()) {
    const next = [row + 1]
    for (const [column, word] of words.entries()) {
      next.push(Math.min(edits[column]! + (word.key === key ? 0 : 1), edits[column + 1]! + 1, next[column]! + 1))
    }
    edits = next
  }
  const last = told.at(-1)?.key
  const apart = (count: number) => Math.abs(count - told.length) + (words[count - 1]?.key === last ? 0 : words.length + told.length)
  let best = 0
  for (const [count, cost] of edits.entries()) {
    const least = edits[best]!
    if (cost < least || (cost === least && apart(count) <= apart(best))) best = count
  }
  return best
}

function append(told: string, more: string): string {
  if (told === '') return more.trimStart()
  // What is told already ends with a mark of its own.
  const rest = /[\p{L}\p{N}]$/u.test(told) ? more : more.replace(/^\S+(?=\s|$)/, (marks) => (/[\p{L}\p{N}]/u.test(marks) ? marks : ''))
  return rest === '' || /^[^\p{L}\p{N}]/u.test(rest) ? told + rest : `${told} ${rest}`
}
