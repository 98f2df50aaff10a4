import { createRequire } from 'node:module'

/** The version of the package that runs. */
export const { version } = createRequire(import.meta.url)('../package.json') as { version: string }
