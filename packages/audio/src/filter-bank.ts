/** The coefficients of a rational resampler: one phase of `taps` for each place an output sample can have between two input samples, one after the other. */
export interface FilterBank {
  /** The ratio of the rates in lowest terms: `down` input samples make `up` output samples; there are `up` phases. */
  readonly up: number
  readonly down: number
  readonly taps: number
  readonly coefficients: Float64Array
}

/** Stopband of the design in dB. */
const attenuationDb = 73
/**
 * The transition band, as parts of the lower rate. What lies above its end is gone; what folds back from below it stays above 0.45. It begins below 0.45,
 * where the response has fallen by less than the 0.5 dB that are allowed there: a fifth fewer taps than if it began at 0.45.
 */
const transitionStart = 0.43
const transitionEnd = 0.55

const banks = new Map<string, FilterBank>()

/** The bank for a pair of rates, made once and shared. */
export function filterBank(fromHz: number, toHz: number): FilterBank {
  const divisor = greatestCommonDivisor(fromHz, toHz)
  const up = toHz / divisor
  const down = fromHz / divisor
  const key = `${up}/${down}`
  const known = banks.get(key)
  if (known) return known
  const made = design(up, down)
  banks.set(key, made)
  return made
}

/**
 * Kaiser-windowed sinc. Length and beta by Kaiser's formulas, J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function",
 * ISCAS 1974; in A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal Processing", 3rd edition, equations 7.75 and 7.76:
 * beta = 0.1102 (A - 8.7) for A > 50 dB; length = (A - 7.95) / (14.36 * transition width in cycles a sample) [= (A - 8) / (2.285 * radians)].
 */
function design(up: number, down: number): FilterBank {
  const lowerRate = Math.min(1, up / down)
  const beta = 0.1102 * (attenuationDb - 8.7)
  const taps = 2 * Math.ceil((attenuationDb - 7.95) / (14.36 * (transitionEnd - transitionStart) * lowerRate) / 2)
  const bandwidth = lowerRate * (transitionStart + transitionEnd)
  const half = taps / 2
  const coefficients = new Float64Array(up * taps)
  for (let phase = 0; phase < up; phase++) {
    const row = coefficients.subarray(phase * taps, (phase + 1) * taps)
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - (half - 1) - phase / up
      row[tap] = sinc(bandwidth * distance) * kaiser(distance / half, beta)
    }
    // Each phase passes a constant unchanged, so that a constant gives no ripple at the output rate.
    const sum = row.reduce((total, coefficient) => total + coefficient, 0)
    for (let tap = 0; tap < taps; tap++) row[tap] = (row[tap] as number) / sum
  }
  return { up, down, taps, coefficients }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

/** Kaiser window over [-1, 1]. */
function kaiser(x: number, beta: number): number {
  return Math.abs(x) > 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta)
}

/** Modified Bessel function of the first kind, order 0, by its power series: sum of ((x/2)^k / k!)^2. */
function besselI0(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
