/**
 * How many characters of a text were heard, when `playedMs` of its `totalMs` of audio were: in proportion, back to the end of the last whole word. An estimate
 * until the server says better.
 */
export function heardCharacters(text: string, playedMs: number, totalMs: number): number {
  if (totalMs <= 0 || playedMs <= 0) return 0
  if (playedMs >= totalMs) return text.length
  const reached = Math.floor((text.length * playedMs) / totalMs)
  const before = text.slice(0, reached + 1)
  const lastBreak = before.search(/\s\S*$/)
  return Math.max(0, lastBreak)
}
