/** Rows of words as columns of a table, two spaces between; the last column is not padded. `right` names the columns that stand at the right edge. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const columns = Math.max(...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** `83_412` as `1:23.412`. */
export function timeOf(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  const seconds = ((whole % 60_000) / 1000).toFixed(3).padStart(6, '0')
  return `${Math.floor(whole / 60_000)}:${seconds}`
}
