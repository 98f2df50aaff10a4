import { expect, test } from 'vitest'
import { hzOf, melFilters, melOf } from './mel-filters.js'

const filters = melFilters(80, 400, 16_000)
const hzPerBin = 40

test("Slaney's scale: 15 mel at 1,000 Hz, a straight line below, and 27 more at 6,400 Hz", () => {
  expect(melOf(500)).toBeCloseTo(7.5, 12)
  expect(melOf(1_000)).toBeCloseTo(15, 12)
  expect(melOf(6_400)).toBeCloseTo(42, 12)
  for (const hz of [0, 333, 999, 1_001, 8_000]) expect(hzOf(melOf(hz))).toBeCloseTo(hz, 9)
})

test('the first triangle is as can be worked out by hand', () => {
  // 80 triangles have 82 edges, so that the first one goes from 0 over 1/81 to 2/81 of the mels of 8,000 Hz. Of the bins only that of 40 Hz is inside.
  const centre = ((melOf(8_000) / 81) * 200) / 3
  const high = 2 * centre
  expect(filters[0]?.firstBin).toBe(1)
  expect([...(filters[0]?.weights ?? [])]).toEqual([expect.closeTo(((2 / high) * (high - hzPerBin)) / (high - centre), 12)])
})

test('a triangle that covers many bins has about the area 1', () => {
  for (const { weights } of filters.slice(-20)) expect(weights.reduce((sum, weight) => sum + weight, 0) * hzPerBin).toBeCloseTo(1, 1)
})

test('they rise one after the other and end below half the sample rate', () => {
  expect(filters).toHaveLength(80)
  const centres = filters.map(({ firstBin, weights }) => firstBin + weights.indexOf(Math.max(...weights)))
  expect(centres).toEqual([...centres].sort((a, b) => a - b))
  for (const { firstBin, weights } of filters) expect(firstBin + weights.length).toBeLessThanOrEqual(200)
})
