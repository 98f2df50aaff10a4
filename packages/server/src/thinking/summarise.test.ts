import type { Item } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../lib/clock.js'
import { createScriptedModel } from '../providers/llm/scripted/scripted.js'
import { summaryCharacters } from './contract.js'
import { createSummariser } from './summarise.js'

const never = new AbortController().signal
const script = (...answer: string[]) => createScriptedModel({ calls: [{ answer }] }, { clock: new ManualClock() })
const items: Item[] = [
  { type: 'user-message', id: 'a', status: 'completed', content: [{ type: 'audio', transcript: 'My name is Ada.', durationMs: 1 }] },
  { type: 'tool-call', id: 'b', status: 'completed', callId: 'c1', name: 'note', arguments: '{"name":"Ada"}' },
  { type: 'tool-output', id: 'c', callId: 'c1', output: 'noted' },
  { type: 'assistant-message', id: 'd', status: 'completed', content: [{ type: 'audio', transcript: 'Hello Ada', cutOff: true }] },
]
const asked = (model: ReturnType<typeof script>) => model.requests[0]?.messages.at(-1)

describe('a summary', () => {
  it('is asked for with all that was said, one line each, and in a bounded length', async () => {
    const model = script(' The user is Ada. ')
    expect(await createSummariser({ model })({ before: null, items }, never)).toBe('The user is Ada.')
    expect(asked(model)).toMatchObject({
      role: 'user',
      text: 'User: My name is Ada.\nAssistant calls note({"name":"Ada"})\nFunction result: noted\nAssistant: Hello Ada—',
    })
    expect(model.requests[0]).toMatchObject({ tools: [], maxOutputTokens: 300 })
  })

  it('goes on from the one before', async () => {
    const model = script('Both.')
    await createSummariser({ model })({ before: 'The user likes tea.', items: items.slice(0, 1) }, never)
    expect(asked(model)).toMatchObject({ text: 'Notes so far:\nThe user likes tea.\n\nWhat was said then:\nUser: My name is Ada.' })
  })

  it('is bounded both ways', async () => {
    const model = script(...Array.from({ length: 40 }, () => 'word '.repeat(20)))
    const long: Item[] = Array.from({ length: 100 }, (_, index) => ({
      type: 'system-message',
      id: `${index}`,
      status: 'completed',
      content: [{ type: 'text', text: 'x'.repeat(1_000) }],
    }))
    expect((await createSummariser({ model })({ before: null, items: long }, never)).length).toBeLessThanOrEqual(summaryCharacters)
    expect(JSON.stringify(asked(model)).length).toBeLessThan(12_200)
  })

  it('of nothing is a failure', async () => {
    await expect(createSummariser({ model: script('  ') })({ before: null, items }, never)).rejects.toMatchObject({ code: 'language-model-failed' })
  })
})
