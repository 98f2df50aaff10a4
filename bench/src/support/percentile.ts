/** Nearest-rank percentile, NaN of nothing. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1))] ?? Number.NaN
}

/** Median and 95th percentile in two columns. */
export function spread(values: readonly number[], digits = 0): string {
  return `${percentile(values, 50).toFixed(digits).padStart(7)} ${percentile(values, 95).toFixed(digits).padStart(7)}`
}
