import type { Json } from '@sidetone/protocol'

export type JsonObject = { readonly [key: string]: Json }

/** References may lead in a circle; nobody nests deeper in earnest. */
const deepest = 16

/** The schema that really applies: references followed, the first choice that is not null taken, parts of `allOf` joined. */
export function resolved(schema: Json, root: Json, depth = 0): JsonObject {
  if (!isObject(schema) || depth > deepest) return {}
  if (typeof schema.$ref === 'string') return resolved(lookUp(root, schema.$ref), root, depth + 1)
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray) as readonly Json[] | undefined
  if (choices) {
    const all = choices.map((choice) => resolved(choice, root, depth + 1))
    const { anyOf: _any, oneOf: _one, ...rest } = schema
    return { ...rest, ...(all.find((choice) => choice.type !== 'null') ?? all[0]) }
  }
  if (Array.isArray(schema.allOf)) {
    const { allOf, ...rest } = schema
    return (allOf as readonly Json[]).map((part) => resolved(part, root, depth + 1)).reduce(merged, rest)
  }
  return schema
}

/** The type that a value of the schema may have; the first one that is not null where there are several. */
export function typeOf(schema: JsonObject): string {
  if (typeof schema.type === 'string') return schema.type
  if (Array.isArray(schema.type)) return String(schema.type.find((type) => type !== 'null') ?? 'null')
  if (isObject(schema.properties)) return 'object'
  return schema.items === undefined ? 'string' : 'array'
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function propertiesOf(schema: JsonObject): JsonObject {
  return isObject(schema.properties) ? schema.properties : {}
}

export function requiredOf(schema: JsonObject): readonly string[] {
  return Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : []
}

function merged(one: JsonObject, other: JsonObject): JsonObject {
  return { ...one, ...other, properties: { ...propertiesOf(one), ...propertiesOf(other) }, required: [...requiredOf(one), ...requiredOf(other)] }
}

/** Only pointers into the same schema, such as `#/$defs/City`. */
function lookUp(root: Json, reference: string): Json {
  if (!reference.startsWith('#')) return {}
  const steps = reference.slice(1).split('/').filter(Boolean)
  return steps.reduce<Json>((at, step) => (isObject(at) ? (at[step.replaceAll('~1', '/').replaceAll('~0', '~')] ?? {}) : {}), root)
}
