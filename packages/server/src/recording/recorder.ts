import { accessSync, chmodSync, constants } from 'node:fs'
import { join } from 'node:path'
import { bytesFromInt16 } from '@sidetone/audio'
import type { Dialect, DialectConnection, SessionEvent } from '@sidetone/protocol'
import type { Clock } from '../lib/clock.js'
import { makeFolder } from '../lib/make-folder.js'
import type { SpeculationLedger, SpeculationLimit } from '../lib/speculation.js'
import type { Log } from '../observability/contract.js'
import { ClientAudioLog } from './client-audio-log.js'
import { FolderWriter } from './folder-writer.js'
import { type RecordedSession, readmeFile, scriptFile, type TimelineLine, timelineFile } from './format.js'
import { ProviderLog, type Providers, recordProviders, tenths } from './record-providers.js'
import { WavTrack } from './wav-track.js'
import { withoutKeys } from './without-keys.js'

export interface RecorderOptions {
  /** Holds a folder for each session. */
  readonly dir: string
  readonly maxMs: number
  readonly maxBytes: number
  readonly clock: Clock
  readonly log: Log
  /** Of the server, for the reader. */
  readonly version: string
}

export interface OpenedSession extends Omit<RecordedSession, 'startedAt' | 'voices' | 'speculation'> {
  readonly id: string
  readonly speculation: { readonly limit: SpeculationLimit; readonly ledger: SpeculationLedger }
}

export interface Recorder {
  open(session: OpenedSession): SessionRecording
  /** Ends every recording. Resolves when all is written; never rejects. */
  close(): Promise<void>
}

/** One session on its way to the disk. Put its dialect and its providers in the place of the real ones; they do the same. */
export interface SessionRecording {
  dialect(dialect: Dialect): Dialect
  providers(providers: Providers): Providers
  /** Of a call: what the user's microphone brings. `audio` is borrowed for the call. */
  hear(audio: Uint8Array): void
  /** The session is over. Resolves when all is written; never rejects. Idempotent. */
  end(): Promise<void>
}

/** Makes the folder, private to this user. Throws when it cannot be written to. */
export function createRecorder(options: RecorderOptions): Recorder {
  makeFolder(options.dir, 0o700)
  accessSync(options.dir, constants.W_OK | constants.X_OK)
  chmodSync(options.dir, 0o700)
  const running = new Set<SessionRecording>()
  return {
    open(session) {
      const recording = new FolderRecording(options, session, () => running.delete(recording))
      running.add(recording)
      return recording
    },
    close: async () => {
      await Promise.all([...running].map((recording) => recording.end()))
    },
  }
}

/** A refused message that is longer is not written down in full. */
const refusedCharacters = 64 * 1024

class FolderRecording implements SessionRecording {
  readonly #options: RecorderOptions
  readonly #id: string
  readonly #session: Omit<RecordedSession, 'voices'>
  readonly #ledger: SpeculationLedger
  readonly #onEnd: () => void
  readonly #openedAtMs: number
  readonly #writer: FolderWriter
  readonly #log = new ProviderLog()
  readonly #clientAudio: ClientAudioLog
  readonly #tracks = new Map<string, WavTrack>()
  #voices: readonly string[] = []
  #model = { name: 'recorded', seesImages: false }
  #dialect: string | undefined
  #bytes = 0
  /** `idle`: the session has not started, and nothing is on the disk. `finishing`: the last lines are written, past all limits; they are few. */
  #phase: 'idle' | 'recording' | 'finishing' | 'stopped' = 'idle'
  #ended: Promise<void> | null = null

