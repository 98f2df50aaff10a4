// Runs every example against a server of its own, with the embedded speech stack and the built-in responder, and looks at what came of it.
//   npm run examples
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadConfig, startSidetone } from '@sidetone/server'
import { certificateFiles, tlsFolder } from '@sidetone/server/http-api/certificate.js'
import { helpWhenAsked } from './usage.mjs'

helpWhenAsked(import.meta.url)

const examples = [
  { file: 'openai-sdk.mjs', tls: true, speaks: true },
  { file: 'agents-sdk.mjs', tls: false, speaks: true },
  { file: 'speech-endpoints.mjs', tls: false, http: true, speaks: true },
  { file: 'transcribe.mjs', tls: false, speaks: false },
  { file: 'node-websocket.mjs', tls: false, speaks: true },
  {
    file: 'python-websockets.py',
    tls: false,
    speaks: true,
    program: pythonWithWebsockets(),
    without: 'no python3 here has websockets (Debian: apt-get install python3-websockets)',
  },
]
const limitMs = 60_000
const headerBytes = 44

/** The first Python that has the package; Debian's own comes second, because another may stand before it. */
function pythonWithWebsockets() {
  return ['python3', '/usr/bin/python3'].find((program) => spawnSync(program, ['-c', 'import websockets'], { stdio: 'ignore' }).status === 0) ?? null
}

/** Runs one example in a folder of its own. Resolves with what came of it, in a line; rejects with what is wrong. */
async function runExample({ file, tls, http, speaks, program = process.execPath }) {
  const flags = { port: '0', llm: 'builtin', log: 'warn', ...(tls && { tls: 'self-signed' }) }
  const server = await startSidetone(loadConfig({ flags, environment: process.env, file: null }))
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-example-'))
  try {
    await server.ready
    const url = tls
      ? { SIDETONE_URL: `https://localhost:${server.port}/v1`, NODE_EXTRA_CA_CERTS: certificateFiles(tlsFolder()).certFile }
      : { SIDETONE_URL: http ? `${server.url}/v1` : server.realtimeUrl }
    const { code, printed } = await run(program, fileURLToPath(new URL(file, import.meta.url)), { cwd: folder, env: { ...process.env, ...url } })
    if (code !== 0) throw new Error(`it ended with ${code}`)
    if (printed.trim() === '') throw new Error('it printed no answer')
    const words = printed.trim().split('\n').at(-1)
    if (!speaks) return words
    const audio = readFileSync(join(folder, 'reply.wav')).subarray(headerBytes)
    if (!new Int16Array(new Uint8Array(audio).buffer).some((sample) => Math.abs(sample) > 1_000)) throw new Error('there is no sound in its reply.wav')
    return `${(audio.length / 2 / 24_000).toFixed(1)} s of speech: ${words}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await server.close()
  }
}

/** Its exit code (or the signal that ended it) and what it wrote to standard output; its errors go where ours go. */
function run(program, file, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [file], { ...options, timeout: limitMs, stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text
    })
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code: code ?? signal, printed }))
  })
}

for (const example of examples) {
  if (example.program === null) {
    console.log(`${example.file}: skipped, ${example.without}`)
    continue
  }
  try {
    console.log(`${example.file}: ok, ${await runExample(example)}`)
  } catch (error) {
    console.error(`${example.file}: failed: ${error.message}`)
    process.exitCode = 1
  }
}
