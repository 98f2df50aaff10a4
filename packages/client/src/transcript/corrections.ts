import type { Correction } from '../contract.js'

interface Word {
  readonly from: number
  readonly to: number
  /** Letters and digits in lower case: a comma or a capital is no correction. */
  readonly sounds: string
}

/** Where more words than this may differ, nothing is marked: comparing takes the square of it. */
const mostWords = 500

/**
 * The words of `after` that stand where `before` had others, or none, in the middle: found by the longest common subsequence of words. What only goes on, and the
 * rest of a word that had begun, is none.
 */
export function corrections(before: string, after: string): readonly Correction[] {
  const old = wordsOf(before)
  const now = wordsOf(after)
  let start = 0
  while (start < old.length && start < now.length && old[start]?.sounds === now[start]?.sounds) start++
  if (old.length - start > mostWords || now.length - start > mostWords) return []
  const found: Correction[] = []
  let oldAt = start
  let nowAt = start
  for (const [oldMatch, nowMatch] of [...matches(old, now, start), [old.length, now.length] as const]) {
    const isEnd = nowMatch === now.length
    const replaced = old.slice(oldAt, oldMatch)
    // At the end there is more than was heard so far: as many words as had been there are compared.
    const standing = now.slice(nowAt, isEnd ? Math.min(nowMatch, nowAt + replaced.length) : nowMatch)
    const first = standing[0]
    const last = standing.at(-1)
    const goesOn = isEnd && replaced.length === 1 && standing.length === 1 && first?.sounds.startsWith(replaced[0]?.sounds ?? '')
    if (first && last && !goesOn) {
      found.push({ fromCharacter: first.from, toCharacter: last.to, before: before.slice(replaced[0]?.from ?? 0, replaced.at(-1)?.to ?? 0) })
    }
    oldAt = oldMatch + 1
    nowAt = nowMatch + 1
  }
  return found
}

function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
    const sounds = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
    return sounds === '' ? [] : [{ from: index, to: index + word.length, sounds }]
  })
}

/** Places of the words that both have, in their order. */
function matches(old: readonly Word[], now: readonly Word[], start: number): readonly (readonly [number, number])[] {
  const width = now.length - start + 1
  // Longest common subsequence of what is behind each pair of places.
  const longest = new Uint16Array((old.length - start + 1) * width)
  const at = (oldAt: number, nowAt: number) => (oldAt - start) * width + nowAt - start
  const same = (oldAt: number, nowAt: number) => old[oldAt]?.sounds === now[nowAt]?.sounds
  const behind = (oldAt: number, nowAt: number) => longest[at(oldAt, nowAt)] ?? 0
  for (let oldAt = old.length - 1; oldAt >= start; oldAt--) {
    for (let nowAt = now.length - 1; nowAt >= start; nowAt--) {
      longest[at(oldAt, nowAt)] = same(oldAt, nowAt) ? behind(oldAt + 1, nowAt + 1) + 1 : Math.max(behind(oldAt + 1, nowAt), behind(oldAt, nowAt + 1))
    }
  }
  const found: (readonly [number, number])[] = []
  let oldAt = start
  let nowAt = start
  while (oldAt < old.length && nowAt < now.length) {
    if (same(oldAt, nowAt)) found.push([oldAt++, nowAt++])
    else if (behind(oldAt + 1, nowAt) >= behind(oldAt, nowAt + 1)) oldAt++
    else nowAt++
  }
  return found
}
