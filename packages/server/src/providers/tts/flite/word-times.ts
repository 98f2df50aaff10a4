import { type Phone, pause } from './phones.js'

/** In seconds of the audio. */
export interface WordTime {
  readonly start: number
  readonly end: number
}

/**
 * When each word sounds. `words`: the sounds of each word said alone; in the sentence some are dropped, added or changed, so both rows are laid
 * beside each other with the fewest edits (Levenshtein). A word without sounds of its own stands, without length, where the one before it ended.
 */
export function wordTimes(phones: readonly Phone[], words: readonly (readonly string[])[]): WordTime[] {
  const sounds = phones.filter((phone) => phone.name !== pause)
  const expected = words.flatMap((names, word) => names.map((name) => ({ name, word })))
  const owners = align(
    sounds.map((sound) => sound.name),
    expected.map((sound) => sound.name),
  ).map((at) => expected[at]?.word)
  let previousEnd = sounds[0]?.start ?? 0
  return words.map((_, word) => {
    const first = owners.indexOf(word)
    if (first < 0) return { start: previousEnd, end: previousEnd }
    const time = { start: sounds[first]!.start, end: sounds[owners.lastIndexOf(word)]!.end }
    previousEnd = time.end
    return time
  })
}

/** What sums of times can be off by. */
const roundingSeconds = 1e-6

/** When the sounds of the words are not known: time shared out over the sounds by the weight of each word. */
export function estimatedWordTimes(phones: readonly Phone[], weights: readonly number[]): WordTime[] {
  const sounds = phones.filter((phone) => phone.name !== pause)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const duration = sounds.reduce((sum, sound) => sum + sound.end - sound.start, 0)
  /** The moment at which so much of the sounding time has passed. */
  const moment = (part: number): number => {
    let left = part * duration
    for (const sound of sounds) {
      if (left <= sound.end - sound.start + roundingSeconds) return sound.start + left
      left -= sound.end - sound.start
    }
    return sounds.at(-1)?.end ?? 0
  }
  let passed = 0
  return weights.map((weight) => {
    const start = moment(whole === 0 ? 0 : passed / whole)
    passed += weight
    return { start, end: Math.max(start, moment(whole === 0 ? 0 : passed / whole)) }
  })
}

/** For each item of `heard`, the index of the item of `expected` it stands for, or of the one before it when it was added. */
function align(heard: readonly string[], expected: readonly string[]): number[] {
  const width = expected.length + 1
  const costs = new Uint16Array((heard.length + 1) * width)
  const cost = (row: number, column: number) => costs[row * width + column] as number
  const change = (row: number, column: number) => cost(row - 1, column - 1) + (heard[row - 1] === expected[column - 1] ? 0 : 1)
  for (let row = 0; row <= heard.length; row++) {
    for (let column = 0; column < width; column++) {
      costs[row * width + column] =
        row === 0 ? column : column === 0 ? row : Math.min(change(row, column), cost(row - 1, column) + 1, cost(row, column - 1) + 1)
    }
  }
  const places = new Array<number>(heard.length).fill(0)
  let row = heard.length
  let column = expected.length
  while (row > 0) {
    if (column > 0 && cost(row, column) === change(row, column)) places[--row] = --column
    else if (column > 0 && cost(row, column) === cost(row, column - 1) + 1) column--
    else places[--row] = Math.max(0, column - 1)
  }
  return places
}
