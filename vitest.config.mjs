import { defineConfig } from 'vitest/config'

// Tests run on the compiled code, the same files that users run: worker threads and native add-ons load as they do in production.
export default defineConfig({
  test: {
    include: ['packages/*/dist/**/*.test.js', 'tests/dist/**/*.test.js'],
    exclude: ['**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
})
