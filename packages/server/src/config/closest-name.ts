/** The known name that a mistyped one most likely means: at most a third of its letters (and at least two) may differ; null when none is near. */
export function closestName(typed: string, known: readonly string[]): string | null {
  const most = Math.max(2, Math.floor(typed.length / 3))
  const ranked = known.map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= most ? best.name : null
}

/** Levenshtein's distance: letters to insert, delete or replace. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let line = 1; line <= from.length; line++) {
    const next = [line]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] as number) + (from[line - 1] === to[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] as number) + 1, (next[column - 1] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}
