import type { Json, Tool } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { makeArguments } from './make-arguments.js'

const now = new Date(Date.UTC(2026, 0, 5, 12))
const tool = (parameters: Json, name = 'do_it'): Tool => ({ name, description: null, parameters })
const object = (properties: Record<string, Json>, required = Object.keys(properties)): Json => ({ type: 'object', properties, required })
const make = (parameters: Json, text: string, name?: string) => {
  const made = makeArguments(tool(parameters, name), text, now).value
  // Another reader of JSON Schema has the last word.
  z.fromJSONSchema(parameters as Parameters<typeof z.fromJSONSchema>[0]).parse(made)
  return made
}

describe('arguments made from words', () => {
  it.each<[string, Json, string, Json]>([
    ['a place after its preposition', object({ location: { type: 'string' } }), "What's the weather in San Francisco today?", { location: 'San Francisco' }],
    [
      'two places',
      object({ origin: { type: 'string' }, destination: { type: 'string' } }),
      'Book a flight from Berlin to Rome.',
      { origin: 'Berlin', destination: 'Rome' },
    ],
    ['what is named with its value', object({ email: { type: 'string' } }), 'My email is ann at example, thanks.', { email: 'ann at example' }],
    [
      'a message and who gets it',
      object({ message: { type: 'string' }, recipient: { type: 'string' } }),
      'Send a message to Bob saying hello there',
      { message: 'hello there', recipient: 'Bob' },
    ],
    ['numbers in order', object({ width: { type: 'integer' }, height: { type: 'number' } }), 'Make it twelve by 3.5', { width: 12, height: 3.5 }],
    ['a number within its bounds', object({ volume: { type: 'integer', minimum: 0, maximum: 10 } }), 'Volume fifty', { volume: 10 }],
    ['a number beside an open bound', object({ n: { type: 'integer', exclusiveMinimum: 0 } }), 'Do it', { n: 1 }],
    ['the choice that was said', object({ unit: { enum: ['celsius', 'fahrenheit'] } }), 'In Fahrenheit please', { unit: 'fahrenheit' }],
    ['the choice that was nearly said', object({ unit: { enum: ['celsius', 'fahrenheit'] } }), 'In farenheit please', { unit: 'fahrenheit' }],
    ['the first choice when none was said', object({ unit: { enum: ['celsius', 'fahrenheit'] } }), 'Do it', { unit: 'celsius' }],
    ['the default when nothing was said', object({ count: { type: 'integer', default: 3 } }), 'Do it', { count: 3 }],
    ['a yes and a no', object({ on: { type: 'boolean' } }), 'Switch it off', { on: false }],
    ['nothing that is optional', object({ city: { type: 'string' } }, []), 'The weather in Paris', {}],
    ['an optional choice that was said', object({ unit: { enum: ['celsius', 'fahrenheit'] } }, []), 'In celsius', { unit: 'celsius' }],
    ['a list', object({ tags: { type: 'array', items: { type: 'string' }, minItems: 1 } }), 'Search for cats', { tags: ['cats'] }],
    ['a list of numbers', object({ values: { type: 'array', items: { type: 'number' } } }), 'Add 1, 2 and 3', { values: [1, 2, 3] }],
    ['an object within', object({ place: object({ city: { type: 'string' } }) }), 'Weather in Paris', { place: { city: 'Paris' } }],
    ['a type of several', object({ city: { type: ['string', 'null'] } }), 'Weather in Paris', { city: 'Paris' }],
    ['a choice of types', object({ n: { anyOf: [{ type: 'null' }, { type: 'integer' }] } }), 'Take five', { n: 5 }],
    [
      'a reference',
      { ...(object({ city: { $ref: '#/$defs/City' } }) as object), $defs: { City: { type: 'string' } } } as Json,
      'Weather in Paris',
      { city: 'Paris' },
    ],
    ['a constant', object({ kind: { const: 'x' } }), 'Do it', { kind: 'x' }],
    ['a day', object({ day: { type: 'string', format: 'date' } }), 'Book it', { day: '2026-01-05' }],
    ['text of a bounded length', object({ code: { type: 'string', minLength: 6, maxLength: 8 } }), 'Code is abc', { code: 'abc---' }],
    ['nothing, where nothing is wanted', { type: 'object', properties: {} }, 'Do it', {}],
    ['nothing, where there is no schema', {}, 'Do it', {}],
  ])('%s', (_, parameters, text, expected) => {
    expect(make(parameters, text)).toEqual(expected)
  })

  it('leave out what only says which function is meant', () => {
    expect(make(object({ query: { type: 'string' } }), 'Find pizza recipes', 'search_recipes')).toEqual({ query: 'pizza' })
  })

  it('take the whole sentence rather than nothing, and tell that it was missing', () => {
    expect(makeArguments(tool(object({ city: { type: 'string' } }), 'get_weather'), "What's the weather?", now)).toEqual({
      value: { city: "What's the weather" },
      missing: ['city'],
    })
  })

  it('come to an end in a schema that contains itself', () => {
    const schema = { type: 'object', properties: { child: { $ref: '#' } }, required: ['child'] }
    expect(JSON.stringify(makeArguments(tool(schema), 'Do it', now).value).length).toBeLessThan(200)
  })
})
