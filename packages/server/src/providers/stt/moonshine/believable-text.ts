/** Fast speakers reach about 6 words a second in bursts; a model that has lost the audio writes many more. */
const mostWordsPerSecond = 7
/** Words that come out of any audio however short, so that "yes" in a third of a second stands. */
const alwaysAllowed = 2
/** A phrase of up to this many words, said at least so often in a row, is the model going round in circles. */
const longestLoopWords = 4
const leastRepeats = 6

/** What can be believed of a recognition: a loop is cut to its first round; more words than can be said in the time are none. */
export function believableText(text: string, durationSeconds: number): string {
  const words = cutLoop(text.split(/\s+/).filter((word) => word !== ''))
  if (!words.some((word) => /[\p{L}\p{N}]/u.test(word))) return ''
  if (words.length > alwaysAllowed + mostWordsPerSecond * durationSeconds) return ''
  return words.join(' ')
}

function cutLoop(words: string[]): string[] {
  const keys = words.map((word) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
  for (let start = 0; start < keys.length; start++) {
    for (let length = 1; length <= longestLoopWords; length++) {
      if (start + length * leastRepeats > keys.length) break
      if (repeats(keys, start, length) >= leastRepeats) return words.slice(0, start + length)
    }
  }
  return words
}

/** How often the phrase of `length` words at `start` stands there in a row. */
function repeats(keys: readonly string[], start: number, length: number): number {
  let end = start + length
  while (end < keys.length && keys[end] === keys[end - length]) end++
  return Math.floor((end - start) / length)
}
