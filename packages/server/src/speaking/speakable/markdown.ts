import { cardinal } from './number-words.js'
import { type Rule, rule } from './rule.js'

const lineStart = '(?:^|(?<=\\n))[ \\t]{0,8}'
const lineEnd = '[ \\t]*(?=\\n|$)'
/** A code block of so many characters is read out; a longer one is only announced. */
const mostCode = 80

const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'" }

/** Markup: what it encloses stays, what only lays out goes. Half of a pair counts as well, since a clause may end inside it. */
export const markdown: readonly Rule[] = [
  // an address is no markup, whatever marks are in it
  rule('a1.', '(?<![\\p{L}\\p{N}])(?:[a-z][a-z+]{1,9}://[^\\s<>()[\\]"]{1,1000}|[\\p{L}\\p{N}._%+-]{1,64}@(?=[\\p{L}\\p{N}]))', ([address]) => address),
  rule(
    ' .',
    `${lineStart}(\`{3,8}|~{3,8})([^\\n\`]{0,100})\\n([^]*?)(?:\\n?[ \\t]{0,3}\\1${lineEnd}|$)`,
    ([, , , code]) => {
      const lines = (code as string).split('\n').filter((line) => line.trim() !== '')
      if (lines.length === 0) return ''
      if ((code as string).length <= mostCode && lines.length <= 2) return { keep: 3 }
      return `${cardinal(String(lines.length))} line${lines.length === 1 ? '' : 's'} of code.`
    },
    'd',
  ),
  // images and links: inline, by reference, footnotes and citations
  rule('.', '\\[\\^?\\d{1,4}\\](?!\\()', ''),
  rule('.', '!?\\[([^\\]\\n]{0,500})\\]\\((?:[^()\\s]|\\([^()\\s]{0,100}\\)){0,1000}(?:\\s"[^"\\n]{0,200}")?\\)', () => ({ keep: 1 }), 'd'),
  rule(' .', `${lineStart}\\[[^\\]\\n]{1,100}\\]:[ \\t]+[^\\n]{0,1000}${lineEnd}`, ''),
  rule('.', '!?\\[([^\\]\\n]{1,500})\\]\\[[^\\]\\n]{0,100}\\]', () => ({ keep: 1 }), 'd'),
  rule('.', '<([a-z][a-z+]{1,9}://[^\\s<>]{1,1000}|[^\\s<>@]{1,64}@[^\\s<>@]{1,200})>', () => ({ keep: 1 }), 'd'),
  rule('.', '<br ?/?>', ', '),
  rule('.', '<!--[^]{0,500}?-->|</?[a-zA-Z][a-zA-Z0-9]{0,20}(?:\\s[^<>\\n]{0,300})?/?>', ''),
  // lines
  rule(' .', `${lineStart}([-*_=])(?:[ \\t]{0,3}\\1){2,80}${lineEnd}`, ''),
  rule(' .', `${lineStart}\\|?[ \\t]{0,3}:?-{2,60}:?[ \\t]{0,3}(?:\\|[ \\t]{0,3}:?-{1,60}:?[ \\t]{0,3}){1,30}\\|?${lineEnd}`, ''),
  rule(' .', `${lineStart}#{1,6}[ \\t]+`, ''),
  rule(' .', `[ \\t]{1,8}#{1,6}${lineEnd}`, ''),
  rule(' .', `${lineStart}(?:>[ \\t]?){1,8}`, ''),
  rule(' .', `${lineStart}[-*+•][ \\t]+(?:\\[[ xX]\\][ \\t]+)?`, ''),
  rule(' 1', `${lineStart}(\\d{1,3})[.)][ \\t]+(?=\\S)`, ([, count]) => `${cardinal(count as string)}, `),
  rule(' .', `${lineStart}\\|[ \\t]*`, ''),
  rule(' .', `[ \\t]{0,8}\\|${lineEnd}`, ''),
  rule(' .', '[ \\t]{0,8}\\|{1,2}[ \\t]{0,8}', ', '),
  // within a line
  rule('.', '\\\\([\\\\`*_{}[\\]()#+.!|>~-])', ([, mark]) => mark as string),
  rule('.', '&(amp|lt|gt|quot|apos|nbsp|#39);', ([, name]) => entities[name as string] as string),
  rule('.', '`{1,8}', ''),
  rule('.', '~~', ''),
  rule('.', '(?<=\\p{L})\\*(?=\\p{L})', ' '),
  rule('.', '(?<!\\d)\\*{1,3}(?=\\S)|(?<=\\S)\\*{1,3}(?!\\d)|\\*{2,3}', ''),
  rule('.', '(?<![\\p{L}\\p{N}_])_{1,3}(?=\\S)|(?<=\\S)_{1,3}(?![\\p{L}\\p{N}_])', ''),
]
