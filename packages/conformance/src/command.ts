import { readFileSync, writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import type { ConformanceOptions, Report, Result } from './contract.js'
import { jUnit } from './report/junit.js'
import { printReport } from './report/print.js'
import { hasFailed } from './report/tally.js'
import { listChecks, runConformance } from './run-conformance.js'

interface Flags {
  readonly url?: string
  readonly apiKey?: string
  readonly model?: string
  readonly header: Readonly<Record<string, string>>
  readonly certificate?: string
  readonly timeout: number
  readonly concurrency: number
  readonly only: readonly string[]
  readonly speech?: string
  readonly transcriptionModel?: string
  readonly mcpUrl?: string
  readonly json?: string
  readonly junit?: string
  readonly strict?: boolean
  readonly list?: boolean
}

/** Nothing could be checked: wrong options, or a server that cannot be reached. */
export class CannotCheck extends Error {
  readonly exitCode = 2
}

/** The command, for a program of its own and for others to take in. Exit code 1 when a recorded rule does not hold (with --strict any); rejects with `CannotCheck`. */
export function conformanceCommand(name = 'conformance'): Command {
  return new Command(name)
    .description('check any Realtime server against the rules of the OpenAI Realtime API')
    .option('--url <url>', 'address of the server, as wss://host/v1/realtime')
    .option('--api-key <key>', 'key to show (OPENAI_API_KEY)')
    .option('--model <name>', 'model to ask for')
    .option('--header <name: value>', 'one more header; may be given again', header, {})
    .option('--certificate <file>', 'certificate to trust (PEM)')
    .option('--timeout <seconds>', 'longest time for one check', positive, 30)
    .option('--concurrency <count>', 'checks at a time', positive, 4)
    .option('--only <part>', 'checks whose id contains this; may be given again', (part: string, all: readonly string[]) => [...all, part], [])
    .option('--speech <file>', 'WAV file to say (16-bit PCM or u-law), in place of a question in English')
    .option('--transcription-model <name>', 'model that transcribes (gpt-4o-mini-transcribe)')
    .option('--mcp-url <url>', 'MCP server that the Realtime server can reach, for the checks of MCP')
    .option('--json <file>', 'write the report as JSON')
    .option('--junit <file>', 'write the report as JUnit XML')
    .option('--strict', 'exit with 1 when any rule does not hold, not only the recorded ones')
    .option('--list', 'list the checks and run none')
    .addHelpText(
      'after',
      `\nExamples:\n  ${name} --url ws://127.0.0.1:4747/v1/realtime\n  ${name} --url wss://host/v1/realtime --model NAME --only RT-7 --json report.json`,
    )
    .action(run)
}

async function run(flags: Flags): Promise<void> {
  if (flags.list) {
    for (const { id, standing, title } of listChecks(flags.only)) console.log(`${id.padEnd(44)} ${standing.padEnd(10)}  ${title}`)
    return
  }
  const report = await check(flags)
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  console.log(printReport(report))
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(report, null, 2)}\n`)
  if (flags.junit !== undefined) writeFileSync(flags.junit, jUnit(report))
  if (hasFailed(report, flags.strict ?? false)) process.exitCode = 1
}

async function check(flags: Flags): Promise<Report> {
  try {
    return await runConformance({ ...optionsOf(flags), onResult: progress })
  } catch (cause) {
    throw new CannotCheck(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function optionsOf(flags: Flags): ConformanceOptions {
  if (flags.url === undefined) throw new Error('Say which server: --url wss://host/v1/realtime')
  if (!/^wss?:/.test(flags.url) || !URL.canParse(flags.url))
    throw new Error('--url must be an address that starts with ws:// or wss://, as wss://host/v1/realtime.')
  const apiKey = flags.apiKey ?? process.env.OPENAI_API_KEY
  return {
    url: flags.url,
    headers: flags.header,
    timeoutMs: flags.timeout * 1000,
    concurrency: flags.concurrency,
    only: flags.only,
    ...(apiKey ? { apiKey } : {}),
    ...(flags.model === undefined ? {} : { model: flags.model }),
    ...(flags.certificate === undefined ? {} : { certificate: readFileSync(flags.certificate, 'utf8') }),
    ...(flags.speech === undefined ? {} : { speech: readFileSync(flags.speech) }),
    ...(flags.transcriptionModel === undefined ? {} : { transcriptionModel: flags.transcriptionModel }),
    ...(flags.mcpUrl === undefined ? {} : { mcpUrl: flags.mcpUrl }),
  }
}

/** One line that is written over on a terminal; nothing where the output goes to a file. */
function progress({ id }: Result, done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done} of ${of}  ${id}`)
}

function header(words: string, all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(words) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be a name, a colon and a value.')
  return { ...all, [name.toLowerCase()]: value }
}

function positive(word: string): number {
  const value = Number(word)
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}
