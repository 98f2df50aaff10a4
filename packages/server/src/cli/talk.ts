import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { writeWav } from '@sidetone/audio'
import { Command, InvalidArgumentError, Option } from 'commander'
import { certificateFiles, tlsFolder } from '../http-api/certificate.js'
import { systemClock } from '../lib/clock.js'
import { CliError } from './cli-error.js'
import { startServer } from './serve.js'
import { configFrom } from './server-flags.js'
import type { Address, Line } from './talk/dial.js'
import { openSession } from './talk/open-session.js'
import { readRecording } from './talk/recording.js'
import { talkFile } from './talk/talk-file.js'
import { findAudioTools, talkLive } from './talk/talk-live.js'
import type { TalkSettings } from './talk/wire.js'
import { type WireFormatName, wireFormats } from './talk/wire-format.js'

const defaultUrl = 'ws://127.0.0.1:4747/v1/realtime'

const examples = `
Examples:
  sidetone talk question.wav
  sidetone talk question.wav --out answer.wav --voice marin
  sidetone talk question.wav --serve
  sidetone talk --mic

The end of speech is found by energy in the file (20 ms frames), so the times printed
are those that a person would measure. --mic works best with headphones: on
loudspeakers the assistant hears, and interrupts, itself.`

interface TalkOptions {
  readonly mic?: boolean
  readonly serve?: boolean
  readonly url?: string
  readonly key?: string
  readonly model?: string
  readonly voice?: string
  readonly instructions?: string
  readonly out?: string
  readonly vad: 'server_vad' | 'semantic_vad'
  readonly silenceMs?: number
  readonly format: WireFormatName
  readonly insecure?: boolean
  readonly waitMs: number
}

export function talkCommand(): Command {
  return new Command('talk')
    .description('talk to a server: from a recording, or by microphone')
    .argument('[file]', 'WAV file to speak with (16 bit, any rate, mono or stereo)')
    .option('--mic', 'speak through the microphone, hear through the loudspeaker')
    .option('--serve', 'start a server for this talk, in this process')
    .option('--url <url>', `realtime URL of the server (${defaultUrl})`)
    .option('--key <key>', 'API key (the first of SIDETONE_API_KEYS)')
    .option('--model <name>', 'model to ask for')
    .option('--voice <name>', 'voice to answer with')
    .option('--instructions <text>', 'what the assistant should be like')
    .option('--out <file>', 'save what was heard of the answers as WAV')
    .addOption(new Option('--vad <kind>', 'who decides that you have finished').choices(['server_vad', 'semantic_vad']).default('server_vad'))
    .option('--silence-ms <ms>', 'silence that ends your turn, for server_vad', milliseconds)
    .addOption(new Option('--format <name>', 'how audio travels').choices(Object.keys(wireFormats)).default('pcm24k'))
    .option('--insecure', 'accept a certificate that nobody vouches for')
    .option('--wait-ms <ms>', 'longest wait for an answer', milliseconds, 30_000)
    .addHelpText('after', examples)
    .action(talk)
}

async function talk(file: string | undefined, options: TalkOptions): Promise<void> {
  if ((file === undefined) === (options.mic !== true)) throw new CliError('Say what to talk with: a WAV file, or --mic. Example: sidetone talk question.wav')
  if (options.serve && options.url !== undefined) throw new CliError('--serve starts a server of its own; leave out --url.')
  if (options.silenceMs !== undefined && options.vad !== 'server_vad') throw new CliError('--silence-ms belongs to --vad server_vad.')
  const format = wireFormats[options.format]
  const settings: TalkSettings = {
    format,
    voice: options.voice ?? null,
    instructions: options.instructions ?? null,
    detection: options.vad === 'server_vad' ? { kind: options.vad, silenceMs: options.silenceMs ?? null } : { kind: options.vad },
  }
  // Whatever can be wrong on this side is found out before anything is started.
  const samples = file === undefined ? null : readRecording(file, format.sampleRateHz)
  const tools = file === undefined ? findAudioTools() : null
  if (options.out !== undefined) writeReply(options.out, new Int16Array(0), format.sampleRateHz)

  await atServer(options, async (address) => {
    const line = await openSession(systemClock, address, settings, console.log)
    try {
      if (samples) await speakFile(line, file as string, samples, options)
      else if (tools) {
        console.log(`Connected to ${address.url}. Speak; Ctrl-C ends it. (${tools.recorder.tool.name}, ${tools.player.tool.name})\n`)
        const played = await talkLive(tools, { clock: systemClock, line, format, say: console.log, signal: interrupted() })
        if (options.out !== undefined) saveReply(options.out, played, format.sampleRateHz)
      }
    } finally {
      line.close()
    }
  })
}

async function speakFile(line: Line, file: string, samples: Int16Array, { format: name, waitMs, out }: TalkOptions): Promise<void> {
  const format = wireFormats[name]
  console.log(`Speaking ${file}: ${(samples.length / format.sampleRateHz).toFixed(1)} s, at its natural pace.\n`)
  const played = await talkFile({ clock: systemClock, line, format, samples, say: console.log, waitMs })
  if (out !== undefined) saveReply(out, played, format.sampleRateHz)
}

/** Runs a talk at the server that is meant, which may have to be started first. */
async function atServer(options: TalkOptions, run: (address: Address) => Promise<void>): Promise<void> {
  const given = { model: options.model ?? null, insecure: options.insecure ?? false }
  if (options.url !== undefined) {
    await run({ ...given, url: options.url, key: options.key ?? process.env.SIDETONE_API_KEYS?.split(',')[0]?.trim() ?? null, trusted: ownCertificate() })
    return
  }
  if (!options.serve) {
    const { server } = configFrom({})
    const host = server.host === '0.0.0.0' ? '127.0.0.1' : server.host.includes(':') ? '[::1]' : server.host
    const url = `${server.tls.kind === 'none' ? 'ws' : 'wss'}://${host}:${server.port}/v1/realtime`
    await run({ ...given, url, key: options.key ?? server.apiKeys[0] ?? null, trusted: ownCertificate() })
    return
  }
  const config = configFrom({}, { port: '0', log: process.env.SIDETONE_LOG || 'warn' })
  console.log('Starting a server for this talk …')
  const sidetone = await startServer(config)
  try {
    await sidetone.ready
    for (const sentence of sidetone.describe) console.log(sentence)
    await run({ ...given, url: sidetone.realtimeUrl, key: config.server.apiKeys[0] ?? null, trusted: ownCertificate() })
  } finally {
    await sidetone.close()
  }
}

/** The certificate that a server of this user makes for itself. */
function ownCertificate(): string | null {
  const { certFile } = certificateFiles(tlsFolder())
  return existsSync(certFile) ? readFileSync(certFile, 'utf8') : null
}

function interrupted(): AbortSignal {
  const abort = new AbortController()
  process.once('SIGINT', () => abort.abort()).once('SIGTERM', () => abort.abort())
  return abort.signal
}

function saveReply(file: string, samples: Int16Array, sampleRateHz: number): void {
  writeReply(file, samples, sampleRateHz)
  console.log(`Saved what was heard of the answer: ${file} (${(samples.length / sampleRateHz).toFixed(1)} s)`)
}

function writeReply(file: string, samples: Int16Array, sampleRateHz: number): void {
  try {
    writeFileSync(file, writeWav({ sampleRateHz, samples }))
  } catch (error) {
    throw new CliError(`--out ${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`, { cause: error })
  }
}

function milliseconds(word: string): number {
  const value = Number(word)
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number of milliseconds.')
  return value
}
