import { describe, expect, it } from 'vitest'
import { type Clause, ClauseSplitter } from './clauses.js'
import { randomNumbers } from './test-support/random-numbers.js'

function split(...deltas: string[]): Clause[] {
  const splitter = new ClauseSplitter()
  return [...deltas.flatMap((delta) => splitter.push(delta)), ...splitter.end()]
}

const textsOf = (clauses: readonly Clause[]) => clauses.map((clause) => clause.text)

describe('where a reply is cut', () => {
  const table: readonly (readonly [rule: string, clauses: readonly string[]])[] = [
    ['sentences', ['It rains. ', 'Take a coat! ', 'Will you?']],
    ['a first clause of a dozen characters ends at a comma', ['Good morning, ', 'how are you today?']],
    ['a shorter one does not', ['Well, I am fine.']],
    ['three short words and a comma are enough', ['So I am, ', 'as ever.']],
    ['the second clause prefers its whole sentence', ['Good morning, ', 'I am here, as ever, for you.']],
    ['a dash ends a first clause', ['Certainly not - ', 'never.']],
    ['a colon ends a first clause', ['Here they are: ', 'one and two.']],
    ['titles', ['I met Dr. Smith and Mrs. Day. ', 'They were well.']],
    ['Latin abbreviations', ['I like fruit, ', 'e.g. apples, i.e. the red ones, etc. and nuts vs. seeds. ', 'Really.']],
    ['an abbreviation that ends a sentence', ['I like apples, ', 'nuts, etc. ', 'You too.']],
    ['time of day with full stops', ['We meet at 5 p.m. on Monday. ', 'Or at 6 p.m. ', 'Bring it.']],
    ['countries', ['The U.S. Army is there.']],
    ['initials', ['J. R. R. Tolkien wrote it. ', 'So did I. ', 'Well.']],
    ['a number word before a number', ['It is No. 5 of ten. ', 'No. ', 'That is all.']],
    ['decimals, thousands and money', ['It is 3.14 or 1,000 or $12.50 here. ', 'Yes.']],
    ['clock times', ['At 5:30 it ends. ', 'Good.']],
    ['a date keeps its year', ['On Nov 23, 2026, ', 'it began.']],
    ['addresses', ['See https://sidetone.dev/docs?a=1,2 or a.b@c.de now. ', 'Bye.']],
    ['ellipsis in a sentence', ['I was... thinking. ', 'Yes.']],
    ['an ellipsis before a capital', ['Hm... ', 'Yes.']],
    ['closing quotes and brackets', ['He said "Stop." ', '(It was late.) ', 'We left.']],
    ['a question inside a sentence', ['"Really?" he said. ', 'Yes.']],
    ['a numbered list', ['1. Open the door\n', '2. Go in\n', '3. Close it']],
    ['a bulleted list', ['- one\n', '- two']],
    ['paragraphs', ['A heading\n\n', 'And text']],
    ['a wrapped line', ['This line goes\non here.']],
    ['a link stays whole', ['See [the docs. All of them, really](https://a.b/c d) now. ', 'Bye.']],
    ['code in a line stays whole', ['Run `a. B, c; d` now. ', 'Bye.']],
    ['a block of code stays whole', ['Run this:\n', '```js\na. B\n\nC. D\n```\n', 'Then wait.']],
    ['emoji stay with their sentence', ['Great! 😀👍🏽 ', 'Next.']],
    ['marks alone wait for words', ['---\n\nHello. ', 'Bye.']],
    ['ideographic full stops need no space', ['你好。', '再见。']],
  ]
  for (const [rule, clauses] of table) {
    it(rule, () => {
      expect(textsOf(split(clauses.join('')))).toEqual(clauses)
    })
  }

  it('a first clause without punctuation ends at a word border, best before a word that begins a new part', () => {
    const [first] = split('I would be very happy to help you plan the long journey from Paris to Rome next summer')
    expect(first).toEqual({ text: 'I would be very happy to help you plan the long journey ', start: 0, end: 'word' })
  })

  it('later clauses hold at most 200 characters, as long as there are word borders', () => {
    for (const clause of split('word '.repeat(500)).slice(2)) expect(clause.text.trimEnd().length).toBeLessThanOrEqual(200)
  })

  it('text without a word border is cut all the same, and no character is torn', () => {
    const clauses = split('😀a'.repeat(1000))
    expect(clauses.length).toBeGreaterThan(3)
    for (const { text } of clauses) expect(text).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/)
  })
})

