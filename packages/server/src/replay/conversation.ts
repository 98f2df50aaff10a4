import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { scriptSchema } from '../providers/llm/scripted/script.js'
import { expectedFile, type GatewayScript, readmeFile, scriptFile, type TimelineLine, timelineFile } from '../recording/format.js'

/** What must happen, in order: an event of the server or a prompt to the language model, by some of its fields; or what must not come (from here until `untilMs`). */
export type ExpectedLine = { readonly absent: string; readonly untilMs?: number } | { readonly [field: string]: unknown }

/** One folder of `conversations/`, or one recording. */
export interface Conversation {
  readonly name: string
  readonly folder: string
  /** The first sentence of its README: the rule that it shows. */
  readonly rule: string
  readonly timeline: readonly TimelineLine[]
  readonly script: GatewayScript
  /** null: nobody has written down what must happen. What did happen stands in the timeline. */
  readonly expected: readonly ExpectedLine[] | null
}

/** A recording that cannot be used: which file, what is wrong with it and where, in one sentence. */
export class RecordingError extends Error {
  readonly code = 'bad-recording'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RecordingError'
  }
}

/** Reads a folder. Throws `RecordingError`. */
export function readConversation(folder: string, name = basename(resolve(folder))): Conversation {
  const readme = join(folder, readmeFile)
  const expected = join(folder, expectedFile)
  return {
    name,
    folder,
    timeline: readTimeline(folder),
    script: readScript(join(folder, scriptFile)),
    rule: /^(?:#.*\n+)?(.+?[.!?])(?:\s|$)/s.exec(existsSync(readme) ? readText(readme) : '')?.[1]?.replaceAll('\n', ' ') ?? name,
    expected: existsSync(expected) ? readLines(expected).map(({ line }) => line as ExpectedLine) : null,
  }
}

const line = z.looseObject({ atMs: z.number(), from: z.enum(['client', 'server', 'session']) })
const audio = z.union([
  z.looseObject({ silenceMs: z.number().nonnegative() }),
  z.looseObject({ voiceMs: z.number().nonnegative() }),
  z.looseObject({ file: z.string(), startMs: z.number().nonnegative().optional(), endMs: z.number().nonnegative().optional() }),
])
const content = z.union([
  z.looseObject({ message: z.union([z.string(), z.looseObject({})]) }),
  z.looseObject({ from: z.literal('client'), audio, packetsAtMs: z.array(z.number()).min(1).optional() }),
  z.looseObject({ from: z.literal('client'), leaves: z.literal(true) }),
  z.looseObject({
    from: z.literal('session'),
    decided: z.looseObject({
      decision: z.string(),
      reason: z.string(),
      evidence: z.looseObject({}),
      detection: z.looseObject({ kind: z.string() }),
      audioMs: z.number(),
    }),
  }),
])

/** The timeline of a folder, or the file itself, its audio files by their full paths. Throws `RecordingError`. */
export function readTimeline(path: string): TimelineLine[] {
  if (!existsSync(path)) throw new RecordingError(`There is no ${path}.`)
  const file = statSync(path).isDirectory() ? join(path, timelineFile) : path
  if (!existsSync(file)) throw new RecordingError(`${path} is no recording: it has no ${timelineFile}.`)
  const folder = dirname(file)
  const lines = readLines(file).map(({ line: value, number }) => {
    if (!line.safeParse(value).success) throw new RecordingError(`${file}, line ${number}: no line of a recording (it needs "atMs" and "from").`)
    if (!content.safeParse(value).success) {
      throw new RecordingError(`${file}, line ${number}: it holds neither a message, audio, a decision nor "leaves", or not as they are written.`)
    }
    const read = value as TimelineLine
    if (!('audio' in read && 'file' in read.audio)) return read
    const from = join(folder, read.audio.file)
    if (!existsSync(from)) throw new RecordingError(`${file}, line ${number}: there is no audio file ${from}.`)
    return { ...read, audio: { ...read.audio, file: from } }
  })
  if (lines.length === 0) throw new RecordingError(`${file} is empty.`)
  return lines
}

function readScript(file: string): GatewayScript {
  if (!existsSync(file))
    throw new RecordingError(`There is no ${file}: what the models answered is missing, as when the server was stopped in the middle of a call.`)
  let script: GatewayScript
  try {
    script = JSON.parse(readText(file))
  } catch (cause) {
    throw new RecordingError(`${file} is not JSON.`, { cause })
  }
  const calls = scriptSchema.safeParse(script.languageModel ?? { calls: [] })
  if (!calls.success)
    throw new RecordingError(`${file}: languageModel.${calls.error.issues[0]?.path.join('.')} is not as a script has it.`, { cause: calls.error })
  return script
}

function readLines(file: string): { line: unknown; number: number }[] {
  return readText(file)
    .split('\n')
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, number }) => {
      try {
        return { line: JSON.parse(text), number }
      } catch (cause) {
        throw new RecordingError(`${file}, line ${number}: it is not JSON.`, { cause })
      }
    })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new RecordingError(`${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { cause })
  }
}
