import { describe, expect, it } from 'vitest'
import { readTool } from './read-tool.js'

const form = { name: 'get_weather', description: 'The weather', parameters: '{"type":"object"}', answer: '{"sky":"clear"}' }

describe('a tool with a fixed answer', () => {
  it('is read from its form', () => {
    expect(readTool(form)).toEqual({ name: 'get_weather', description: 'The weather', parameters: { type: 'object' }, answer: { sky: 'clear' } })
    expect(readTool({ ...form, answer: 'null' })).toMatchObject({ answer: null })
  })

  it.each([
    ['a name with spaces', { ...form, name: 'get weather' }, /name/],
    ['parameters that are no object', { ...form, parameters: '[]' }, /parameters/],
    ['an answer that is not JSON', { ...form, answer: 'sunny' }, /"sunny"/],
  ])('says what is wrong with %s', (_, wrong, sentence) => {
    expect(readTool(wrong)).toMatch(sentence)
  })
})
