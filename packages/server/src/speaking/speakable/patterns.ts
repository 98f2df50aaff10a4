/** Parts that several rules share, as pattern source. */

/** A number without its sign: thousands separators, decimals. At most 40 digits on either side of the point. */
export const number = '(?:\\d{1,3}(?:,\\d{3}){1,12}(?!\\d)(?:\\.\\d{1,40})?|\\d{1,40}(?:\\.\\d{1,40})?)'

/** Not inside a word or a number. */
export const apart = '(?<![\\p{L}\\p{N}])'

/** The number has ended: no further digit, nor a point or comma with one behind it. */
export const numberEnd = '(?![\\d]|[.,]\\d)'

/** The word has ended. */
export const wordEnd = '(?![\\p{L}\\p{N}])'

/** A minus sign that stands at the beginning of a number, not between two. */
export const sign = '(?<![\\p{L}\\p{N}.)])[-−]'

/** Space inside a quantity, with the no-break forms. */
export const space = '[ \\u00a0\\u202f]'

/** The full stop of an abbreviation, unless the sentence ends with it: there it stays. */
export const abbreviationStop = "(?:\\.(?=\\s+[\\p{Ll}\\d(]|[,;:!?)'’-]))?"
