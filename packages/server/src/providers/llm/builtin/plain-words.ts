/** What recognisers make of our name. */
const misheardName = /\b(side|sight|site|cite|sigh|cyd?e?)[ -]?(tone|tones|toned|ton|town|stone)\b/g

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\b(what|who|where|how|when|why|that|it|there|here|he|she|time)'s\b/g, '$1 is'],
  [/\blet's\b/g, 'let us'],
  [/\bi'm\b/g, 'i am'],
  [/'re\b/g, ' are'],
  [/'ll\b/g, ' will'],
  [/'ve\b/g, ' have'],
  [/\bcan't\b/g, 'can not'],
  [/\bcannot\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/'s\b/g, 's'],
]

/** Letters and digits only, in lower case, contractions written out: one form for all the ways in which the same words arrive. */
export function plainWords(text: string): string {
  let plain = text.toLowerCase().replace(/[’‘`]/g, "'")
  for (const [short, long] of contractions) plain = plain.replace(short, long)
  return plain
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(misheardName, 'sidetone')
    .trim()
}
