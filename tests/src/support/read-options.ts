import { type ParseArgsConfig, parseArgs } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>

/** The options of a program for those who work on Sidetone. `--help` prints the usage and ends the process; so does an option that there is none of, with exit code 2. */
export function readOptions<const Known extends Options>(usage: string, options: Known): ReturnType<typeof parseArgs<{ options: Known }>>['values'] {
  if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs<{ options: Known }>({ options }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exit(2)
  }
}
