import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { certificateFiles, tlsFolder } from '../../packages/server/dist/http-api/certificate.js'
import { startTestServer } from '../dist/support/sidetone.js'
import { script } from './script.mjs'

const usage = `Runs published clients that are too large for every test run against a server of its own, and prints what held.

    npm run test:clients                all of them: livekit, mastra, ai-sdk
    npm run test:clients -- mastra      one of them
    npm run test:clients -- --write     also writes the result into docs/clients.md

The first run installs them, about 360 MB.`
const here = fileURLToPath(new URL('.', import.meta.url))
const limitMs = 180_000
const clients = [
  { name: 'livekit', package: '@livekit/agents-plugin-openai', what: '`realtime.RealtimeModel`', tls: false },
  { name: 'mastra', package: '@mastra/voice-openai-realtime', what: '`OpenAIRealtimeVoice`', tls: false },
  {
    name: 'ai-sdk',
    package: '@ai-sdk/react',
    what: '`useRealtime` in Chromium, with `@ai-sdk/openai`',
    tls: true,
    needs: () => process.env.CHROMIUM ?? '/usr/bin/chromium',
  },
]

const words = process.argv.slice(2)
const unknown = words.filter((word) => word !== '--write' && !clients.some(({ name }) => name === word))
if (unknown.length > 0) {
  const asked = unknown.includes('--help') || unknown.includes('-h')
  console.log(asked ? usage : `There is no ${unknown[0]} here.\n\n${usage}`)
  process.exit(asked ? 0 : 2)
}
const chosen = clients.filter(({ name }) => words.includes(name))
if (!existsSync(`${here}node_modules/.package-lock.json`)) await run('npm', ['ci', '--ignore-scripts'], { cwd: here, stdio: 'inherit' })

const results = []
for (const client of chosen.length > 0 ? chosen : clients) {
  const version = createRequire(import.meta.url)(`./node_modules/${client.package}/package.json`).version
  console.log(`\n${client.package} ${version}`)
  const checks = await runClient(client)
  for (const { title, held, why } of checks) console.log(`  ${held === null ? 'skipped' : held ? 'held' : 'FAILED'}  ${title}${why ? `: ${why}` : ''}`)
  if (checks.some(({ held }) => held === false)) process.exitCode = 1
  results.push({ client, version, checks })
}
if (words.includes('--write')) writeResults()

/** The checks of one client, in a process of its own against a server of its own. */
async function runClient(client) {
  const needed = client.needs?.()
  if (needed && !existsSync(needed)) return [{ title: 'all checks', held: null, why: `${needed} is not installed (CHROMIUM names another)` }]
  const server = await startTestServer({ script, tls: client.tls })
  const lines = []
  try {
    const trust = client.tls ? { NODE_EXTRA_CA_CERTS: certificateFiles(tlsFolder()).certFile } : {}
    const env = { ...process.env, ...trust, SIDETONE_REALTIME_URL: server.realtimeUrl, SIDETONE_BASE_URL: server.baseUrl }
    const { code, printed } = await run(process.execPath, [`${here}${client.name}.mjs`], { env, timeout: limitMs, stdio: ['ignore', 'pipe', 'inherit'] })
    for (const line of printed.split('\n')) if (line.startsWith('{"title"')) lines.push(JSON.parse(line))
    if (code !== 0 && lines.every(({ held }) => held)) lines.push({ title: 'ends', held: false, why: `it ended with ${code}` })
    if (lines.length === 0) lines.push({ title: 'starts', held: false, why: 'it made no check' })
  } finally {
    await server.close()
  }
  return lines
}

function run(command, words, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, options)
    let printed = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      printed += text
    })
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code: code ?? signal, printed }))
  })
}

/** Puts the table of results between the markers in docs/clients.md. */
function writeResults() {
  const file = fileURLToPath(new URL('../../docs/clients.md', import.meta.url))
  const rows = results.map(({ client, version, checks }) => {
    const told = checks.map(({ title, held, why }) => (held ? title : `**${held === null ? 'not run' : 'failed'}**: ${title} (${why})`))
    return `| ${client.package} ${version} | ${client.what} | ${told.join('; ')} |`
  })
  const day = new Date().toISOString().slice(0, 10)
  const table = [`Last run: ${day}, Node ${process.versions.node}.`, '', '| client | through | what held |', '|---|---|---|', ...rows].join('\n')
  const page = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    page.replace(/(<!-- results -->\n)[\s\S]*?(<!-- end of results -->)/, (_, start, end) => `${start}${table}\n${end}`),
  )
}
