import { cardinal } from './number-words.js'
import { apart, wordEnd } from './patterns.js'
import { type Rule, rule } from './rule.js'

const nothing = '[©®™•·●○▪►▶★☆✓✔✗✘■□◆\\u00ad\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2064\\ufeff\\ufe0e\\ufe0f]'

/** Marks that are words in speech, and those that are pauses. Who would say nothing for a mark leaves it out. */
export const symbols: readonly Rule[] = [
  rule('a', `${apart}[cC]\\+\\+`, 'C plus plus'),
  rule('a', `${apart}([cCfF])#${wordEnd}`, ([, letter]) => `${letter?.toUpperCase()} sharp`),
  rule('.', '#(\\d{1,9})(?![\\p{L}\\d])', ([, count]) => `number ${cardinal(count as string)}`),
  rule('.', '#(?=\\p{L})', 'hashtag '),
  rule('.', '@(?=[\\p{L}\\p{N}])', 'at '),
  // between numbers, and what has a sign or a currency
  rule(' .', '(?<=\\d|%|°|\\d[€£¥] ?)[–-](?=[$€£¥]?\\d)', ' to '),
  rule(' .', '(?<=\\d|[°%] ?) ?– ?(?=[$€£¥]?\\d)', ' to '),
  rule(' .', '(?<=\\d) ?[-−] (?=\\d)', ' minus '),
  rule('a.', '(?<=\\d)[x×](?=\\d)', ' by '),
  rule(' .', '(?<=\\d)\\*(?=\\d)|(?<=\\d) [x×*] (?=\\d)', ' times '),
  rule(' .', '(?<=[\\d)]) ?÷ ?(?=[\\d(])', ' divided by '),
  rule(' .', '(?<=[\\p{L}\\d)]) ?/ (?=[\\p{L}\\d(])', ' or '),
  rule('.', '(?<=\\d):(?=\\d)', ' to '),
  rule('.', '\\^(?=[\\p{L}\\d])', ' to the power of '),
  rule('.', '(?<![\\p{L}\\p{N}])[~≈](?=[$€£¥]?\\d)', 'about '),
  rule('.', '≈', ' is about '),
  rule('.', '&&?', ' and '),
  rule('.', '±', ' plus or minus '),
  rule('.', '\\+{1,2}(?![+])', ' plus '),
  rule('.', '-{1,2}>|=>|→|⇒|➜', ' to '),
  rule('.', '≠|!={1,2}', ' is not '),
  rule('.', '≤|<=', ' at most '),
  rule('.', '≥|>=', ' at least '),
  rule('.', '={1,3}(?!=)', ' equals '),
  rule('.', '<(?=\\s?[\\d$])', ' less than '),
  rule('.', '>(?=\\s?[\\d$])', ' more than '),
  rule('.', '×', ' times '),
  rule('.', '°', ' degrees '),
  rule('.', '§', 'section '),
  rule('.', '%', ' percent '),
  rule('.', '(?<=[\\p{L}\\p{N}])/(?=[\\p{L}\\p{N}])', ' slash '),
  // what a reader sees as a break, a listener hears as one
  rule(' .', '\\s{0,4}(?:—|–|―|--)\\s{0,4}|\\s{1,4}[-−]\\s{1,4}', ', '),
  rule('.', '[([{]', ', '),
  rule('.', '[)\\]}]', ','),
  rule('.', '…|\\.{2,}', ', '),
  rule('.', '[’‘ʼ]', "'"),
  rule('.', '[“”„«»"]', ''),
  rule('.', "(?<![\\p{L}\\p{N}])'|'(?![\\p{L}\\p{N}])", ''),
  rule('.', '_', ' '),
  rule('.', nothing, ''),
]
