import { readFileSync } from 'node:fs'

/** With --help, prints how an example is used, which is what the comment at its top says, and ends it. `url` is its `import.meta.url`. */
export function helpWhenAsked(url) {
  if (!process.argv.slice(2).some((word) => word === '--help' || word === '-h')) return
  const lines = readFileSync(new URL(url), 'utf8').split('\n')
  const comment = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('//')),
  )
  console.log(comment.map((line) => line.replace(/^\/\/ ?/, '')).join('\n'))
  process.exit(0)
}
