import { defineConfig } from 'vitest/config'

const inBrowsers = 'tests/dist/browser/**/*.test.js'

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
        // A browser speaks and hears in real time and takes all the cores it gets: one page at a time, when everything else is done,
        // and once more when the machine had no time for it.
        extends: true,
        test: { name: 'browser', include: [inBrowsers], fileParallelism: false, retry: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
