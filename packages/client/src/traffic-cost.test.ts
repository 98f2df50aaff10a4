import { describe, expect, it } from 'vitest'
import { trafficCost } from './traffic-cost.js'

const traffic = { sentBytes: 1, savedBytes: 1, receivedBytes: 1, sentSeconds: 0, savedSeconds: 0 }

describe('what audio costs at a price per minute', () => {
  it('counts what was sent as spent, what was held back as saved, and both as time', () => {
    expect(trafficCost({ ...traffic, sentSeconds: 90, savedSeconds: 30 }, 0.1)).toEqual({
      spent: expect.closeTo(0.15),
      saved: expect.closeTo(0.05),
      perHour: expect.closeTo(4.5),
    })
  })
  it('is nothing before there is audio, and nothing where it is free', () => {
    expect(trafficCost(traffic, 0.1)).toEqual({ spent: 0, saved: 0, perHour: 0 })
    expect(trafficCost({ ...traffic, sentSeconds: 90 }, 0)).toEqual({ spent: 0, saved: 0, perHour: 0 })
  })
})
