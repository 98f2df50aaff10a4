import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, settle } from '../../../lib/clock.js'
import type { ChatRequest } from '../contract.js'
import { callsOf, checkOrder, collect, languageModelContract, spokenRequest, textOf, toolRequest, user } from '../contract-suite.js'
import type { Script } from './script.js'
import { createScriptedModel, readScript } from './scripted.js'

const never = new AbortController().signal
const play = (...calls: Script['calls']) => createScriptedModel({ calls }, { clock: new ManualClock() })
const saying = (text: string): ChatRequest => ({ ...spokenRequest, messages: [user(text)] })

languageModelContract('A script', {
  finishing: async () => play({ answer: ['Hello ', 'there.'] }),
  speaking: async () => play({ answer: ['Hello ', { hang: true }] }),
  calling: async () => play({ answer: [{ tool: 'get_weather', arguments: { city: 'Paris' } }] }),
  failing: {
    'language-model-failed': async () => play(),
    'language-model-unreachable': async () => play({ answer: [{ fail: 'language-model-unreachable' }] }),
    'language-model-timed-out': async () => play({ answer: ['Hel', { fail: 'language-model-timed-out' }] }),
  },
})

describe('a script', () => {
  it('plays its calls in order, and is used up then', async () => {
    const model = play({ user: 'hello', answer: ['Hi.'] }, { answer: ['Bye', { end: 'max-output-tokens' }, 'never said'] })
    expect(() => model.assertUsedUp()).toThrow('2 calls of the script never came')
    expect(textOf(await collect(model.stream(saying('Hello!'), never)))).toBe('Hi.')
    expect(await collect(model.stream(saying('Bye.'), never))).toEqual([
      { type: 'text-delta', delta: 'Bye' },
      { type: 'end', because: 'max-output-tokens', usage: null },
    ])
    model.assertUsedUp()
    expect(model.requests.map((request) => request.messages.length)).toEqual([1, 1])
  })

  it('looks at the words of the user without case and punctuation', async () => {
    const model = play({ user: 'what time is it', answer: ['Noon.'] })
    expect(textOf(await collect(model.stream(saying('So, what TIME is it?'), never)))).toBe('Noon.')
  })

  it('looks at the result of a function when it is the last that came', async () => {
    const expects: Script['calls'][number] = { toolOutput: '21', answer: ['Warm.'] }
    const withResult: ChatRequest = { ...toolRequest, messages: [...toolRequest.messages, { role: 'tool', callId: 'a', output: '{"celsius":21}' }] }
    expect(textOf(await collect(play(expects).stream(withResult, never)))).toBe('Warm.')
    await expect(collect(play(expects).stream(saying('21'), never))).rejects.toThrow('expects the function result "21", but the user\'s words "21" came')
  })

  it('says what came when it is not what it expects, and keeps its place', async () => {
    const model = play({ user: 'hello', answer: ['Hi.'] })
    await expect(collect(model.stream(saying('Goodbye.'), never))).rejects.toThrow(
      'Call 1 of the script expects the user\'s words "hello", but the user\'s words "Goodbye." came.',
    )
    expect(textOf(await collect(model.stream(saying('Hello'), never)))).toBe('Hi.')
    await expect(collect(model.stream(saying('More'), never))).rejects.toThrow('The script has 1 calls, and one more came')
  })

  it('calls functions, each by its own id', async () => {
    const parts = await collect(
      play({ answer: ['One moment. ', { tool: 'f', arguments: { x: 1 } }, { tool: 'g', callId: 'mine' }] }).stream(spokenRequest, never),
    )
    checkOrder(parts)
    expect(callsOf(parts)).toEqual([
      { callId: 'call_1', name: 'f', arguments: '{"x":1}' },
      { callId: 'mine', name: 'g', arguments: '{}' },
    ])
  })

  it('waits by the clock it was given', async () => {
    const clock = new ManualClock()
    const answer = createScriptedModel({ calls: [{ answer: ['a', { waitMs: 500 }, 'b'] }] }, { clock })
      .stream(spokenRequest, never)
      [Symbol.asyncIterator]()
    await answer.next()
    let next: unknown = null
    answer.next().then((result) => {
      next = result.value
    })
    await clock.advance(499)
    expect(next).toBeNull()
    await clock.advance(1)
    expect(next).toEqual({ type: 'text-delta', delta: 'b' })
  })

  it('ends a wait at once when it is aborted', async () => {
    const controller = new AbortController()
    const reason = new Error('interrupted')
    const answer = play({ answer: ['a', { hang: true }] })
      .stream(spokenRequest, controller.signal)
      [Symbol.asyncIterator]()
    await answer.next()
    const next = answer.next()
    next.catch(() => {})
    await settle()
    controller.abort(reason)
    await expect(next).rejects.toBe(reason)
  })
})

describe('a script file', () => {
  const folders: string[] = []
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
  })
  const file = async (text: string) => {
    const folder = await mkdtemp(join(tmpdir(), 'sidetone-script-'))
    folders.push(folder)
    await writeFile(join(folder, 'script.json'), text)
    return join(folder, 'script.json')
  }

  it('is played like a script in memory', async () => {
    const script = await readScript(await file('{"name":"demo","calls":[{"answer":["Hi."]}]}'))
    const model = createScriptedModel(script, { clock: new ManualClock() })
    expect(model.name).toBe('demo')
    expect(textOf(await collect(model.stream(spokenRequest, never)))).toBe('Hi.')
  })

  it.each([
    ['is missing', null, 'cannot be read'],
    ['is not JSON', 'hello', 'is not JSON'],
    ['has a step that is none', '{"calls":[{"answer":[{"say":"Hi."}]}]}', 'calls[0].answer[0]'],
  ])('that %s is refused by its name', async (_, text, message) => {
    const path = text === null ? join(tmpdir(), 'sidetone-no-such-script.json') : await file(text)
    await expect(readScript(path)).rejects.toMatchObject({ code: 'language-model-failed', message: expect.stringContaining(message) })
    await expect(readScript(path)).rejects.toThrow(path)
  })
})