  constructor(options: RecorderOptions, { id, speculation, ...session }: OpenedSession, onEnd: () => void) {
    const { clock, dir } = options
    this.#options = options
    this.#id = id
    this.#onEnd = onEnd
    this.#openedAtMs = clock.nowMs()
    this.#ledger = speculation.ledger
    this.#session = { ...session, speculation: speculation.limit, startedAt: clock.wallTime().toISOString() }
    const name = `${this.#session.startedAt.slice(0, 19).replaceAll(':', '-')}-${id}`
    this.#writer = new FolderWriter(join(dir, name), (because) => this.#stop(`it could not be written (${because})`))
    this.#clientAudio = new ClientAudioLog(
      (sampleRateHz) => this.#openTrack('audio', sampleRateHz),
      (line) => this.#writeLine(line),
    )
  }

  dialect(dialect: Dialect): Dialect {
    this.#dialect = dialect.name
    return { ...dialect, connect: (mintEventId) => this.#record(dialect.connect(mintEventId)) }
  }

  providers(providers: Providers): Providers {
    this.#voices = providers.synthesiser.voices
    this.#model = { name: providers.model.name, seesImages: providers.model.seesImages }
    return recordProviders(providers, this.#log, this.#options.clock, ({ samples, sampleRateHz }) => {
      const name = `speech-${sampleRateHz}`
      const track = this.#tracks.get(name) ?? this.#openTrack(name, sampleRateHz)
      const from = track.samples
      if (this.#mayGrow(samples.length * 2)) track.append(bytesFromInt16(samples))
      return { file: track.name, from, to: track.samples }
    })
  }

  end(): Promise<void> {
    if (this.#phase === 'recording') this.#finish()
    this.#phase = 'stopped'
    this.#ended ??= this.#writer.end()
    return this.#ended.then(this.#onEnd)
  }

  #record(connection: DialectConnection): DialectConnection {
    return {
      read: (message) => {
        const result = connection.read(message)
        if (this.#phase !== 'recording') return result
        if (result.type === 'command' && result.command.type === 'append-audio' && !this.#session.sound) this.hear(result.command.audio)
        else {
          this.#clientAudio.flush()
          this.#writeLine({ atMs: this.#atMs(), from: 'client', message: asSent(message) })
          if (result.type === 'rejected') this.#writeServer(result.message)
        }
        return result
      },
      write: (event) => {
        const messages = connection.write(event)
        this.#observe(event, messages)
        return messages
      },
      closing: (event) => connection.closing(event),
    }
  }

  hear(borrowed: Uint8Array): void {
    if (this.#phase === 'recording' && this.#mayGrow(borrowed.length)) this.#clientAudio.append(borrowed, this.#atMs())
  }

  #observe(event: SessionEvent, messages: readonly string[]): void {
    if (event.type === 'session-started' && this.#phase === 'idle') this.#start()
    if (this.#phase !== 'recording') return
    if (event.type === 'reply-audio-delta') {
      for (const message of messages) this.#writeServer(message, event.audio)
      return
    }
    this.#clientAudio.flush()
    if (event.type === 'session-started' || event.type === 'settings-updated') this.#clientAudio.configure(event.session.settings.inputFormat)
    if (event.type === 'turn-decided') {
      const { type: _, atMs: __, ...decided } = event
      this.#writeLine({ atMs: this.#atMs(), from: 'session', decided })
    }
    for (const message of messages) this.#writeServer(message, event.type === 'item-retrieved' ? event.audio : undefined)
  }

  #start(): void {
    this.#phase = 'recording'
    this.#append(readmeFile, readme(this.#session.startedAt, this.#options.version))
  }

  /** `audio`: what the message carries; its length is written in its place. */
  #writeServer(message: string, audio?: Uint8Array): void {
    const atMs = this.#atMs()
    const carried = audio && Buffer.from(audio).toString('base64')
    const told = JSON.parse(message, (_, value) => (audio && value === carried ? { bytes: audio.length } : value))
    this.#writeLine({ atMs, from: 'server', message: told })
  }

  #writeLine(line: TimelineLine): void {
    this.#append(timelineFile, `${JSON.stringify({ ...line, atMs: tenths(line.atMs) }, withoutKeys)}\n`)
  }

  #append(file: string, text: string): void {
    const bytes = Buffer.from(text)
    if (this.#mayGrow(bytes.length)) this.#writer.append(file, bytes)
  }

  #openTrack(kind: string, sampleRateHz: number): WavTrack {
    const count = [...this.#tracks.keys()].filter((name) => name === kind || name.startsWith(`${kind}-`)).length
    const key = count === 0 ? kind : `${kind}-${count + 1}`
    const name = `${key}.wav`
    const track = new WavTrack(name, sampleRateHz, {
      append: (bytes) => this.#writer.append(name, bytes),
      overwrite: (position, bytes) => this.#writer.overwrite(name, position, bytes),
    })
    this.#tracks.set(key, track)
    return track
  }

  /** Whether there is room and time for so many bytes more. The first that do not fit end the recording. */
  #mayGrow(bytes: number): boolean {
    if (this.#phase !== 'recording') return this.#phase === 'finishing'
    const { maxBytes, maxMs } = this.#options
    this.#bytes += bytes
    if (this.#atMs() > maxMs) this.#stop(`it has reached its limit of ${maxMs / 1000} s`)
    else if (this.#bytes > maxBytes) this.#stop(`it has reached its limit of ${maxBytes / 1_000_000} MB`)
    else return true
    return false
  }

  #stop(because: string): void {
    if (this.#phase !== 'recording') return
    this.#options.log.warn({ session: this.#id, because }, 'recording stopped')
    this.#finish(because)
    this.#writer.append(readmeFile, Buffer.from(`\nThe recording stopped before the session did: ${because}.\n`))
    this.#ended = this.#writer.end()
  }

  #finish(cutShort?: string): void {
    this.#phase = 'finishing'
    this.#clientAudio.flush()
    // A replay leaves when all that was recorded has happened: in its time all of it may be one moment.
    if (cutShort) this.#writeLine({ atMs: this.#atMs() + 1, from: 'client', leaves: true, cutShort })
    else this.#writeLine({ atMs: this.#atMs(), from: 'client', leaves: true })
    for (const track of this.#tracks.values()) track.end()
    const { detector, recogniser, calls, speech, turnModel } = this.#log
    const session = { ...this.#session, voices: this.#voices }
    const script = {
      session,
      dialect: this.#dialect,
      languageModel: { ...this.#model, calls },
      recogniser,
      ...(turnModel.length > 0 && { turnModel }),
      speech,
      detector,
      ahead: this.#ledger.report(),
    }
    this.#append(scriptFile, `${JSON.stringify(script, withoutKeys, 1)}\n`)
    this.#phase = 'stopped'
  }

  #atMs(): number {
    return this.#options.clock.nowMs() - this.#openedAtMs
  }
}

/** The message for a reader and for a replay; one that is no JSON is replayed as another that is none. */
function asSent(message: string | Uint8Array): object | string {
  const text = typeof message === 'string' ? message : Buffer.from(message).toString()
  if (text.length > refusedCharacters && !text.startsWith('{')) return `(${text.length} characters)`
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : text
  } catch {
    return `(${text.length} characters that are no JSON)`
  }
}

function readme(startedAt: string, version: string): string {
  return `A session of ${startedAt}, recorded by Sidetone ${version}. It holds what was said: keep it private.

\`sidetone why FOLDER\` tells why the server answered, waited or stopped; \`sidetone replay FOLDER\` plays it again and compares.
`
}
