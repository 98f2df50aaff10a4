const firstMs = 250
const mostMs = 5_000

/**
 * How long to wait before attempt `attempt` (0 is the first after a loss): doubling from 250 ms to 5 s, half of it by chance, so that a server that comes
 * back does not meet all its clients at once. `chance` is from 0 up to 1.
 */
export function backOffMs(attempt: number, chance: number): number {
  const whole = Math.min(mostMs, firstMs * 2 ** attempt)
  return whole / 2 + (whole / 2) * chance
}
