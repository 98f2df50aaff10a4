import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../test-support/random-numbers.js'
import { speakable } from './speakable.js'

const table: { readonly [kind: string]: readonly (readonly [written: string, spoken: string])[] } = {
  markdown: [
    ['**Bold** and *italic* and _under_ and ~~gone~~ and `code`.', 'Bold and italic and under and gone and code.'],
    ['half **bold', 'half bold'],
    ['# Heading', 'Heading'],
    ['See [the docs](https://sidetone.dev/docs "Docs") now.', 'See the docs now.'],
    ['[**version** 3.14](x.html)', 'version three point one four'],
    ['See [the docs][ref].', 'See the docs.'],
    ['![a cat](cat.png)', 'a cat'],
    ['So it is [1].', 'So it is.'],
    ['- one', 'one'],
    ['* [x] done', 'done'],
    ['1. Do this', 'one, Do this'],
    ['> quoted **text**', 'quoted text'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'a, b one, two'],
    ['---', ''],
    ['* * *', ''],
    ['```js\nconst a = 1\nconst b = 2\nconst c = 3\n```', 'three lines of code.'],
    ['```sh\nnpm start\n```', 'N P M start'],
    ['<b>bold</b><br>next &amp; more', 'bold, next and more'],
    ['\\*not bold\\*', 'not bold'],
    ['__init__ and snake_case', 'init and snake case'],
  ],
  addresses: [
    ['Go to https://sidetone.dev/docs.', 'Go to side tone dot dev slash docs.'],
    ['https://www.example.com/a/b/c/d?x=1#y, please', 'example dot com slash a slash b slash c, please'],
    ['<https://a-b.org>', 'a dash b dot org'],
    ['ann.lee_2@example.com', 'ann dot lee underscore two at example dot com'],
    ['See sidetone.dev, or README.md.', 'See side tone dot dev, or README dot M D.'],
    ['localhost:4747', 'localhost port four thousand seven hundred forty-seven'],
    ['127.0.0.1', 'one hundred twenty-seven dot zero dot zero dot one'],
    ['Edit /etc/hosts now.', 'Edit slash etc slash hosts now.'],
    ['It ends.Next', 'It ends. Next'],
  ],
  numbers: [
    ['0', 'zero'],
    ['13 and 40 and 99', 'thirteen and forty and ninety-nine'],
    ['105', 'one hundred five'],
    ['1,234,567', 'one million two hundred thirty-four thousand five hundred sixty-seven'],
    ['1000000', 'one million'],
    ['3.14', 'three point one four'],
    ['.5', 'point five'],
    ['It is -5 or −2.5.', 'It is minus five or minus two point five.'],
    ['the 1st, 2nd, 3rd, 12th, 20th and 101st', 'the first, second, third, twelfth, twentieth and one hundred first'],
    ['1/2 of it, 3/4, 2/3', 'one half of it, three quarters, two thirds'],
    ['2 1/2 and 2½ cups', 'two and one half and two and one half cups'],
    ['pages 3-5', 'pages three to five'],
    ['3 – 5', 'three to five'],
    [
      'in 1999, 2005, 1905, 1900, 2000 and 2026',
      'in nineteen ninety-nine, two thousand five, nineteen oh five, nineteen hundred, two thousand and twenty twenty-six',
    ],
    ["the 1990s and the '80s", 'the nineteen nineties and the eighties'],
    ['007', 'zero zero seven'],
    ['4155551234', 'four one five five five five one two three four'],
    ['10k users, 4K video', 'ten thousand users, four K video'],
    ['Node 20.19.0', 'Node twenty point nineteen point zero'],
    ['v1.2', 'version one point two'],
    ['mp3, H2O, x86', 'mp three, H two O, x eighty-six'],
    ['open 24/7', 'open twenty-four seven'],
    ['1920x1080', 'nineteen twenty by one thousand eighty'],
    ['#5', 'number five'],
  ],
  'telephone numbers': [
    ['555-123-4567', 'five five five, one two three, four five six seven'],
    ['Call (555) 123-4567.', 'Call five five five, one two three, four five six seven.'],
    ['+44 20 7946 0958', 'plus four four, two zero, seven nine four six, zero nine five eight'],
    ['555-1234', 'five five five, one two three four'],
  ],
  currency: [
    ['It costs $12.50.', 'It costs twelve dollars and fifty cents.'],
    ['$1', 'one dollar'],
    ['$0.99', 'ninety-nine cents'],
    ['$1.01', 'one dollar and one cent'],
    ['$1,234', 'one thousand two hundred thirty-four dollars'],
    ['$1.5 million', 'one point five million dollars'],
    ['€5 and 12,50', 'five euros and twelve, fifty'],
    ['£2.20', 'two pounds and twenty pence'],
    ['¥500', 'five hundred yen'],
    ['12.50 €', 'twelve euros and fifty cents'],
    ['50 EUR', 'fifty euros'],
    ['$5-$10', 'five dollars to ten dollars'],
    ['$5/month', 'five dollars per month'],
  ],
  dates: [
    ['2026-11-23', 'November twenty-third, twenty twenty-six'],
    ['11/23/2026', 'November twenty-third, twenty twenty-six'],
    ['23/11/2026', 'November twenty-third, twenty twenty-six'],
    ['Nov 23', 'November twenty-third'],
    ['Nov. 3-5, 2026', 'November third to fifth, twenty twenty-six'],
    ['on 23 November', 'on the twenty-third of November'],
    ['the 4th of July', 'the fourth of July'],
    ['May 2026', 'May twenty twenty-six'],
    ['Mon, Jan 1', 'Monday, January first'],
    ['2026-01-01T09:05:00Z', 'January first, twenty twenty-six, at nine oh five U T C'],
    ['2026-13-40', 'twenty twenty-six to thirteen to forty'],
  ],
  times: [
    ['14:30', 'fourteen thirty'],
    ['14:00', 'fourteen hundred'],
    ['9:00', "nine o'clock"],
    ['5:05', 'five oh five'],
    ['at 5:30 p.m. we eat', 'at five thirty P M we eat'],
    ['It is 5:30 p.m.', 'It is five thirty P M.'],
    ['5pm and 6 AM', 'five P M and six A M'],
    ['10:30-11:30', 'ten thirty to eleven thirty'],
  ],
  units: [
    ['5 km', 'five kilometers'],
    ['1 km', 'one kilometer'],
    ['20°C and -3.5 °F', 'twenty degrees Celsius and minus three point five degrees Fahrenheit'],
    ['3.5 GB', 'three point five gigabytes'],
    ['80 km/h', 'eighty kilometers per hour'],
    ['10 MB/s', 'ten megabytes per second'],
    ['300 ms', 'three hundred milliseconds'],
    ['50% or 5-10 %', 'fifty percent or five to ten percent'],
    ['6 ft', 'six feet'],
    ['5\'10"', 'five foot ten'],
    ['30s', 'thirty seconds'],
  ],
  abbreviations: [
    ['Dr. Smith and Mr. Jones vs. Mrs. Day, etc.', 'Doctor Smith and Mister Jones versus Missus Day, et cetera.'],
    ['fruit, e.g. apples, i.e. these', 'fruit, for example, apples, that is, these'],
    ['St. Mary lives on Main St. in town', 'Saint Mary lives on Main Street in town'],
    ['No. 5', 'number five'],
    ['w/o milk', 'without milk'],
    ['approx. 5', 'approximately five'],
  ],
  acronyms: [
    ['the API and two APIs of NASA', "the A P I and two A P I's of NASA"],
    ['U.S. law', 'U S law'],
    ['I did NOT say NO', 'I did NOT say NO'],
    ['Sidetone reads JSON', 'Side tone reads Jason'],
  ],
  symbols: [
    ['R&D', 'R and D'],
    ['2+2=4', 'two plus two equals four'],
    ['3 - 2 and 3 * 2', 'three minus two and three times two'],
    ['C++ and C#', 'C plus plus and C sharp'],
    ['~5, ≥ 3, < 4', 'about five, at least three, less than four'],
    ['3:1', 'three to one'],
    ['yes/no', 'yes slash no'],
    ['Wait... what?!', 'Wait, what?'],
    ['He said “yes” (really) — I don’t', "He said yes, really, I don't"],
    ['Now!!!   Really???', 'Now! Really?'],
    ['well-known', 'well-known'],
    ['café', 'café'],
  ],
  emoji: [
    ['Great 😀 work 👍🏽!', 'Great work!'],
    ['👨‍👩‍👧 home 🇩🇪 ok :)', 'home ok'],
    ['👍', 'thumbs up,'],
    ['👍🏽\n\n', 'thumbs up,'],
    ['🦠', ''],
  ],
  'nothing to say': [
    ['', ''],
    [' \n ', ''],
    ['...', ''],
    ['"()"', ''],
    ['\u200b\u0000', ''],
  ],
}

