import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const limitBytes = 40_000

/** Each as a page would load it, minified. */
const files = [
  ['the client', "export { createVoiceClient } from '@sidetone/client'"],
  ['microphone and speaker', "export { browserMicrophone, browserSpeaker } from '@sidetone/client/browser'"],
  ['client, microphone and speaker', "export * from '@sidetone/client'; export * from '@sidetone/client/browser'"],
  ['microphone worklet', "import '@sidetone/client/browser/microphone-worklet.js'"],
  ['speaker worklet', "import '@sidetone/client/browser/speaker-worklet.js'"],
  ['voice activity by Silero, which is optional', "export * from '@sidetone/client/silero'"],
]
/** What a page needs in all: everything once. */
const needed = ['client, microphone and speaker', 'microphone worklet', 'speaker worklet']

/** The size of the client in a page, gzipped: a table to print, and whether it is within its limit. */
export async function measureClientSize(root) {
  const lines = []
  if (!existsSync(join(root, 'packages/client/dist/index.js'))) return { lines: ['not measured: the client is not compiled (npm run build)'], fits: true }
  const { build } = await import('esbuild')
  let total = 0
  for (const [name, contents] of files) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: join(root, 'packages/console') },
      bundle: true,
      minify: true,
      format: 'esm',
      target: ['es2023'],
      write: false,
      logLevel: 'warning',
    })
    const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length
    if (needed.includes(name)) total += bytes
    lines.push(`${name}: ${(bytes / 1_000).toFixed(1)} kB`)
  }
  lines.push(`in all ${(total / 1_000).toFixed(1)} kB of ${limitBytes / 1_000} kB, minified and gzipped`)
  return { lines, fits: total <= limitBytes }
}
