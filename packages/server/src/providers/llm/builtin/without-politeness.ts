/** What people say around the thing that they want, in the order in which it is taken off, as often as it is there. */
const before: readonly RegExp[] = [
  /^(?:u[mh]+|er+m?|hmm*|well|so|ok(?:ay)?|right|now|and|but|oh|yeah|yes|no|alright|please|sorry|excuse me|actually)\b[,.!\s]+/i,
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening|day))\b(?:[,\s]+(?:there|again|everyone|(?:side|sight|site)[ -]?(?:tone|town|stone)))?[,.!\s]+/i,
  /^(?:side|sight|site)[ -]?(?:tone|town|stone)\b\s*,\s*/i,
  /^(?:can|could|would|will) you\b(?: please\b)?(?: (?:kindly|just|quickly)\b)?[,\s]+/i,
  /^(?:i(?: would|'d)? (?:want|like|need)(?: you)? to (?:know|hear)|do you (?:know|happen to know|have any idea)|i wonder)\b[,\s]+/i,
  /^(?:i(?: would|'d)? (?:want|like|need) you to|i would like to|i'd like to)\b[,\s]+/i,
]
const after = /[,\s]+(?:please|thanks|thank you|for me|now|right now|again please)[\s.!?]*$/i

/** The words without greeting, filler and courtesy around them; the words as they are when there is nothing else. */
export function withoutPoliteness(text: string): string {
  let rest = text.trim()
  for (let changed = true; changed; ) {
    changed = false
    for (const pattern of [...before, after]) {
      const shorter = rest.replace(pattern, '').trim()
      if (shorter !== rest && /[\p{L}\p{N}]/u.test(shorter)) {
        rest = shorter
        changed = true
      }
    }
  }
  return rest
}
