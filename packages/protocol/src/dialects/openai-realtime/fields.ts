import { z } from 'zod'
import { limits } from '../../vocabulary/limits.js'
import { isBase64 } from './base64.js'
import { enumerate } from './errors.js'
import { interruptionKey, interruptionPolicies } from './interruption.js'

/** What a check of our own says when it fails; `path` is the field in the wire's notation. Travels in a zod issue's `params`. */
export interface Refusal {
  readonly code: string
  readonly say: (path: string) => string
}

/** `at` names a field of the value as the one at fault. */
export function refuse<T>(wrong: (value: T) => Refusal | null, at: string[] = []): z.core.CheckFn<T> {
  return (payload) => {
    const refusal = wrong(payload.value)
    if (refusal) payload.issues.push({ code: 'custom', input: payload.value, params: { ...refusal }, path: [...at] })
  }
}

/*
 * zod tells bounds of numbers without telling integers from decimals, the wire names them apart.
 * The kind travels as the message of the issue.
 */
export const integer = (least: number, most: number) => z.int({ error: 'integer' }).min(least, { error: 'integer' }).max(most, { error: 'integer' })
export const decimal = (least: number, most: number) => z.number({ error: 'decimal' }).min(least, { error: 'decimal' }).max(most, { error: 'decimal' })

export const text = z.string().max(limits.textCharacters)

/** Names of items, replies, models, voices and tools. The wire bounds only its event ids; ours take the same 512 characters. */
export const identifier = z.string().min(1).max(512)

/**
 * Its length is checked before its elements, and nothing is looked at behind the first wrong element:
 * a message of many wrong elements costs no more than a message of one.
 */
export function array<Element extends z.ZodType>(element: Element, most: number) {
  const elements = z.transform((values: unknown[], context) => {
    const read: z.output<Element>[] = []
    for (const [index, value] of values.entries()) {
      const result = element.safeParse(value)
      if (result.success) read.push(result.data)
      else {
        context.issues.push(...result.error.issues.map((issue) => ({ ...issue, input: value, path: [index, ...issue.path] }) as z.core.$ZodRawIssue))
        break
      }
    }
    return read
  })
  return z.array(z.unknown()).max(most).pipe(elements) as unknown as z.ZodType<z.output<Element>[], z.input<Element>[]>
}

/** Deeper than any schema or template; what is told back to clients is written by recursion. */
const jsonDepth = 100

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((each) => isDeeperThan(each, depth - 1))
}

/** Free-form JSON. */
export const jsonObject = z
  .record(z.string(), z.unknown())
  .check(
    refuse((value) =>
      isDeeperThan(value, jsonDepth)
        ? { code: 'invalid_value', say: (path) => `Invalid '${path}': nested too deeply. Expected an object of at most ${jsonDepth} levels.` }
        : null,
    ),
  )

const metadataKeyCharacters = 64
const metadataValueCharacters = 512

/** Bounds of the OpenAI API. The number of pairs is checked first. */
export const metadata = z
  .record(z.string(), z.unknown())
  .check(
    refuse((value) => {
      const keys = Object.keys(value)
      if (keys.length > limits.metadataPairs) {
        return {
          code: 'object_above_max_properties',
          say: (path) =>
            `Invalid '${path}': too many properties. Expected an object with at most ${limits.metadataPairs} properties, but got an object with ${keys.length} properties instead.`,
        }
      }
      const long = keys.find((key) => key.length > metadataKeyCharacters)
      return long === undefined
        ? null
        : {
            code: 'string_above_max_length',
            say: (path) =>
              `Invalid property name in '${path}': string too long. Expected a string with maximum length ${metadataKeyCharacters}, but got a string with length ${long.length} instead.`,
          }
    }),
    refuse(
      (value) => {
        const policy = value[interruptionKey]
        if (typeof policy !== 'string' || interruptionPolicies.some((each) => each === policy)) return null
        return { code: 'invalid_value', say: () => `Invalid value: '${policy.slice(0, 64)}'. Supported values are: ${enumerate(interruptionPolicies)}.` }
      },
      [interruptionKey],
    ),
  )
  .pipe(z.record(z.string(), z.string().max(metadataValueCharacters))) as unknown as z.ZodType<Record<string, string>, Record<string, string>>

/** `supported` as they are written in a message: `['text'] and ['audio']`. */
export function invalidModalities(value: readonly unknown[], supported: string): Refusal {
  const named = value.slice(0, 4).map((each) => (typeof each === 'string' ? `'${each.slice(0, 32)}'` : typeof each))
  return { code: 'invalid_value', say: () => `Invalid modalities: [${named.join(', ')}]. Supported combinations are: ${supported}.` }
}

/** One modality, never both: the transcript comes with the audio anyway. */
export const modalities = z
  .array(z.unknown())
  .check(
    refuse((value) => {
      if (value.length === 1 && (value[0] === 'audio' || value[0] === 'text')) return null
      return invalidModalities(value, "['text'] and ['audio']")
    }),
  )
  .transform((value) => value[0]) as unknown as z.ZodType<'audio' | 'text', ['audio'] | ['text']>

const imagePrefix = /^data:image\/(?:png|jpe?g);base64,/i

/** Images come in the message itself: a server must not be made to fetch an address. */
export const imageUrl = z.string().check(
  refuse((value) => {
    const prefix = imagePrefix.exec(value)?.[0]
    const body = prefix === undefined ? '' : value.slice(prefix.length)
    return body !== '' && isBase64(body)
      ? null
      : { code: 'invalid_value', say: (path) => `Invalid '${path}'. Expected a base64-encoded data URL of a PNG or JPEG image (data:image/png;base64,...).` }
  }),
)

export const notBase64: Refusal = { code: 'invalid_value', say: (path) => `Invalid '${path}'. Expected base64-encoded audio.` }

/** Audio that a client puts into an item, with its words, or by its words alone. */
export const inputAudio = z
  .strictObject({
    type: z.literal('input_audio'),
    audio: z
      .string()
      .check(refuse((value) => (isBase64(value) ? null : notBase64)))
      .nullable()
      .optional(),
    transcript: text.nullable().optional(),
  })
  .check(
    refuse(
      (value) =>
        (value.audio ?? value.transcript ?? null) === null
          ? { code: 'missing_required_parameter', say: (path) => `Missing required parameter: '${path}'.` }
          : null,
      ['audio'],
    ),
  )

/** What the assistant said, as a client tells it: its words alone. */
export const outputAudio = z
  .strictObject({ type: z.literal('output_audio'), transcript: text, audio: z.unknown() })
  .partial({ audio: true })
  .check(
    refuse(
      (value) =>
        (value.audio ?? null) === null
          ? null
          : { code: 'invalid_value', say: (path) => `Invalid '${path}': assistant messages cannot be given audio. Send the transcript alone.` },
      ['audio'],
    ),
  )
