import { readFileSync } from 'node:fs'
import { Call, type CallLog } from './call/call.js'
import { dial } from './call/dial.js'
import { post } from './call/post.js'
import type { Area, Bench, Check, Scenario } from './check.js'
import { areas } from './checks/all.js'
import type { CheckName, ConformanceOptions, Outcome, Report, Result } from './contract.js'
import { clientCoverage, notesOf, serverCoverage } from './coverage.js'
import { nowMs, wallTime } from './lib/clock.js'
import { readSpeech } from './speech/read-speech.js'
import { Failure, Unknown } from './verdict.js'

const defaultTimeoutMs = 30_000
const defaultConcurrency = 4

/** The names of all checks, in the order of the report. */
export function listChecks(only?: readonly string[]): readonly (CheckName & { readonly area: string })[] {
  return chosen(only).flatMap(({ name, checks }) => checks.map(({ id, title, standing }) => ({ id, title, standing, area: name })))
}

/** Runs the checks against a server and tells what came of each. Rejects only when the options are wrong or nothing can be reached. */
export async function runConformance(options: ConformanceOptions): Promise<Report> {
  const run = new Run(options)
  await run.play(async (bench) => {
    const answer = await bench.dial()
    if (!(answer instanceof Call)) throw new Error(`The server refused the connection with HTTP ${answer.httpStatus}.`)
    // A server that says neither is left to the checks.
    const first = await answer.seen(0, ['session.created', 'error']).catch(() => null)
    if (first?.type === 'error') throw new Error(`The server refused the session: ${first.error?.message}`)
  })
  const startedMs = nowMs()
  const startedAt = wallTime().toISOString()
  const results = await run.results()
  const calls = run.calls
  const { origin, pathname } = new URL(options.url)
  return {
    server: `${origin}${pathname}`,
    startedAt,
    tookMs: Math.round(nowMs() - startedMs),
    results,
    clientEvents: clientCoverage(calls),
    serverEvents: serverCoverage(calls),
    notes: notesOf(calls),
  }
}

function chosen(only: readonly string[] | undefined): readonly Area[] {
  if (only === undefined || only.length === 0) return areas
  const fits = ({ id }: Check) => only.some((part) => id.toLowerCase().includes(part.toLowerCase()))
  const fitting = areas.map(({ name, checks }) => ({ name, checks: checks.filter(fits) })).filter(({ checks }) => checks.length > 0)
  if (fitting.length === 0) throw new Error(`There is no check whose id contains ${only.map((part) => `"${part}"`).join(' or ')}.`)
  return fitting
}

/** A question in English, spoken by Flite; the project's own. */
function defaultSpeech(): Uint8Array {
  return readFileSync(new URL('../assets/question.wav', import.meta.url))
}

class Run {
  readonly calls: CallLog[] = []
  readonly #options: ConformanceOptions
  readonly #speech: Int16Array
  readonly #played = new Map<unknown, Promise<unknown>>()

  constructor(options: ConformanceOptions) {
    this.#options = options
    this.#speech = readSpeech(options.speech ?? defaultSpeech())
  }

  async results(): Promise<readonly Result[]> {
    const jobs = chosen(this.#options.only).flatMap(({ name, checks }) => checks.map((check) => ({ area: name, check })))
    const results = new Map<Check, Result>()
    const { concurrency = defaultConcurrency, onResult } = this.#options
    const one = async ({ area, check }: (typeof jobs)[number]) => {
      const startedMs = nowMs()
      const outcome = await this.#outcome(check)
      const result = { id: check.id, title: check.title, standing: check.standing, area, tookMs: Math.round(nowMs() - startedMs), ...outcome }
      results.set(check, result)
      onResult?.(result, results.size, jobs.length)
    }
    const waiting = jobs.filter(({ check }) => 'run' in check && !check.alone)
    const worker = async () => {
      for (let job = waiting.shift(); job; job = waiting.shift()) await one(job)
    }
    await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker))
    for (const job of jobs) if ('run' in job.check && job.check.alone) await one(job)
    for (const job of jobs) if ('review' in job.check) await one(job)
    return jobs.map(({ check }) => results.get(check) as Result)
  }

  /** Plays a scenario with connections of its own, which are closed at its end or when its time is over. */
  async play<T>(scenario: Scenario<T>): Promise<T> {
    const stop = new AbortController()
    const timeout = AbortSignal.timeout(this.#options.timeoutMs ?? defaultTimeoutMs)
    const signal = AbortSignal.any([stop.signal, timeout])
    const calls: Call[] = []
    const bench: Bench = {
      options: this.#options,
      speech: this.#speech,
      signal,
      dial: async (options = {}) => {
        const answer = await dial(this.#options, options, signal)
        if (answer instanceof Call) {
          calls.push(answer)
          if (options.headers?.['openai-beta'] === undefined) this.calls.push(answer.log)
        }
        return answer
      },
      open: async (options) => {
        const answer = await bench.dial(options)
        if (!(answer instanceof Call)) throw new Failure(`the upgrade was refused with HTTP ${answer.httpStatus}`, ['101'], [String(answer.httpStatus)])
        await answer.until('session.created')
        return answer
      },
      post: (url, body, headers) => post(url, body, headers, this.#options.certificate, signal),
      played: (each) => this.#playOnce(each),
    }
    try {
      return await scenario(bench)
    } finally {
      for (const call of calls) call.close()
      stop.abort()
    }
  }

  #playOnce<T>(scenario: Scenario<T>): Promise<T> {
    const playing = this.#played.get(scenario) ?? this.play(scenario)
    this.#played.set(scenario, playing)
    return playing as Promise<T>
  }

  async #outcome(check: Check): Promise<Outcome> {
    try {
      if ('review' in check) check.review(this.calls)
      else if (check.needs === 'api-key' && !this.#options.apiKey) throw new Unknown('not-applicable', 'no key was given, so that a server may take any')
      else if (check.needs === 'mcp' && !this.#options.mcpUrl) throw new Unknown('skipped', 'no MCP server was named (--mcp-url)')
      else await this.play(check.run)
      return { verdict: 'pass' }
    } catch (error) {
      if (error instanceof Unknown) return { verdict: error.verdict, reason: error.message }
      if (error instanceof Failure) return this.#failed(error.message, error.expected, error.seen)
      // An event without a field that a check looks into: the server's fault, told by the engine's words.
      return this.#failed(`the answer could not be read: ${error instanceof Error ? error.message : String(error)}`, [], [])
    }
  }

  /** A server may repeat the key in what it says; the report does not. */
  #failed(problem: string, expected: readonly string[], seen: readonly string[]): Outcome {
    const { apiKey } = this.#options
    const clean = (text: string) => (apiKey ? text.replaceAll(apiKey, '(key)') : text)
    return { verdict: 'fail', problem: clean(problem), expected: expected.map(clean), seen: seen.map(clean) }
  }
}
