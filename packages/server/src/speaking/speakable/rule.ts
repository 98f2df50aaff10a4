import type { Edit } from './rewrite.js'

/** What to say for a match: words in its place, one of its groups with everything around it left out, or null when the rule does not mean this match. */
export type Saying = string | { readonly keep: number } | null

/** What a match begins with: a letter, a digit, a space or another mark. Letters beyond ASCII count as marks here. */
type Kind = 'a' | '1' | ' ' | '.'

/** How one kind of writing is said. */
export interface Rule {
  /** The kinds of character that it may begin with: elsewhere it is not tried, which saves most of the work. */
  readonly begins: string
  /** Sticky and unicode; must not match the empty string. Every repetition inside it is bounded or can match in one way only, so that a try takes linear time. */
  readonly pattern: RegExp
  say(match: RegExpExecArray): Saying
}

/** A rule; `pattern` gets the flags `uy` and, where a group is kept, `d`. */
export function rule(begins: string, pattern: string, say: Rule['say'] | string, flags: '' | 'd' = ''): Rule {
  return { begins, pattern: new RegExp(pattern, `uy${flags}`), say: typeof say === 'string' ? () => say : say }
}

/** The edits of the first rule that matches at each place, from left to right; rules are tried where a word, a number, a space or a mark begins. Words put side by side are parted by a space. */
export function editsBy(rules: readonly Rule[], text: string): Edit[] {
  const edits: Edit[] = []
  const byKind = rulesByKind(rules)
  let before = ''

  const put = (from: number, to: number, words: string) => {
    const spaceBefore = wordCharacter(before) && wordCharacter(words.at(0)) ? ' ' : ''
    const spaceAfter = wordCharacter(words.at(-1)) && wordCharacter(text[to]) ? ' ' : ''
    const padded = spaceBefore + words + spaceAfter
    if (padded !== text.slice(from, to)) edits.push({ from, to, with: padded })
    before = padded.at(-1) ?? before
  }

  const scan = (from: number, to: number) => {
    let at = from
    let matchEnd = from
    while (at < to) {
      const kind = kindAt(text, at)
      const found = kind === '.' || at === matchEnd || kind !== kindAt(text, at - 1) ? firstMatch(byKind[kind], text, at, to) : null
      if (!found) {
        before = text[at] as string
        at++
        continue
      }
      const end = at + found.match[0].length
      if (typeof found.saying === 'string') put(at, end, found.saying)
      else {
        const [keptFrom, keptTo] = found.match.indices?.[found.saying.keep] ?? [end, end]
        if (keptFrom > at) put(at, keptFrom, '')
        scan(keptFrom, keptTo)
        if (keptTo < end) put(keptTo, end, '')
      }
      at = end
      matchEnd = end
    }
  }

  scan(0, text.length)
  return edits
}

function firstMatch(rules: readonly Rule[], text: string, at: number, to: number) {
  for (const { pattern, say } of rules) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match || at + match[0].length > to || match[0] === '') continue
    const saying = say(match)
    if (saying !== null) return { match, saying }
  }
  return null
}

function kindAt(text: string, at: number): Kind {
  const code = text.charCodeAt(at)
  if (code >= 48 && code <= 57) return '1'
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return 'a'
  if (code === 32 || (code >= 9 && code <= 13) || code === 160) return ' '
  return '.'
}

const sorted = new WeakMap<readonly Rule[], Readonly<Record<Kind, readonly Rule[]>>>()

function rulesByKind(rules: readonly Rule[]): Readonly<Record<Kind, readonly Rule[]>> {
  const known = sorted.get(rules)
  if (known) return known
  const of = (kind: Kind) => rules.filter((each) => each.begins.includes(kind))
  const made = { a: of('a'), '1': of('1'), ' ': of(' '), '.': of('.') }
  sorted.set(rules, made)
  return made
}

function wordCharacter(character: string | undefined): boolean {
  return character !== undefined && /^[\p{L}\p{N}]$/u.test(character)
}
