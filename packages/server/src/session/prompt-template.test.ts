import { describe, expect, it } from 'vitest'
import { fillPrompt } from './prompt-template.js'

const templates = { greeter: { '1': 'Hi {{name}}.', '2': 'Greet {{ name }} of {{place}}, {{name}}.' }, plain: { '1': 'Be brief.' } }
const fill = (id: string, version: string | null, variables: Record<string, string> | null) => fillPrompt(templates, { id, version, variables })

describe('a prompt template', () => {
  it('T7 is filled in with its variables, wherever they stand', () => {
    expect(fill('greeter', null, { name: 'Ada', place: 'Paris', other: 'x' })).toEqual({ ok: true, instructions: 'Greet Ada of Paris, Ada.' })
    expect(fill('plain', null, null)).toEqual({ ok: true, instructions: 'Be brief.' })
  })

  it('T7 is the last version, or the one that is named', () => {
    expect(fill('greeter', '1', { name: 'Ada' })).toEqual({ ok: true, instructions: 'Hi Ada.' })
  })

  it('T7 takes values as they are', () => {
    expect(fill('greeter', '1', { name: '$& {{place}}' })).toEqual({ ok: true, instructions: 'Hi $& {{place}}.' })
  })

  it.each([
    ['an unknown id', 'nobody', null, null, { code: 'unknown-prompt', detail: { promptId: 'nobody' } }],
    ['an id that every object has', 'constructor', null, null, { code: 'unknown-prompt', detail: { promptId: 'constructor' } }],
    ['an unknown version', 'greeter', '3', null, { code: 'unknown-prompt-version', detail: { promptId: 'greeter', version: '3' } }],
    ['a missing variable', 'greeter', null, { name: 'Ada' }, { code: 'prompt-variable-missing', detail: { variable: 'place' } }],
  ])('T7 with %s is refused', (_, id, version, variables, refusal) => {
    expect(fill(id, version, variables)).toEqual({ ok: false, ...refusal })
  })
})
