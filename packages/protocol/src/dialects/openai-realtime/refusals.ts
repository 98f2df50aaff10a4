import type { z } from 'zod'
import { enumerate, invalidRequest, type WireError } from './errors.js'
import type { Refusal } from './fields.js'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]
/** One thing wrong at one place. `path` leads to the field at fault, also when it is unknown or missing. */
type Finding = { path: Path; issue: Issue }

/** The first thing wrong with a message, in the order in which it was written, as the wire's error. */
export function firstRefusal(issues: readonly Issue[], message: unknown): WireError {
  const findings = issues.flatMap((issue) => locate(issue, [], message))
  let first: { finding: Finding; position: readonly number[] } | undefined
  for (const finding of findings) {
    const position = positionOf(finding.path, message)
    if (!first || comesBefore(position, first.position)) first = { finding, position }
  }
  return first ? describe(first.finding, message) : invalidRequest('invalid_event', 'The event could not be read.')
}

/** Looks into unions: of the alternatives, the one is meant whose kind of value was sent. */
function locate(issue: Issue, base: Path, message: unknown): Finding[] {
  const path = [...base, ...issue.path]
  if (issue.code === 'unrecognized_keys') return [{ path: [...path, issue.keys[0] ?? ''], issue }]
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, issue }]
  const value = valueAt(path, message)
  const meant = issue.errors.find((alternative) => !alternative.some((each) => each.path.length === 0 && isOtherKind(each, value)))
  return meant ? meant.flatMap((each) => locate(each, path, message)) : [{ path, issue }]
}

function isOtherKind(issue: Issue, value: unknown): boolean {
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof value !== typeof issue.values[0])
}

/** Where a path stands in the message: what names a variant before all else in its object, what is missing behind all that is there. */
function positionOf(path: Path, message: unknown): number[] {
  const position: number[] = []
  let value = message
  for (const key of path) {
    if (typeof value !== 'object' || value === null) break
    const keys = Object.keys(value)
    const index = keys.indexOf(String(key))
    position.push(key === 'type' || key === 'role' ? -1 : index < 0 ? keys.length : index)
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return position
}

function comesBefore(a: readonly number[], b: readonly number[]): boolean {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    if (a[depth] !== b[depth]) return a[depth]! < b[depth]!
  }
  return a.length < b.length
}

function describe({ path, issue }: Finding, message: unknown): WireError {
  const param = notation(path)
  const value = valueAt(path, message)
  switch (issue.code) {
    case 'unrecognized_keys':
      return invalidRequest('unknown_parameter', `Unknown parameter: '${param}'.`, param)
    case 'invalid_type':
      return wrongType(param, [typeWord(issue.expected === 'number' || issue.expected === 'int' ? issue.message : issue.expected)], value)
    case 'invalid_value':
      if (typeof value !== typeof issue.values[0]) return wrongType(param, [literalWord(issue.values)], value)
      return wrongValue(param, value, issue.values)
    case 'invalid_union':
      if ('options' in issue && issue.options)
        return typeof value === 'string' ? wrongValue(param, value, issue.options) : wrongType(param, ['a string'], value)
      return wrongType(param, issue.errors.map(alternativeWord), value)
    case 'too_small':
    case 'too_big':
      return outOfBounds(param, issue, value)
    case 'custom': {
      const { code, say } = issue.params as unknown as Refusal
      return invalidRequest(code, say(param), param)
    }
    default:
      return invalidRequest('invalid_value', `Invalid '${param}'.`, param)
  }
}

function wrongType(param: string, expected: readonly string[], value: unknown): WireError {
  if (value === undefined) return invalidRequest('missing_required_parameter', `Missing required parameter: '${param}'.`, param)
  const words = expected.length > 1 ? `one of ${expected.slice(0, -1).join(', ')} or ${expected.at(-1)}` : expected[0]
  return invalidRequest('invalid_type', `Invalid type for '${param}': expected ${words}, but got ${kindWord(value)} instead.`, param)
}

function wrongValue(param: string, value: unknown, supported: readonly unknown[]): WireError {
  if (param === 'session.type' && value === 'transcription') {
    return invalidRequest('invalid_value', 'Passing a transcription session update event to a realtime session is not allowed.', param)
  }
  if (param === 'session.type' && value === 'realtime' && supported.includes('transcription')) {
    return invalidRequest('invalid_value', 'Passing a realtime session update event to a transcription session is not allowed.', param)
  }
  return invalidRequest('invalid_value', invalidValueSentence(value, supported), param)
}

export function invalidValueSentence(value: unknown, supported: readonly unknown[]): string {
  return `Invalid value: ${typeof value === 'string' ? `'${shorten(value)}'` : String(value)}. Supported values are: ${enumerate(supported)}.`
}

type Bounds = z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall

function outOfBounds(param: string, issue: Bounds, value: unknown): WireError {
  if (issue.origin === 'string' && typeof value === 'string') {
    if (issue.code === 'too_small') {
      return invalidRequest(
        'empty_string',
        `Invalid '${param}': empty string. Expected a string with minimum length 1, but got an empty string instead.`,
        param,
      )
    }
    return invalidRequest(
      'string_above_max_length',
      `Invalid '${param}': string too long. Expected a string with maximum length ${issue.maximum}, but got a string with length ${value.length} instead.`,
      param,
    )
  }
  if (issue.origin === 'array' && issue.code === 'too_big' && Array.isArray(value)) {
    return invalidRequest(
      'array_above_max_length',
      `Invalid '${param}': array too long. Expected an array with maximum length ${issue.maximum}, but got an array with length ${value.length} instead.`,
      param,
    )
  }
  const kind = issue.message === 'decimal' ? 'decimal' : 'integer'
  const [side, bound] = issue.code === 'too_small' ? ['below minimum', `>= ${issue.minimum}`] : ['above maximum', `<= ${issue.maximum}`]
  return invalidRequest(
    `${kind}_${issue.code === 'too_small' ? 'below_min' : 'above_max'}_value`,
    `Invalid '${param}': ${kind} ${side} value. Expected a value ${bound}, but got ${value} instead.`,
    param,
  )
}

const typeWords: { readonly [type: string]: string } = {
  integer: 'an integer',
  decimal: 'a decimal',
  string: 'a string',
  boolean: 'a boolean',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  number: 'an integer',
}

function typeWord(type: string): string {
  return typeWords[type] ?? type
}

function literalWord(values: readonly unknown[]): string {
  return typeWord(typeof values[0])
}

/** What an alternative of a union would have taken. A single literal is named itself. */
function alternativeWord(alternative: readonly Issue[]): string {
  const issue = alternative[0]
  if (issue?.code === 'invalid_value') return issue.values.length === 1 ? `'${String(issue.values[0])}'` : literalWord(issue.values)
  return issue?.code === 'invalid_type' ? typeWord(issue.expected === 'number' || issue.expected === 'int' ? issue.message : issue.expected) : 'another value'
}

/** What was sent instead. */
export function kindWord(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number'
  return typeWord(typeof value)
}

function valueAt(path: Path, message: unknown): unknown {
  let value = message
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

/** `session.tools[2].name` */
function notation(path: Path): string {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? shorten(String(key)) : `.${shorten(String(key))}`
  }
  return text
}

/** A client's own words are repeated to it, but not by the megabyte. */
function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
