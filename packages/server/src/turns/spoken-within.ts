/** What a single word takes at most, and each of its syllables: the slowest of the synthesised voices says "yes" in 510 ms and "exactly" in 830. */
const wordMs = 480
const syllableMs = 120

/**
 * The longest time in which somebody says this word, in ms; Infinity for several words, between which he may stop. A recogniser hears "Okay" in
 * the beginning of many sentences: voice that goes on beyond the word is more than the word. Syllables are counted as groups of vowels.
 */
export function spokenWithinMs(text: string): number {
  const words = text.trim().split(/\s+/)
  if (words.length > 1) return Number.POSITIVE_INFINITY
  const syllables = text.toLowerCase().match(/[aeiouyäöüàâéèêëíîïóôúûœæ]+/gu)?.length ?? 0
  // A hum is written without vowels.
  return wordMs + syllableMs * (syllables === 0 ? 2 : syllables)
}
