import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every TypeScript source of the packages: path from the root with `/`, and its text. */
export function readSources(root) {
  return readdirSync(join(root, 'packages'))
    .filter((name) => existsSync(join(root, 'packages', name, 'src')))
    .flatMap((name) => {
      const folder = `packages/${name}/src`
      return readdirSync(join(root, folder), { recursive: true })
        .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
        .filter((path) => path.endsWith('.ts') || path.endsWith('.tsx'))
    })
    .sort()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
}

/** Tests, and what only tests use. */
export function isTest(file) {
  return /(\.test|suite)\.tsx?$/.test(file) || file.includes('/fixtures/')
}

/** The text with comments blanked out; every character stays at its place. */
export function withoutComments(text) {
  const blank = (comment) => comment.replace(/[^\n]/g, ' ')
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(^|[^:'"`])\/\/[^\n]*/g, (comment, before) => before + blank(comment.slice(before.length)))
}

export function lineAt(text, index) {
  return text.slice(0, index).split('\n').length
}
