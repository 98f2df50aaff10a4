/** Complex spectrum of real samples; the arrays are lent until the next call. */
export interface Spectrum {
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

/** One step of the algorithm: `parts` transforms of length `each` become one. */
interface Stage {
  readonly parts: number
  readonly each: number
  /** By part and bin, and by row and part. */
  readonly turns: Turns
  readonly roots: Turns
}

interface Turns {
  readonly cos: Float64Array
  readonly sin: Float64Array
}

/**
 * A discrete Fourier transform of one size, by the mixed-radix algorithm (Cooley and Tukey 1965): X[k] is the sum over n of x[n] · e^(-2πi·kn/size). A size
 * of 400 takes 18 multiplications a sample instead of 400.
 */
export function createFourier(size: number): (borrowed: Float64Array) => Spectrum {
  const stages = stagesOf(size)
  const real = new Float64Array(size)
  const imaginary = new Float64Array(size)
  const partReal = new Float64Array(size)
  const partImaginary = new Float64Array(size)

  /** Of every `stride`th sample from `from` on; the result goes to `to` and behind it. */
  function transform(samples: Float64Array, from: number, stride: number, to: number, depth: number): void {
    const stage = stages[depth]
    if (stage === undefined) {
      real[to] = samples[from] as number
      imaginary[to] = 0
      return
    }
    const { parts, each } = stage
    for (let part = 0; part < parts; part++) transform(samples, from + part * stride, stride * parts, to + part * each, depth + 1)
    for (let bin = 0; bin < each; bin++) combine(stage, to + bin, bin)
  }

  function combine({ parts, each, turns, roots }: Stage, to: number, bin: number): void {
    for (let part = 0; part < parts; part++) {
      const c = turns.cos[part * each + bin] as number
      const s = turns.sin[part * each + bin] as number
      const re = real[to + part * each] as number
      const im = imaginary[to + part * each] as number
      partReal[part] = re * c - im * s
      partImaginary[part] = re * s + im * c
    }
    for (let row = 0; row < parts; row++) {
      let re = 0
      let im = 0
      for (let part = 0; part < parts; part++) {
        const c = roots.cos[row * parts + part] as number
        const s = roots.sin[row * parts + part] as number
        re += (partReal[part] as number) * c - (partImaginary[part] as number) * s
        im += (partReal[part] as number) * s + (partImaginary[part] as number) * c
      }
      real[to + row * each] = re
      imaginary[to + row * each] = im
    }
  }

  return (borrowed) => {
    transform(borrowed, 0, 1, 0, 0)
    return { real, imaginary }
  }
}

function stagesOf(size: number): Stage[] {
  const stages: Stage[] = []
  for (let length = size; length > 1; ) {
    const parts = smallestFactor(length)
    const each = length / parts
    stages.push({ parts, each, turns: turnsOf(parts, each, length), roots: turnsOf(parts, parts, parts) })
    length = each
  }
  return stages
}

/** e^(-2πi·row·column/of) for each row and column. */
function turnsOf(rows: number, columns: number, of: number): Turns {
  const angle = (_: unknown, index: number) => (-2 * Math.PI * Math.floor(index / columns) * (index % columns)) / of
  const angles = Float64Array.from({ length: rows * columns }, angle)
  return { cos: angles.map(Math.cos), sin: angles.map(Math.sin) }
}

function smallestFactor(length: number): number {
  let factor = 2
  while (length % factor !== 0) factor++
  return factor
}
