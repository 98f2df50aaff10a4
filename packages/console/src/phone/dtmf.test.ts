import { describe, expect, it } from 'vitest'
import { tonesOf } from './dtmf.js'

describe('the keys of a telephone', () => {
  it.each([
    ['1', [697, 1209]],
    ['5', [770, 1336]],
    ['9', [852, 1477]],
    ['#', [941, 1477]],
    ['0', [941, 1336]],
  ] as const)('%s sounds as ITU-T Q.23 says', (key, tones) => {
    expect(tonesOf(key)).toEqual(tones)
  })
})
