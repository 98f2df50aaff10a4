import { describe, expect, it } from 'vitest'
import { money } from './money.js'

describe('an amount of money', () => {
  it.each([
    [0, 'USD', '$0.00'],
    [0.0049, 'USD', '$0.0049'],
    [0.5, 'EUR', '€0.50'],
    [12.3456, 'EUR', '€12.35'],
    [1, 'no currency', '1.00 no currency'],
  ])('%d in %s is %s', (amount, currency, text) => {
    expect(money(amount, currency)).toBe(text)
  })
})
