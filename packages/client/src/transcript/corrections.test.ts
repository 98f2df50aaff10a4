import { describe, expect, it } from 'vitest'
import { corrections } from './corrections.js'

/** Each correction as what stood there, and what stands there now. */
const marked = (before: string, after: string) => corrections(before, after).map((each) => [each.before, after.slice(each.fromCharacter, each.toCharacter)])

describe('what a transcript corrects of its first words', () => {
  it.each<[string, string, string, [string, string][]]>([
    ['a word that was taken for another', 'I would like a whether report', 'I would like a weather report, please.', [['whether', 'weather']]],
    ['several words in one place', 'What is a daytime in', 'What is the time in Paris?', [['a daytime', 'the time']]],
    [
      'two places',
      'tell me too stories of see',
      'Tell me two stories of sea and land.',
      [
        ['too', 'two'],
        ['see', 'sea'],
      ],
    ],
    ['a word that was missed in the middle', 'How you spell it', 'How do you spell it?', [['', 'do']]],
    ['words of another alphabet', 'добрый вечер', 'добрый ветер', [['вечер', 'ветер']]],
  ])('is %s', (_, before, after, expected) => {
    expect(marked(before, after)).toEqual(expected)
  })

  it.each([
    ['more words', 'What is', 'What is the time?'],
    ['commas and capitals', 'good evening. i would like', 'Good evening, I would like'],
    ['the rest of a word', 'What is the wea', 'What is the weather in Paris?'],
    ['a word that is gone', 'What is is the time', 'What is the time?'],
    ['anything where there was nothing', '', 'What is the time?'],
    ['nothing at all', 'What is the time?', ''],
    ['a text that is too long to be compared', 'no '.repeat(2_000), 'yes '.repeat(2_000)],
  ])('is not %s', (_, before, after) => {
    expect(marked(before, after)).toEqual([])
  })
})