for (const [kind, cases] of Object.entries(table)) {
  describe(`speakable ${kind}`, () => {
    it.each(cases)('%j', (written, spoken) => {
      expect(speakable(written).spoken).toBe(spoken)
    })
  })
}

describe('the way back to the original', () => {
  /** The part of the original that has been heard when the spoken text was heard up to the end of `word`. */
  const heardAt = (text: string, word: string) => {
    const { spoken, originalEndOf } = speakable(text)
    return text.slice(0, originalEndOf(spoken.indexOf(word) + word.length))
  }

  it('plain words map to themselves', () => {
    expect(heardAt('Hello there, world.', 'Hello')).toBe('Hello')
    expect(heardAt('Hello there, world.', 'there')).toBe('Hello there')
  })

  it('a replaced stretch has been heard with its last word, not before', () => {
    expect(heardAt('It costs $12.50 today', 'costs')).toBe('It costs')
    expect(heardAt('It costs $12.50 today', 'twelve')).toBe('It costs ')
    expect(heardAt('It costs $12.50 today', 'fifty')).toBe('It costs ')
    expect(heardAt('It costs $12.50 today', 'cents')).toBe('It costs $12.50')
    expect(heardAt('It costs $12.50 today', 'today')).toBe('It costs $12.50 today')
  })

  it('markup around words belongs to the words', () => {
    expect(heardAt('a **bold** word', 'bold')).toBe('a **bold**')
    expect(heardAt('see [the docs](https://a.b/c) now', 'docs')).toBe('see [the docs](https://a.b/c)')
    expect(heardAt('see [the docs](https://a.b/c) now', 'the')).toBe('see [the')
    expect(heardAt('- [x] done', 'done')).toBe('- [x] done')
  })

  it('nothing spoken is nothing heard, all spoken is all heard', () => {
    for (const text of Object.values(table).flatMap((cases) => cases.map(([written]) => written))) {
      const { spoken, originalEndOf } = speakable(text)
      if (spoken === '') continue
      expect(originalEndOf(0)).toBe(0)
      expect(originalEndOf(spoken.length)).toBe(text.length)
    }
  })
})

