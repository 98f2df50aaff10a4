import type { Json, Tool } from '@sidetone/protocol'
import { type JsonObject, propertiesOf, requiredOf, resolved, typeOf } from './json-schema.js'
import { numbersIn } from './number-words.js'
import { createPhrases, type Phrases } from './phrases.js'
import { plainWords } from './plain-words.js'
import { similarity } from './similarity.js'

export interface MadeArguments {
  readonly value: JsonObject
  /** Required properties that the words say nothing about; they got the simplest value that the schema allows. */
  readonly missing: readonly string[]
}

/** Arguments for a function, made from what the user said: valid by the schema's types, required properties, choices and bounds. */
export function makeArguments(tool: Tool, text: string, now: Date): MadeArguments {
  const root = resolved(tool.parameters, tool.parameters)
  const source: Source = { root: tool.parameters, plain: plainWords(text), numbers: numbersIn(text), phrases: createPhrases(text, tool), now, missing: [] }
  return { value: object(root, source, 0), missing: source.missing }
}

interface Source {
  readonly root: Json
  readonly plain: string
  /** Numbers are used up in order. */
  readonly numbers: number[]
  readonly phrases: Phrases
  readonly now: Date
  readonly missing: string[]
}

/** Beyond it a schema that contains itself would never end. */
const deepest = 8

function object(schema: JsonObject, source: Source, depth: number): JsonObject {
  const properties = propertiesOf(schema)
  const required = requiredOf(schema)
  const made: Record<string, Json> = {}
  for (const name of new Set([...required, ...Object.keys(properties)])) {
    const property = resolved(properties[name] ?? {}, source.root)
    if (required.includes(name)) made[name] = value(name, property, source, depth + 1)
    else {
      // What is optional stays away unless one of its choices was said.
      const said = Array.isArray(property.enum) ? saidChoice(property.enum, source.plain, 1) : undefined
      if (said !== undefined) made[name] = said
    }
  }
  return made
}

function value(name: string, schema: JsonObject, source: Source, depth: number): Json {
  const orDefault = (instead: Json): Json => {
    if (schema.default !== undefined) return schema.default
    source.missing.push(name)
    return instead
  }
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return saidChoice(schema.enum, source.plain, 0.8) ?? orDefault(schema.enum[0] as Json)
  switch (typeOf(schema)) {
    case 'object':
      return depth > deepest ? {} : object(schema, source, depth)
    case 'array':
      return depth > deepest ? [] : array(name, schema, source, depth)
    case 'number':
    case 'integer': {
      const said = source.numbers.shift()
      return said === undefined ? orDefault(bounded(0, schema)) : bounded(said, schema)
    }
    case 'boolean':
      return !/\b(?:no|not|off|never|without|disable|false|stop)\b/.test(source.plain)
    case 'null':
      return null
    default: {
      const said = dateOf(schema, source.now) ?? source.phrases.take(name)
      return said === null ? orDefault(fitting(source.phrases.whole, schema)) : fitting(said, schema)
    }
  }
}

function array(name: string, schema: JsonObject, source: Source, depth: number): Json[] {
  const least = numberOf(schema.minItems) ?? 0
  const most = numberOf(schema.maxItems) ?? Number.POSITIVE_INFINITY
  const items = resolved(schema.items ?? {}, source.root)
  const isOfNumbers = typeOf(items) === 'number' || typeOf(items) === 'integer'
  const wanted = Math.min(most, Math.max(least, isOfNumbers ? source.numbers.length : 1))
  return Array.from({ length: wanted }, () => value(name, items, source, depth + 1))
}

/** The choice that was said, exactly or nearly (`least` 1 or below it); the longest wins. */
function saidChoice(choices: readonly Json[], plain: string, least: number): Json | undefined {
  const words = plain.split(' ')
  const scored = choices.map((choice) => {
    const name = plainWords(String(choice).replaceAll('_', ' '))
    const length = name.split(' ').length
    const windows = words.map((_, at) => words.slice(at, at + length).join(' '))
    return { choice, length: name.length, score: name === '' ? 0 : Math.max(0, ...windows.map((each) => similarity(each, name))) }
  })
  return scored.filter(({ score }) => score >= least).sort((a, b) => b.score - a.score || b.length - a.length)[0]?.choice
}

function bounded(number: number, schema: JsonObject): number {
  const isInteger = typeOf(schema) === 'integer'
  const step = isInteger ? 1 : 0.001
  const above = numberOf(schema.exclusiveMinimum)
  const below = numberOf(schema.exclusiveMaximum)
  const least = Math.max(numberOf(schema.minimum) ?? Number.NEGATIVE_INFINITY, above === null ? Number.NEGATIVE_INFINITY : above + step)
  const most = Math.min(numberOf(schema.maximum) ?? Number.POSITIVE_INFINITY, below === null ? Number.POSITIVE_INFINITY : below - step)
  const within = Math.min(most, Math.max(least, isInteger ? Math.round(number) : number))
  return isInteger && !Number.isInteger(within) ? (within === least ? Math.ceil(within) : Math.floor(within)) : within
}

function fitting(text: string, schema: JsonObject): string {
  const cut = text.slice(0, numberOf(schema.maxLength) ?? text.length)
  return cut.padEnd(numberOf(schema.minLength) ?? 0, '-')
}

/** A day is today, as far as we understand. */
function dateOf(schema: JsonObject, now: Date): string | null {
  if (schema.format === 'date-time') return now.toISOString()
  return schema.format === 'date' ? now.toISOString().slice(0, 10) : null
}

const numberOf = (value: Json | undefined) => (typeof value === 'number' ? value : null)
