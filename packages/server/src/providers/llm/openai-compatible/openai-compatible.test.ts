import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, settle, systemClock } from '../../../lib/clock.js'
import type { ChatRequest } from '../contract.js'
import { callsOf, checkOrder, collect, languageModelContract, spokenRequest, textOf, toolRequest, user } from '../contract-suite.js'
import { createOpenAiCompatibleModel, type OpenAiCompatibleOptions } from './openai-compatible.js'
import { type ChatServer, closedPort, delta, finish, type Handle, refuses, stallsAfter, startChatServer, streams, toolDelta } from './testing/chat-server.js'

const never = new AbortController().signal
const servers: ChatServer[] = []
const stopServers = async () => {
  for (const server of servers.splice(0)) await server.close()
}

const modelAt = (baseUrl: string, more: Partial<OpenAiCompatibleOptions> = {}) =>
  createOpenAiCompatibleModel({ baseUrl, apiKey: 'sk-secret-key', model: 'test-model', seesImages: true, timeoutMs: 30_000, clock: systemClock, ...more })

async function serve(handle: Handle, more?: Partial<OpenAiCompatibleOptions>) {
  const server = await startChatServer(handle)
  servers.push(server)
  return { server, model: modelAt(server.baseUrl, more) }
}

/** A different behaviour for each request; the last one stays. */
const inTurn = (...handles: readonly Handle[]): Handle => {
  let count = 0
  return (request, response) => handles[Math.min(count++, handles.length - 1)]?.(request, response)
}

const answerOf = async (handle: Handle, request: ChatRequest = spokenRequest) => {
  const { model } = await serve(handle)
  const parts = await collect(model.stream(request, never))
  checkOrder(parts)
  return parts
}
const failureOf = async (handle: Handle) => {
  const { model } = await serve(handle)
  return collect(model.stream(spokenRequest, never)).then(
    () => expect.unreachable('the answer should fail'),
    (error) => error,
  )
}

languageModelContract('An OpenAI-compatible server', {
  finishing: async () => (await serve(streams(delta('Hel'), delta('lo.'), finish('stop')))).model,
  speaking: async () => (await serve(stallsAfter(delta('Hello.')))).model,
  calling: async () => (await serve(streams(toolDelta(0, { id: 'a', name: 'get_weather', arguments: '{"city":"Paris"}' }), finish('tool_calls')))).model,
  failing: {
    'language-model-failed': async () => (await serve(refuses(500, { error: { message: 'out of memory' } }))).model,
    'language-model-unreachable': async () => modelAt(`http://127.0.0.1:${await closedPort()}/v1`),
    'language-model-timed-out': async () => (await serve(stallsAfter(), { timeoutMs: 1 })).model,
  },
  cleanUp: stopServers,
})

