import { abbreviations } from './abbreviations.js'
import { acronyms } from './acronyms.js'
import { addresses } from './addresses.js'
import { currency } from './currency.js'
import { dates } from './dates.js'
import { namedEmoji, silentEmoji } from './emoji.js'
import { markdown } from './markdown.js'
import { numbers } from './numbers.js'
import { phoneNumbers } from './phone-numbers.js'
import { compose, type Rewritten, rewrite } from './rewrite.js'
import { editsBy, type Rule } from './rule.js'
import { symbols } from './symbols.js'
import { tidy } from './tidy.js'
import { times } from './times.js'
import { unitsOfMeasure } from './units.js'

/** What is said for a text, and how far in the text somebody is who has heard the words up to an offset. */
export interface Speakable {
  readonly spoken: string
  originalEndOf(spokenOffset: number): number
}

/** In the order in which they may claim a place. */
const words: readonly Rule[] = [
  ...silentEmoji,
  ...addresses,
  ...dates,
  ...times,
  ...phoneNumbers,
  ...currency,
  ...unitsOfMeasure,
  ...abbreviations,
  ...acronyms,
  ...numbers,
  ...symbols,
]

/** English text as it is written, markup and all, to the words that a voice says for it. '' when there is nothing to say. */
export function speakable(text: string): Speakable {
  const said = rewritten(text, [markdown, words, tidy])
  const { text: spoken, sourceEndOf } = said.text === '' ? rewritten(text, [markdown, namedEmoji, tidy]) : said
  return { spoken, originalEndOf: sourceEndOf }
}

function rewritten(text: string, passes: readonly (readonly Rule[])[]): Rewritten {
  return passes.reduce<Rewritten>((before, rules) => compose(before, rewrite(before.text, editsBy(rules, before.text))), {
    text,
    sourceEndOf: (offset) => offset,
  })
}
