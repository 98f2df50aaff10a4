import { describe, expect, it } from 'vitest'
import { completeness } from './completeness.js'

const stateOf = (text: string) => completeness(text).state

describe('completeness', () => {
  it.each([
    'I want a coffee with.',
    "What I'm having is.",
    'I think they probably ought to, but.',
    'Can I get a',
    'We then went to the',
    "I'm not sure, um",
    'It was, you know,',
    'Would you like?',
    'She said that we',
    'If the reader will excuse me,',
    'My order has',
    'I would like to book a table for',
    'The Norsemen considered the rainbow as a.',
  ])('T9 "%s" waits for what is still to come', (text) => expect(stateOf(text)).toBe('incomplete'))

  it.each([
    'What are you laughing at?',
    'Can I have a large coffee with milk?',
    'How do I change the voice?',
    'Yes.',
    'Okay, sure.',
    "No, I don't.",
    'Make me a double shot mocha with milk',
    "I'd like a table for two.",
    'Where are you from?',
  ])('T9 "%s" hands the floor over', (text) => expect(stateOf(text)).toBe('asks'))

  it.each([
    'The news struck doubt into restless minds.',
    'My name is Pete Davis.',
    "I don't know where it is.",
    'That was the thing I wanted.',
    'He told me to come in.',
    'We can do that on Monday, I guess.',
    "I wouldn't be a bit surprised.",
    'This lowers the ratio of reserves to money loaned.',
  ])('T9 "%s" is a whole sentence', (text) => expect(stateOf(text)).toBe('complete'))

  it.each(['', 'Okay.', 'The alchemist', 'I want a dark', 'Monday morning at five,', 'The parish of Saint Giles', 'The actual rainbow observed'])(
    'T9 "%s" could be either',
    (text) => expect(stateOf(text)).toBe('unsure'),
  )

  it('T9 the full stop of a recogniser changes nothing', () => {
    for (const text of ['I want a coffee with', 'The news struck doubt', 'Can you show them to me']) expect(stateOf(`${text}.`)).toBe(stateOf(text))
  })

  it('T9 only the last sentence counts', () => {
    expect(stateOf('I have blue and. Would you like that one?')).toBe('asks')
    expect(stateOf('Would you like that one? We have.')).toBe('incomplete')
  })
})