describe('whatever is written', () => {
  const pieces = Object.values(table).flatMap((cases) => cases.flatMap(([written]) => written.split(/(?<= )/)))
  const marks = [
    '*',
    '_',
    '`',
    '[',
    '](',
    ')',
    '#',
    '|',
    '<',
    '>',
    '"',
    "'",
    '\\',
    '-',
    '.',
    ',',
    ':',
    '/',
    '@',
    '$',
    '%',
    '+',
    '~',
    '1',
    '23',
    'a',
    'St.',
    '\n',
    ' ',
    '😀',
    '\ud83d',
    'é',
  ]

  it('random text leaves words and plain marks, no digits, and a way back that never goes back', () => {
    const seed = Math.floor(Math.random() * 2 ** 32)
    const random = randomNumbers(seed)
    for (let round = 0; round < 500; round++) {
      const source = round % 2 === 0 ? pieces : marks
      const text = Array.from({ length: random(40) }, () => source[random(source.length)]).join('')
      const { spoken, originalEndOf } = speakable(text)
      const where = `seed ${seed}, round ${round}: ${JSON.stringify(text)}`
      expect(spoken, where).toMatch(/^(?:[\p{L}\p{M}](?:[\p{L}\p{M} '-]|[,;:.!?](?= |$))*)?$/u)
      expect(spoken, where).not.toMatch(/ {2}/)
      let before = 0
      for (let offset = 0; offset <= spoken.length; offset++) {
        const end = originalEndOf(offset)
        expect(end, where).toBeGreaterThanOrEqual(before)
        before = end
      }
      expect(before, where).toBeLessThanOrEqual(text.length)
    }
  })

  it('hostile text takes time in proportion to its length', () => {
    const units = [
      ...marks,
      '**',
      '[a](',
      '1,',
      '1.',
      'a.',
      'a@',
      'http://',
      '/a',
      '1-',
      '+1 ',
      '1:',
      '$1',
      'A.',
      '<a ',
      '```',
      '| -',
      ' -',
      '- ',
      '\n-',
      'Nov ',
      '1/',
      '((',
      '\u0301',
    ]
    for (const unit of units) expect(speakable(unit.repeat(Math.ceil(2_000 / unit.length))).spoken).toBeTypeOf('string')
  }, 20_000)
})
