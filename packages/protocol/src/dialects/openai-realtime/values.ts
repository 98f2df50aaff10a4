const [comma, bracket, brace, backslash] = [44, 91, 123, 92]

/** Whether JSON has more values than this: what separates and opens them is counted, outside of strings. Much cheaper than parsing. */
export function hasMoreValues(json: string, most: number): boolean {
  if (json.length < most) return false
  let count = 0
  for (let at = 0; at < json.length; ) {
    const quote = json.indexOf('"', at)
    const end = quote < 0 ? json.length : quote
    for (; at < end; at++) {
      const mark = json.charCodeAt(at)
      if ((mark === comma || mark === bracket || mark === brace) && ++count > most) return true
    }
    at = quote < 0 ? end : endOfString(json, quote)
  }
  return false
}

/** The position behind the string that begins at this quote. */
function endOfString(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let escapes = 0
    while (json.charCodeAt(quote - 1 - escapes) === backslash) escapes++
    if (escapes % 2 === 0) return quote + 1
  }
  return json.length
}
