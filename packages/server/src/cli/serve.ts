import { Command } from 'commander'
import type { Config } from '../config/contract.js'
import { certificateFiles, tlsFolder } from '../http-api/certificate.js'
import { systemClock } from '../lib/clock.js'
import type { RunningSidetone } from '../main.js'
import { version } from '../version.js'
import { explainBindError } from './bind-error.js'
import { addServerFlags, configFrom } from './server-flags.js'

const examples = `
Examples:
  sidetone serve
  sidetone serve --llm-url http://127.0.0.1:11434/v1 --llm-model llama3.2
  sidetone serve --host 0.0.0.0 --api-key "$(openssl rand -hex 24)" --tls

Every setting can also stand in the environment (SIDETONE_PORT, SIDETONE_API_KEYS, …)
or in sidetone.config.json; a flag goes before both.`

export function serveCommand(): Command {
  return addServerFlags(new Command('serve').description('start the server'))
    .addHelpText('after', examples)
    .action((options: Record<string, unknown>) => serve(configFrom(options)))
}

export async function serve(config: Config): Promise<void> {
  const startedAtMs = systemClock.nowMs()
  console.log(`Sidetone ${version} is starting …`)
  const sidetone = await startServer(config)
  const stopping = stopOnSignal(sidetone)
  try {
    await sidetone.ready
  } catch (error) {
    await sidetone.close()
    throw error
  }
  if (!stopping.aborted) console.log(readyText(config, sidetone, systemClock.nowMs() - startedAtMs))
}

/** Starts a server in this process; what keeps it from opening its port is told as a sentence. */
export async function startServer(config: Config): Promise<RunningSidetone> {
  // Loaded only here: it brings the speech engine with it, which other commands can do without.
  const { startSidetone } = await import('../main.js')
  try {
    return await startSidetone(config)
  } catch (error) {
    throw await explainBindError(error, config.server)
  }
}

/** What a person wants to know once the server is ready. */
export function readyText({ server }: Config, sidetone: Pick<RunningSidetone, 'url' | 'realtimeUrl' | 'describe'>, tookMs: number): string {
  const talk = ['npm run sidetone -- talk FILE.wav', ...(sidetone.realtimeUrl === 'ws://127.0.0.1:4747/v1/realtime' ? [] : [`--url ${sidetone.realtimeUrl}`])]
  if (server.apiKeys.length > 0) talk.push('--key KEY')
  return [
    `Ready after ${Math.round(tookMs)} ms.`,
    '',
    `  Web page     ${sidetone.url}`,
    `  Realtime     ${sidetone.realtimeUrl}`,
    `  Key          ${server.apiKeys.length > 0 ? 'one of those configured' : 'none needed: any key, or none, is taken'}`,
    ...(server.tls.kind === 'self-signed' ? [`  Certificate  ${certificateFiles(tlsFolder()).certFile} (made here; have clients trust it)`] : []),
    `  Talk to it   ${talk.join(' ')}`,
    '',
    ...sidetone.describe.map((sentence) => `  ${sentence}`),
    '',
    'Stop with Ctrl-C.',
  ].join('\n')
}

/** The first signal closes in good order, the second at once. What is returned aborts with the first. */
function stopOnSignal(sidetone: RunningSidetone): AbortSignal {
  const stopping = new AbortController()
  const stop = (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143)
    stopping.abort()
    console.log('\nClosing; once more to stop at once.')
    sidetone.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return stopping.signal
}
