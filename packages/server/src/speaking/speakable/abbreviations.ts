import { cardinal } from './number-words.js'
import { abbreviationStop, apart, wordEnd } from './patterns.js'
import { type Rule, rule } from './rule.js'

/** Titles: a name follows, so their full stop never ends a sentence. */
const titles: { readonly [written: string]: string } = {
  Dr: 'Doctor',
  Mr: 'Mister',
  Mrs: 'Missus',
  Ms: 'Miz',
  Prof: 'Professor',
  Rev: 'Reverend',
  Hon: 'Honorable',
  Capt: 'Captain',
  Lt: 'Lieutenant',
  Sgt: 'Sergeant',
  Gen: 'General',
  Gov: 'Governor',
  Sen: 'Senator',
  Rep: 'Representative',
  Pres: 'President',
  Mt: 'Mount',
  Ft: 'Fort',
}

/** Said in full with their full stop. */
const dotted: { readonly [written: string]: string } = {
  Jr: 'Junior',
  Sr: 'Senior',
  Inc: 'Incorporated',
  Ltd: 'Limited',
  Corp: 'Corporation',
  Ave: 'Avenue',
  Blvd: 'Boulevard',
  Rd: 'Road',
  Dept: 'Department',
  dept: 'department',
  approx: 'approximately',
  Approx: 'approximately',
  avg: 'average',
  est: 'estimated',
  incl: 'including',
  excl: 'excluding',
  max: 'maximum',
  min: 'minimum',
  misc: 'miscellaneous',
  temp: 'temperature',
  tel: 'telephone',
  Tel: 'telephone',
  vol: 'volume',
  Vol: 'volume',
  fig: 'figure',
  Fig: 'figure',
  ch: 'chapter',
  sec: 'section',
  ext: 'extension',
  resp: 'respectively',
}

const either = (table: object) => Object.keys(table).join('|')

/** "Dr.", "e.g.", "etc.", "vs.", "No. 5". */
export const abbreviations: readonly Rule[] = [
  rule('a', `${apart}(${either(titles)})\\.(?=\\s*\\p{Lu})`, ([, written]) => titles[written as string] as string),
  rule('a', `${apart}(Dr|Mr|Mrs|Ms|Prof)(?=\\s+\\p{Lu}\\p{Ll})`, ([, written]) => titles[written as string] as string),
  // behind a name it is a street, before one a saint
  rule('a', `(?<=\\p{Lu}\\p{Ll}{1,20} )St${wordEnd}${abbreviationStop}`, 'Street'),
  rule('a', `${apart}St\\.? (?=\\p{Lu})`, 'Saint '),
  rule('a', `${apart}(?:e\\.g\\.|eg\\.),?`, 'for example,'),
  rule('a', `${apart}(?:E\\.g\\.),?`, 'For example,'),
  rule('a', `${apart}(?:[iI]\\.e\\.|ie\\.),?`, 'that is,'),
  rule('.', `${apart}&c${wordEnd}${abbreviationStop}`, 'et cetera'),
  rule('a', `${apart}[eE]tc${wordEnd}${abbreviationStop}`, 'et cetera'),
  rule('a', `${apart}[vV]s${wordEnd}\\.?`, 'versus'),
  rule('a', `${apart}cf\\.`, 'compare'),
  rule('a', `${apart}a\\.?k\\.?a${wordEnd}${abbreviationStop}`, 'also known as'),
  rule('a', `${apart}[nN]/[aA]${wordEnd}`, 'not applicable'),
  rule('a', `${apart}w/o${wordEnd}`, 'without'),
  rule('a', `${apart}w/(?=\\s?\\p{L})`, 'with '),
  rule('a', `${apart}and/or${wordEnd}`, 'and or'),
  rule('a', `${apart}(?:No|no|Nr|nr)\\. ?(\\d{1,6})${wordEnd}`, ([, count]) => `number ${cardinal(count as string)}`),
  rule('a.', `${apart}(?:№|pp?\\.) ?(\\d{1,6})${wordEnd}`, ([written, count]) => `${written.startsWith('p') ? 'page' : 'number'} ${cardinal(count as string)}`),
  rule('a', `${apart}(${either(dotted)})\\.(?=\\s+[\\p{Ll}\\d(]|[,;:!?)])`, ([, written]) => dotted[written as string] as string),
  rule('a', `${apart}(Jr|Sr|Inc|Ltd|Corp|Ave|Blvd|Rd|Dept)${wordEnd}(?=[.,]|\\s|$)`, ([, written]) => dotted[written as string] as string),
]
