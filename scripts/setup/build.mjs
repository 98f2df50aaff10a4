import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { run } from './run.mjs'
import { SetupError } from './setup-error.mjs'

const packages = [
  'packages/protocol',
  'packages/audio',
  'packages/conformance',
  'packages/server',
  'packages/client',
  'packages/react',
  'packages/console',
  'tests',
  'bench',
]

/** Compiling that takes longer is told, in ms. */
const quietMs = 1_000

/** Compiles what is older than its source; the compiler finds out by itself, in about 100 ms. Without development packages the tests are left out. */
export async function build(root, { development }) {
  const telling = setTimeout(() => console.error('Compiling'), quietMs)
  for (const path of packages) tidy(join(root, path))
  const code = await run(
    process.execPath,
    [
      join(root, 'node_modules/typescript/bin/tsc'),
      '-b',
      ...(development ? ['.'] : ['packages/server/tsconfig.build.json', 'packages/console/tsconfig.build.json']),
    ],
    {
      cwd: root,
    },
  ).finally(() => clearTimeout(telling))
  if (code !== 0)
    throw new SetupError(
      `Compiling failed; the compiler says why above (exit code ${code}).`,
      'If you changed no source: get a clean copy of this version and run the same command again.',
    )
  // Loaded when the packages are there.
  const { bundle } = await import(pathToFileURL(join(root, 'packages/console/bundle.mjs')).href)
  await bundle()
}

/** Removes compiled files whose source is gone: they would still be found, by the test runner for one. */
function tidy(packageDir) {
  const dist = join(packageDir, 'dist')
  if (!existsSync(dist)) {
    // The compiler trusts its notes without looking whether the files they speak of are still there.
    rmSync(join(packageDir, 'tsconfig.tsbuildinfo'), { force: true })
    return
  }
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const source = relative(dist, path).replace(/(\.d\.ts|\.js)(\.map)?$/, '')
    if (entry.isFile() && source !== relative(dist, path) && !['.ts', '.tsx'].some((ending) => existsSync(join(packageDir, 'src', source + ending))))
      rmSync(path)
  }
}