describe('an OpenAI-compatible language model', () => {
  afterEach(stopServers)

  it('asks for a streamed answer with the figures, the model and the key', async () => {
    const { server, model } = await serve(streams(delta('Hi.'), finish('stop')))
    await collect(model.stream({ ...toolRequest, maxOutputTokens: 50 }, never))
    const [request] = server.received
    expect(request?.url).toBe('/v1/chat/completions')
    expect(request?.headers.authorization).toBe('Bearer sk-secret-key')
    expect(request?.body).toEqual({
      model: 'test-model',
      messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 50,
      tools: [{ type: 'function', function: expect.objectContaining({ name: 'get_weather', parameters: expect.objectContaining({ type: 'object' }) }) }],
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
    })
  })

  it('sends calls, results and images in the API’s own shapes, and no key where there is none', async () => {
    const { server, model } = await serve(streams(delta('Hi.'), finish('stop')), { apiKey: null })
    const messages: ChatRequest['messages'] = [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'What is this?', imageUrls: ['data:image/png;base64,AA=='] },
      { role: 'assistant', text: '', toolCalls: [{ callId: 'c1', name: 'look', arguments: '{}' }] },
      { role: 'tool', callId: 'c1', output: 'a cat' },
      { role: 'assistant', text: 'A cat.', toolCalls: [] },
    ]
    await collect(model.stream({ ...spokenRequest, messages }, never))
    expect(server.received[0]?.headers.authorization).toBeUndefined()
    expect(server.received[0]?.body).not.toHaveProperty('tools')
    expect(server.received[0]?.body.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
        ],
      },
      { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }] },
      { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
      { role: 'assistant', content: 'A cat.' },
    ])
  })

  it('streams the words and reports the figures that come after them', async () => {
    const usage = { choices: [], usage: { prompt_tokens: 12, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 8 } } }
    expect(await answerOf(streams(delta(''), delta('Hel'), delta('lo.'), finish('stop'), usage))).toEqual([
      { type: 'text-delta', delta: 'Hel' },
      { type: 'text-delta', delta: 'lo.' },
      { type: 'end', because: 'completed', usage: { inputTokens: 12, outputTokens: 3, cachedTokens: 8 } },
    ])
  })

  it.each([
    ['stop', 'completed'],
    ['tool_calls', 'completed'],
    ['length', 'max-output-tokens'],
    ['content_filter', 'content-filter'],
  ])('says why it ended: %s is %s', async (reason, because) => {
    expect((await answerOf(streams(delta('Hi'), finish(reason)))).at(-1)).toEqual({ type: 'end', because, usage: null })
  })

  it('streams parallel tool calls', async () => {
    const parts = await answerOf(
      streams(
        toolDelta(0, { id: 'a', name: 'get_weather', arguments: '{"city":' }),
        toolDelta(1, { id: 'b', name: 'get_time', arguments: '' }),
        toolDelta(0, { arguments: '"Paris"}' }),
        toolDelta(1, { arguments: '{}' }),
        finish('tool_calls'),
      ),
      toolRequest,
    )
    expect(callsOf(parts)).toEqual([
      { callId: 'a', name: 'get_weather', arguments: '{"city":"Paris"}' },
      { callId: 'b', name: 'get_time', arguments: '{}' },
    ])
  })

  it('never says what the model only thinks', async () => {
    const thinking = { choices: [{ delta: { content: null, reasoning_content: 'The user greets me.', reasoning: 'Again.' } }] }
    const listed = {
      choices: [
        {
          delta: {
            content: [
              { type: 'thinking', thinking: [] },
              { type: 'text', text: 'there.' },
            ],
          },
        },
      ],
    }
    expect(textOf(await answerOf(streams(thinking, delta('<thi'), delta('nk>Hm.</think>'), delta('\nHello '), listed, finish('stop'))))).toBe('Hello there.')
  })

  it('understands a server that answers in one piece although a stream was asked for', async () => {
    const parts = await answerOf((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const calls = [{ id: 'a', type: 'function', function: { name: 'get_time', arguments: '{}' } }]
      response.end(
        JSON.stringify({
          object: 'chat.completion',
          choices: [{ message: { content: 'Hello.', tool_calls: calls }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 2, completion_tokens: 1 },
        }),
      )
    })
    expect(textOf(parts)).toBe('Hello.')
    expect(callsOf(parts)).toEqual([{ callId: 'a', name: 'get_time', arguments: '{}' }])
    expect(parts.at(-1)).toEqual({ type: 'end', because: 'completed', usage: { inputTokens: 2, outputTokens: 1, cachedTokens: 0 } })
  })

  it('does without figures where the server refuses the option, and remembers it', async () => {
    const { server, model } = await serve(inTurn(refuses(400, { error: 'unknown field: stream_options' }), streams(delta('Hi.'), finish('stop'))))
    expect(textOf(await collect(model.stream(spokenRequest, never)))).toBe('Hi.')
    await collect(model.stream(spokenRequest, never))
    expect(server.received.map((request) => 'stream_options' in request.body)).toEqual([true, false, false])
  })

  it('limits the answer by the other name where the server wants it, and remembers it', async () => {
    const wants = { error: { message: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead." } }
    const { server, model } = await serve(inTurn(refuses(400, wants), streams(delta('Hi.'), finish('stop'))))
    const request: ChatRequest = { ...spokenRequest, maxOutputTokens: 9 }
    await collect(model.stream(request, never))
    await collect(model.stream(request, never))
    expect(server.received.map(({ body }) => [body.max_tokens, body.max_completion_tokens])).toEqual([
      [9, undefined],
      [undefined, 9],
      [undefined, 9],
    ])
  })

  it('passes on how the model may reason and call, and does without where the server or the model refuses it', async () => {
    const refusal = (name: string) => refuses(400, { error: { message: `Unsupported parameter: '${name}' is not supported with this model.` } })
    const handle = inTurn(refusal('reasoning_effort'), refusal('parallel_tool_calls'), streams(delta('Hi.'), finish('stop')))
    const { server, model } = await serve(handle)
    await collect(model.stream({ ...toolRequest, reasoningEffort: 'low', parallelToolCalls: false }, never))
    await collect(model.stream({ ...toolRequest, reasoningEffort: 'low', parallelToolCalls: false }, never))
    expect(server.received.map(({ body }) => [body.reasoning_effort, body.parallel_tool_calls])).toEqual([
      ['low', false],
      [undefined, false],
      [undefined, undefined],
      [undefined, undefined],
    ])
  })

  it('fails when a refusal stays after every other manner was tried', async () => {
    const { server, model } = await serve(refuses(400, { error: { message: 'The prompt is too long.' } }))
    await expect(collect(model.stream(spokenRequest, never))).rejects.toMatchObject({
      code: 'language-model-failed',
      message: 'The language model failed with status 400: The prompt is too long.',
    })
    expect(server.received).toHaveLength(2)
  })

  it.each([
    [401, { error: { message: 'Incorrect API key provided: sk-s****-key. Or sk-secret-key?' } }, 'status 401: Incorrect API key provided: [key] Or [key]?'],
    [404, { error: "model 'test-model' not found" }, "status 404: model 'test-model' not found"],
    [429, { message: 'slow down' }, 'status 429: slow down'],
    [503, '<html>Bad gateway</html>', 'status 503.'],
    [500, { detail: [{ loc: ['body', 'messages'], msg: 'field required' }] }, 'status 500: body.messages: field required'],
  ])('a refusal with %i fails in the words of the server, and never shows the key', async (status, body, message) => {
    const failure = await failureOf(refuses(status, body))
    expect(failure.code).toBe('language-model-failed')
    expect(failure.message).toContain(message)
    expect(failure.message).not.toContain('secret')
  })

  it.each<[string, Handle]>([
    ['reports an error between the words', streams(delta('Hel'), { error: { message: 'out of memory' } })],
    [
      'sends an event named error',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.end('event: error\ndata: {"message":"out of memory"}\n\n')
      },
    ],
  ])('a server that %s fails in its words', async (_, handle) => {
    expect(await failureOf(handle)).toMatchObject({ code: 'language-model-failed', message: expect.stringContaining('out of memory') })
  })

  it.each<[string, Handle]>([
    [
      'ends the stream in mid-answer',
      (_, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${JSON.stringify(delta('Hel'))}\n\n`),
    ],
    ['sends something else', (_, response) => response.writeHead(200).end('data: hello\n\n')],
    ['sends JSON that is no answer', (_, response) => response.writeHead(200).end('{"ok":true}')],
    ['sends nothing', (_, response) => response.writeHead(204).end()],
    [
      'breaks the connection in mid-answer',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(`data: ${JSON.stringify(delta('Hel'))}\n\n`, () => response.destroy())
      },
    ],
  ])('a server that %s fails', async (_, handle) => {
    expect((await failureOf(handle)).code).toBe('language-model-failed')
  })

  it('does not wait for the figures of a server that breaks off after the last word', async () => {
    const handle: Handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(delta('Hi.'))}\n\ndata: ${JSON.stringify(finish('stop'))}\n\n`, () => response.destroy())
    }
    expect(textOf(await answerOf(handle))).toBe('Hi.')
  })

  it('tries once more when a connection fails before any answer', async () => {
    const { server, model } = await serve(inTurn((_, response) => response.destroy(), streams(delta('Hi.'), finish('stop'))))
    expect(textOf(await collect(model.stream(spokenRequest, never)))).toBe('Hi.')
    expect(server.received).toHaveLength(2)
  })

  it('tries no more than once more, and says that the server cannot be reached', async () => {
    const { server, model } = await serve((_, response) => response.destroy())
    await expect(collect(model.stream(spokenRequest, never))).rejects.toMatchObject({ code: 'language-model-unreachable' })
    expect(server.received).toHaveLength(2)
  })

  it('uses the connection again after a whole answer', async () => {
    const ports = new Set<number | undefined>()
    const { model } = await serve((request, response) => {
      ports.add(response.socket?.remotePort)
      streams(delta('Hi.'), finish('stop'))(request, response)
    })
    for (let turn = 0; turn < 3; turn++) {
      await collect(model.stream(spokenRequest, never))
      await settle()
    }
    expect(ports.size).toBe(1)
  })

  describe('an abort', () => {
    it('closes the connection that still waits for the first word', async () => {
      const controller = new AbortController()
      const reason = new Error('interrupted')
      let arrived = () => {}
      const asked = new Promise<void>((resolve) => {
        arrived = resolve
      })
      const { server, model } = await serve(() => arrived())
      const answer = collect(model.stream(spokenRequest, controller.signal))
      answer.catch(() => {})
      await asked
      controller.abort(reason)
      await expect(answer).rejects.toBe(reason)
      await server.clientLeft
    })

    it('closes the connection in mid-answer, while the next word is awaited', async () => {
      const controller = new AbortController()
      const reason = new Error('interrupted')
      const { server, model } = await serve(stallsAfter(delta('Hel')))
      const answer = model.stream(spokenRequest, controller.signal)[Symbol.asyncIterator]()
      await answer.next()
      const next = answer.next()
      controller.abort(reason)
      await expect(next).rejects.toBe(reason)
      await server.clientLeft
    })

    it('is not needed: whoever leaves the answer closes the connection too', async () => {
      const { server, model } = await serve(stallsAfter(delta('Hel')))
      for await (const _ of model.stream(spokenRequest, never)) break
      await server.clientLeft
    })
  })

  describe('the time limit', () => {
    /** Moves time on until the answer has settled: how often depends on when the bytes come, what it counts does not. */
    async function whenTimeHasPassed<Value>(clock: ManualClock, next: Promise<Value>): Promise<Value> {
      let settled = false
      next.then(
        () => (settled = true),
        () => (settled = true),
      )
      while (!settled) await clock.advance(100)
      return next
    }

    it('ends the wait for a first part, thoughts and comments aside', async () => {
      const clock = new ManualClock()
      const thinking = { choices: [{ delta: { reasoning_content: 'Hm.' } }] }
      const { server, model } = await serve(stallsAfter(thinking, delta('<think>'), thinking), { clock, timeoutMs: 5_000 })
      const answer = collect(model.stream(spokenRequest, never))
      await expect(whenTimeHasPassed(clock, answer)).rejects.toMatchObject({ code: 'language-model-timed-out' })
      expect(clock.nowMs()).toBeGreaterThanOrEqual(5_000)
      await server.clientLeft
    })

    it('ends the wait for a next part, and starts anew with each part', async () => {
      const clock = new ManualClock()
      const { model } = await serve(stallsAfter(delta('One'), delta('two')), { clock, timeoutMs: 5_000 })
      const answer = model.stream(spokenRequest, never)[Symbol.asyncIterator]()
      await answer.next()
      await clock.advance(60_000)
      // Time that the reader takes is not the model's.
      expect((await answer.next()).value).toEqual({ type: 'text-delta', delta: 'two' })
      const askedAtMs = clock.nowMs()
      await expect(whenTimeHasPassed(clock, answer.next())).rejects.toMatchObject({ code: 'language-model-timed-out' })
      expect(clock.nowMs() - askedAtMs).toBeGreaterThanOrEqual(5_000)
    })

    it('leaves an answer whole whose server neither sends figures nor closes', async () => {
      const clock = new ManualClock()
      const { model } = await serve(stallsAfter(delta('Hi.'), finish('stop')), { clock, timeoutMs: 5_000 })
      const parts = await whenTimeHasPassed(clock, collect(model.stream(spokenRequest, never)))
      expect(parts.at(-1)).toEqual({ type: 'end', because: 'completed', usage: null })
    })
  })

  it.each(['not a url', 'ftp://127.0.0.1'])('takes no base URL like %s', (baseUrl) => {
    expect(() => modelAt(baseUrl)).toThrow(TypeError)
  })

  it.each(['', '/', '/v1', '/v1/', '/v1/chat/completions'])('finds the operation below a base URL that ends in "%s"', async (path) => {
    const { server } = await serve(streams(delta('Hi.'), finish('stop')))
    await collect(modelAt(`http://127.0.0.1:${server.port}${path}`).stream({ ...spokenRequest, messages: [user('Hi')] }, never))
    expect(server.received[0]?.url).toBe('/v1/chat/completions')
  })
})
