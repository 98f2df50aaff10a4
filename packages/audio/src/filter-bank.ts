/** The coefficients of a rational resampler: one row of `taps` for each place an output sample can have between two input samples. */
export interface FilterBank {
  /** A multiple of four. */
  readonly taps: number
  readonly phaseCount: number
  readonly phases: readonly Float64Array[]
  /** From one output sample to the next: this many input samples, and this many phases more. */
  readonly sampleStep: number
  readonly phaseStep: number
}

/** Stopband of the design in dB. */
const attenuationDb = 80
/** Transition band as a part of the lower rate, centred on half of it: 0.45 to 0.55, so what folds back stays above 0.45. */
const transition = 0.1

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
  const taps = 4 * Math.ceil((attenuationDb - 7.95) / (14.36 * transition * lowerRate) / 4)
  const half = taps / 2
  const phases = Array.from({ length: up }, (_, phase) => {
    const row = new Float64Array(taps)
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - (half - 1) - phase / up
      row[tap] = sinc(lowerRate * distance) * kaiser(distance / half, beta)
    }
    // Each phase passes a constant unchanged, so that a constant gives no ripple at the output rate.
    const sum = row.reduce((total, coefficient) => total + coefficient, 0)
    return row.map((coefficient) => coefficient / sum)
  })
  return { taps, phaseCount: up, phases, sampleStep: Math.floor(down / up), phaseStep: down % up }
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
