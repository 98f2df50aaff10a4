import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Section, sections } from './plain-markdown.js'

/** Bounds on what is read, far above what a documentation has. */
const mostPages = 500
const mostCharacters = 1_000_000

/**
 * Reads `README.md` and every `docs/**` page in markdown below a folder; null looks for the folder that we came in. Empty when there is nothing:
 * the responder works without.
 */
export async function loadDocumentation(root: string | null): Promise<readonly Section[]> {
  const folder = root ?? (await ownFolder())
  if (folder === null) return []
  const pages = (await markdownFiles(join(folder, 'docs'))).sort().slice(0, mostPages)
  const texts = await Promise.all([join(folder, 'README.md'), ...pages].map(read))
  return texts.flatMap(({ file, text }) => (text.length > mostCharacters ? [] : sections(text, pageName(file))))
}

/** The nearest folder above this file that has `docs` beside a package.json of ours. */
async function ownFolder(): Promise<string | null> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const { text } = await read(join(folder, 'package.json'))
    const isOurs = /"name":\s*"(?:@sidetone\/|sidetone)/.test(text)
    if (isOurs && (await markdownFiles(join(folder, 'docs'))).length > 0) return folder
  }
  return null
}

/** Empty where there is no such folder. */
async function markdownFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(ifMissing([]))
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.md')).map((entry) => join(entry.parentPath, entry.name))
}

/** An empty text where there is no such file. */
async function read(file: string): Promise<{ file: string; text: string }> {
  return { file, text: await readFile(file, 'utf8').catch(ifMissing('')) }
}

function ifMissing<Value>(instead: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead
    throw error
  }
}

const pageName = (file: string) => basename(file, '.md').replace(/[-_]+/g, ' ').toLowerCase()
