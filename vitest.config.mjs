import { defineConfig } from 'vitest/config'

const inBrowsers = 'tests/dist/browser/**/*.test.js'
// With browsers and sound cards that few machines have, and for minutes: npm run test:browsers.
const inOtherBrowsers = 'tests/dist/browser/{hot-plug,other-browsers}.test.js'
// A browser speaks and hears in real time and takes all the cores it gets: one page at a time, and once more when the machine had no time for it.
const inRealTime = { fileParallelism: false, retry: 1 }

// Tests run on the compiled code, the same files that users run: worker threads and native add-ons load as they do in production.
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['packages/*/dist/**/*.test.js', 'tests/dist/**/*.test.js'], exclude: ['**/node_modules/**', inBrowsers] },
      },
      {
        // When everything else is done.
        extends: true,
        test: { name: 'browser', include: [inBrowsers], exclude: [inOtherBrowsers], ...inRealTime, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { name: 'other-browsers', include: [inOtherBrowsers], ...inRealTime, sequence: { groupOrder: 2 } },
      },
    ],
  },
})
