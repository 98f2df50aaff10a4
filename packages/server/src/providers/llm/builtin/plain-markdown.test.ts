import { describe, expect, it } from 'vitest'
import { sections } from './plain-markdown.js'

const one = (markdown: string) => sections(markdown, 'page')[0]?.sentences

describe('a page in plain words', () => {
  it('is cut at its headings and named by the first', () => {
    expect(sections('Before.\n\n# The Page\n\nOne.\n\n## 2. Part *two*\n\nTwo is here. Three', 'file name')).toEqual([
      { page: 'The Page', heading: '', sentences: ['Before.'] },
      { page: 'The Page', heading: 'The Page', sentences: ['One.'] },
      { page: 'The Page', heading: 'Part two', sentences: ['Two is here.', 'Three.'] },
    ])
  })

  it('is named by its file where it has no heading', () => {
    expect(sections('Words.', 'file name')).toEqual([{ page: 'file name', heading: '', sentences: ['Words.'] }])
  })

  it.each([
    ['links and pictures', '![x](y.png) See [the page](z.md) at https://a.b/c now.', ['See the page at now.']],
    ['emphasis, code and HTML', '**Bold**, _as is_, `code` and <b>more</b>.', ['Bold, _as is_, code and more.']],
    ['lines of one paragraph', 'One\ntwo.\nThree.', ['One two.', 'Three.']],
    ['list items', '- one\n- two,\n  three\n1. four', ['one.', 'two, three.', 'four.']],
    ['tables', '| a | b |\n|---|---|\n| 1 | Silero | detects voice | more |', ['Silero: detects voice.']],
    ['code blocks and comments', 'Run:\n\n```sh\nnpm start\n```\n<!-- no -->\nDone.', ['Run.', 'Done.']],
    ['a word before its explanation', '- **Played.** The ledger counts.', ['Played: The ledger counts.']],
    ['arrows', 'a -> b', ['a, b.']],
  ])('has no marks of %s', (_, markdown, sentences) => {
    expect(one(markdown)).toEqual(sentences)
  })
})
