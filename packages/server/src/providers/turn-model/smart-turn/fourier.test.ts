import { expect, test } from 'vitest'
import { createFourier } from './fourier.js'

test.each([1, 2, 5, 7, 12, 400])('a transform of size %i is the sum that defines it', (size) => {
  const samples = Float64Array.from({ length: size }, (_, index) => Math.sin(index * index + 1))
  const { real, imaginary } = createFourier(size)(samples)
  for (let bin = 0; bin < size; bin++) {
    const angle = (index: number) => (-2 * Math.PI * bin * index) / size
    expect(real[bin]).toBeCloseTo(
      samples.reduce((sum, sample, index) => sum + sample * Math.cos(angle(index)), 0),
      8,
    )
    expect(imaginary[bin]).toBeCloseTo(
      samples.reduce((sum, sample, index) => sum + sample * Math.sin(angle(index)), 0),
      8,
    )
  }
})
