import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const usualUrl = 'ws://127.0.0.1:4747/v1/realtime'

/** The program in the README of a package. */
function programIn(name: string, language: 'js' | 'jsx'): string {
  const readme = readFileSync(`${root}packages/${name}/README.md`, 'utf8')
  return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? ''
}

describe('what the README of a package shows', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  const run = async (name: string) => {
    const program = programIn(name, 'js').replace(usualUrl, server.realtimeUrl)
    return (await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: root })).stdout
  }

  it('runs and prints the answer: client', async () => {
    expect(await run('client')).toMatch(/ is 4\.$/m)
  })

  it('runs and prints verdicts: conformance', async () => {
    expect(await run('conformance')).toMatch(/^RT-1\.1-first-event pass$/m)
  })

  it('names only what there is: react', async () => {
    const contents = programIn('react', 'jsx')
    const { errors, warnings } = await build({
      stdin: { contents, loader: 'jsx', resolveDir: root },
      jsx: 'automatic',
      bundle: true,
      format: 'esm',
      write: false,
    })
    expect([errors, warnings]).toEqual([[], []])
    expect(contents).toContain('<VoiceProvider')
  })
})
