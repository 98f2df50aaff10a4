import type { Traffic } from './contract.js'

/** In the currency of the price. */
export interface TrafficCost {
  readonly spent: number
  readonly saved: number
  /** At the pace so far; 0 before there was any audio. */
  readonly perHour: number
}

/**
 * What the user's audio costs where the server or its provider counts it by the minute: spent = sent seconds / 60 × price, saved = seconds held back / 60 × price,
 * per hour = spent / (sent + held back seconds) × 3,600.
 */
export function trafficCost({ sentSeconds, savedSeconds }: Traffic, pricePerMinute: number): TrafficCost {
  const spent = (sentSeconds / 60) * pricePerMinute
  const seconds = sentSeconds + savedSeconds
  return { spent, saved: (savedSeconds / 60) * pricePerMinute, perHour: seconds === 0 ? 0 : (spent / seconds) * 3_600 }
}