describe('when a clause comes', () => {
  it('as soon as the word behind it begins', () => {
    const splitter = new ClauseSplitter()
    expect(splitter.push('Hello there.')).toEqual([])
    expect(splitter.push(' ')).toEqual([])
    expect(splitter.push('H')).toEqual([{ text: 'Hello there. ', start: 0, end: 'sentence' }])
  })

  it('the end brings what is left', () => {
    const splitter = new ClauseSplitter()
    expect(splitter.push('See [this')).toEqual([])
    expect(splitter.end()).toEqual([{ text: 'See [this', start: 0, end: 'sentence' }])
    expect(splitter.end()).toEqual([])
  })

  it('markup that is never closed holds nothing up for long', () => {
    for (const open of ['[', '`', '[x](']) {
      const splitter = new ClauseSplitter()
      expect(splitter.push(`Hello ${open}${'word '.repeat(300)}`).length, open).toBeGreaterThan(0)
    }
  })

  it('nothing comes of nothing', () => {
    expect(split('', '')).toEqual([])
  })
})

const samples = [
  'Good morning, Dr. Smith! It is 5:30 p.m. on Nov. 23, 2026, e.g. in the U.S. Army. You paid $1,234.50... right? See [the docs. All](https://a.b/c) or `x. Y`. 😀👍🏽 Done.',
  '# Title\n\n1. One, two\n2. Three\n\n```sh\nnpm start. Now\n\n```\nText that goes\non and on, and on; and on: without an end but with so many words that it must be cut somewhere, as nobody can speak that long in one breath, can they',
  'He said "Stop." (It was late.) … 你好。再见。 [open `tick --- 👨‍👩‍👧 🇩🇪 No. 5 vs. No. I. Me\n\n\n- a\n- b',
]

describe('however the text comes in', () => {
  const expectJoined = (clauses: readonly Clause[], text: string) => {
    expect(textsOf(clauses).join('')).toBe(text)
    for (const { text: part, start } of clauses) expect(text.slice(start, start + part.length)).toBe(part)
  }

  it('cut in two at every place, the clauses are the same', () => {
    for (const text of samples) {
      const whole = split(text)
      expectJoined(whole, text)
      for (let at = 0; at <= text.length; at++) expect(split(text.slice(0, at), text.slice(at)), `cut at ${at}`).toEqual(whole)
    }
  })

  it('unit by unit, the clauses are the same', () => {
    for (const text of samples) expect(split(...text.split(''))).toEqual(split(text))
  })

  it('random text in random pieces: the clauses join to the text and do not depend on the pieces', () => {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const random = randomNumbers(seed)
    const alphabet = [
      'a',
      'b',
      'Dr.',
      'word',
      'Next',
      ' ',
      ' ',
      ' ',
      '.',
      ',',
      '\n',
      '\n\n',
      '1',
      '`',
      '```',
      '[',
      ']',
      '(',
      ')',
      '😀',
      '"',
      ':',
      '-',
      '!',
      '。',
      'etc.',
    ]
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: random(120) }, () => alphabet[random(alphabet.length)]).join('')
      const pieces: string[] = []
      for (let at = 0; at < text.length; ) {
        const size = 1 + random(12)
        pieces.push(text.slice(at, at + size))
        at += size
      }
      const clauses = split(...pieces)
      expectJoined(clauses, text)
      expect(clauses, `seed ${seed}, round ${round}: ${JSON.stringify(pieces)}`).toEqual(split(text))
    }
  })

  it('a long text without words or borders takes time in proportion to its length', () => {
    for (const unit of ['[', '`', '.', '- ', '\n', '(', 'a', '```\n', '[x](', '😀']) {
      const text = unit.repeat(20_000)
      expectJoined(split(text), text)
    }
  }, 5_000)
})
