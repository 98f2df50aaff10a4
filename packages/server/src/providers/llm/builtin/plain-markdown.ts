/** One heading of a page with the text below it, without markup. */
export interface Section {
  /** How the page is called when it is named aloud. */
  readonly page: string
  /** Empty for the text before the first heading. */
  readonly heading: string
  readonly sentences: readonly string[]
}

/** Cuts a markdown page at its headings. The first heading of the first level names the page; `fallbackName` does where there is none. */
export function sections(markdown: string, fallbackName: string): Section[] {
  const bare = markdown
    .replace(/\r\n?/g, '\n')
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/^(`{3,}|~{3,})[\s\S]*?^\1.*$/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '')
  const title = bare.match(/^#\s+(.+?)\s*#*$/m)?.[1]
  const page = title === undefined ? fallbackName : inline(title).replace(/[.:!?]+$/, '')
  const found: Section[] = []
  for (const part of bare.split(/^(?=#{1,6}\s)/m)) {
    const heading = part.match(/^#{1,6}\s+(.+?)\s*#*$/m)
    const startsWithHeading = part.startsWith('#') && heading !== null
    const body = startsWithHeading ? part.slice(part.indexOf('\n') < 0 ? part.length : part.indexOf('\n')) : part
    const sentences = blocks(body).flatMap(toSentences)
    if (sentences.length > 0)
      found.push({ page, heading: startsWithHeading ? inline(heading?.[1] ?? '').replace(/^\d+(?:\.\d+)*[.)]?\s+/, '') : '', sentences })
  }
  return found
}

/** Paragraphs, list items and table rows, each a text of its own. */
function blocks(body: string): string[] {
  const result: string[] = []
  let isOpen = false
  for (const line of body.split('\n')) {
    const row = line.match(/^\s*\|(.*)\|\s*$/)
    const item = line.match(/^\s*(?:[-*+]|\d+[.)])\s+(.*)$/)
    if (line.trim() === '' || /^\s*(?:[-*_]\s*){3,}$/.test(line) || /^\s*\|?\s*:?-{2,}/.test(line)) {
      // What stands above the rule of a table names its columns.
      if (/^\s*\|/.test(line)) result.pop()
      isOpen = false
    } else if (row) {
      const cells = (row[1] ?? '').split('|').map(inline)
      // Two cells are a statement; more of a row is for the eye, and so is its number.
      const told = cells.filter((cell) => /\p{L}/u.test(cell)).slice(0, 2)
      result.push(told.join(': '))
      isOpen = false
    } else if (item || !isOpen) {
      result.push((item?.[1] ?? line.replace(/^\s*>\s?/, '')).trim())
      isOpen = true
    } else result[result.length - 1] += ` ${line.replace(/^\s*>\s?/, '').trim()}`
  }
  return result.map(inline).filter((text) => /\p{L}/u.test(text))
}

/** Words without the marks of a line: links, pictures, emphasis, code, HTML. */
function inline(text: string): string {
  return text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/<[^>\s][^>]*>/g, '')
    .replace(/https?:\/\/\S+/g, '')
    .replace(/(\*\*|__|\*|`+|~~)(?=\S)(.+?)\1/g, '$2')
    .replace(/[*`]/g, '')
    .replace(/\s*(?:->|→|=>)\s*/g, ', ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** A single word with a full stop, as lists put it before their items, belongs to what follows. */
function toSentences(text: string): string[] {
  const sentences: string[] = []
  for (const each of text.split(/(?<=[.!?])\s+(?=[\p{Lu}\p{N}"“])/u)) {
    const before = sentences.at(-1)
    if (before !== undefined && !before.includes(' ')) sentences[sentences.length - 1] = `${before.replace(/[.!?]$/, '')}: ${each}`
    else sentences.push(each)
  }
  return sentences.map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence.replace(/[:;,]$/, '')}.`))
}
