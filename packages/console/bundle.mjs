// Makes the page out of the compiled console: site/index.html and hashed files in site/assets; and the pages among the examples, where they are, beside it.
// Does nothing when the page is newer than what it is made of.
//   node bundle.mjs
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const site = join(here, 'site')

const examples = join(here, '../../examples')

const examplePages = existsSync(examples) ? { avatar: join(examples, 'avatar/index.html'), react: join(examples, 'react/index.html') } : {}
/** Pages by their place in the site. */
const pages = { '': join(here, 'src/index.html'), ...examplePages }

/** What the pages ask for, by the names of these files. */
const entryPoints = {
  main: join(here, 'dist/main.js'),
  style: join(here, 'src/style.css'),
  'microphone-worklet': join(here, '../client/dist/browser/microphone-worklet.js'),
  'speaker-worklet': join(here, '../client/dist/browser/speaker-worklet.js'),
  ...(existsSync(examples)
    ? {
        avatar: join(examples, 'avatar/avatar.mjs'),
        face: join(examples, 'avatar/avatar.css'),
        'react-example': join(examples, 'react/app.jsx'),
        'react-style': join(examples, 'react/app.css'),
      }
    : {}),
}

export async function bundle() {
  if (isCurrent()) return
  const { build } = await import('esbuild')
  const unfinished = `${site}.${process.pid}`
  rmSync(unfinished, { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2023'],
    minify: true,
    sourcemap: true,
    metafile: true,
    outdir: join(unfinished, 'assets'),
    // Examples find React where the console has it.
    nodePaths: [join(here, 'node_modules'), join(here, '../../node_modules')],
    jsx: 'automatic',
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    define: { 'process.env.NODE_ENV': '"production"', EXAMPLE_PAGES: JSON.stringify(Object.keys(examplePages)) },
    logLevel: 'warning',
  })
  const made = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint !== undefined)
  const withNames = (page) =>
    made.reduce((text, [output, { entryPoint }]) => text.replaceAll(`"${basename(entryPoint)}"`, `"/assets/${basename(output)}"`), page)
  for (const [place, page] of Object.entries(pages)) {
    mkdirSync(join(unfinished, place), { recursive: true })
    writeFileSync(join(unfinished, place, 'index.html'), withNames(readFileSync(page, 'utf8')))
  }
  rmSync(site, { recursive: true, force: true })
  renameSync(unfinished, site)
}

function isCurrent() {
  const page = join(site, 'index.html')
  if (!existsSync(page)) return false
  const madeAtMs = statSync(page).mtimeMs
  return sources().every((file) => statSync(file).mtimeMs < madeAtMs)
}

/** What the page is made of: this file, our own compiled code, styles. Packages from outside are as the lock file says, which is newer when they change. */
function sources() {
  const folders = [join(here, 'dist'), join(here, 'src'), join(here, '../client/dist'), join(here, '../react/dist'), join(here, '../audio/dist')]
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])),
  )
  const ofExamples = [pages, entryPoints].flatMap((each) => Object.values(each))
  return [fileURLToPath(import.meta.url), join(here, '../../package-lock.json'), ...ofExamples, ...files].filter((file) => existsSync(file))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(here, { recursive: true })
  await bundle()
}
