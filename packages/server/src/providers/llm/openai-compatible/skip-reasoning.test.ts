import { describe, expect, it } from 'vitest'
import { ReasoningSkipper } from './skip-reasoning.js'

const visible = (...pieces: readonly string[]) => {
  const skipper = new ReasoningSkipper()
  return pieces.map((piece) => skipper.push(piece)).join('') + skipper.end()
}

describe('reasoning is never said', () => {
  it.each([
    ['an answer without any', ['Five ', 'is < six.'], 'Five is < six.'],
    ['a block before the answer', ['<think>\nWell,', ' hm.\n</think>\n\nHello.'], 'Hello.'],
    ['a block between', ['One. <thinking>two</thinking>Three.'], 'One. Three.'],
    ['a block whose beginning the server kept back', ['</think>\n\nHello.'], 'Hello.'],
    ['a block without end', ['Hi. <think>still at it'], 'Hi. '],
    ['an answer that ends like a tag', ['a <th'], 'a <th'],
  ])('%s', (_, pieces, said) => {
    expect(visible(...pieces)).toBe(said)
  })

  it('finds tags that come letter by letter', () => {
    expect(visible(...'<think>no</think> Yes <b>.')).toBe('Yes <b>.')
  })

  it('holds nothing back that cannot become a tag', () => {
    expect(new ReasoningSkipper().push('1 < 2')).toBe('1 < 2')
  })
})
