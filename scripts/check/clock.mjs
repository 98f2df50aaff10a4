import { isTest, lineAt, withoutComments } from './sources.mjs'

// Time and chance come in from outside, so that a session replays to the same events.
const forbidden = ['Date.now', 'performance.now', 'setTimeout', 'setInterval', 'Math.random', 'new Date()']

const mayUseThem = [
  'packages/server/src/lib/clock.ts',
  'packages/server/src/cli/',
  'packages/conformance/src/lib/clock.ts',
  'packages/client/',
  'packages/console/',
]

const pattern = new RegExp(forbidden.map((word) => `(?<![\\w.])(?:globalThis\\.)?${word.replace(/[.()]/g, '\\$&')}`).join('|'), 'g')

export function checkClock(sources) {
  return sources
    .filter(({ file }) => !isTest(file) && !mayUseThem.some((place) => file.startsWith(place)))
    .flatMap(({ file, text }) =>
      [...withoutComments(text).matchAll(pattern)].map((match) => ({
        file,
        line: lineAt(text, match.index),
        problem: `${match[0]}: take a Clock (lib/clock.ts)`,
      })),
    )
}
