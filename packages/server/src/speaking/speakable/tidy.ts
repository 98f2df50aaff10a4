import { type Rule, rule } from './rule.js'

/** Of several marks in a row the one that weighs most is kept. */
const byWeight = ['?', '!', '.', ':', ';', ',']

/** Neither letter nor number nor a mark that shapes the melody. */
const mute = '[^\\p{L}\\p{M}\\p{N},;:.!?]'

/** Leaves words, single spaces and single marks, without a mark at the beginning. */
export const tidy: readonly Rule[] = [
  rule(' .', '^[^\\p{L}\\p{N}]+', ''),
  rule('.', "(?<=[\\p{L}\\p{N}])['-](?=[\\p{L}\\p{N}])", ({ 0: mark }) => mark),
  rule(' .', `${mute}*[,;:.!?][^\\p{L}\\p{M}\\p{N}]*`, ({ 0: marks, index, input }) => {
    const mark = byWeight.find((each) => marks.includes(each)) as string
    return index + marks.length === input.length ? mark : `${mark} `
  }),
  rule(' .', `${mute}+$`, ''),
  rule(' .', `${mute}+`, ' '),
]
