import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { packetsOf, type SpokenLine, spokenLine } from '../support/speech.js'
import { type WireEvent, WireLog } from '../support/wire-log.js'

const longText =
  'one morning a traveller came to a small town by the sea and asked for a room, and the keeper of the inn gave him bread and fish, and told him of the storm that had taken the bridge, ' +
  'and of the people who had built it again with their own hands, and the traveller listened until the candles had burned down and the rain had stopped'

describe('@openai/agents-realtime over WebSocket, unchanged', () => {
  let server: TestServer
  let line: SpokenLine
  const weatherAsked: string[] = []

  beforeAll(async () => {
    line = await spokenLine()
    if (line.by === 'synthesised') console.log('No recorded human speech here: this ran on synthesised speech.')
    server = await startTestServer({
      script: {
        calls: [
          { answer: ['I heard you well.'] },
          { user: 'weather', answer: [{ tool: 'get_weather', arguments: { city: 'Paris' } }] },
          { toolOutput: 'sunny', answer: ['It is sunny in Paris.'] },
          { user: 'story', answer: [longText] },
          { answer: ['Yes?'] },
        ],
      },
    })
  })
  afterAll(() => server?.close())

  async function converse(): Promise<{ session: RealtimeSession; log: WireLog }> {
    const getWeather = tool({
      name: 'get_weather',
      description: 'The weather in a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false } as const,
      strict: true,
      execute: async (input) => {
        weatherAsked.push((input as { city: string }).city)
        return 'sunny'
      },
    })
    const agent = new RealtimeAgent({ name: 'Guide', instructions: 'Be brief.', tools: [getWeather] })
    const session = new RealtimeSession(agent, {
      transport: new OpenAIRealtimeWebSocket({ url: `${server.realtimeUrl}?model=gpt-realtime` }),
      model: 'gpt-realtime',
    })
    const log = new WireLog()
    session.transport.on('*', (event) => log.record(event as WireEvent))
    session.on('error', (error) => log.record({ type: 'client.error', error }))
    await session.connect({ apiKey: 'any' })
    await log.next('session.updated')
    return { session, log }
  }

  it('holds a voice turn and keeps its history', async () => {
    const { session, log } = await converse()
    for (const packet of packetsOf(line.samples)) session.sendAudio(new Uint8Array(Buffer.from(packet, 'base64')).buffer)
    const done = await log.next('response.done')
    expect(done.response.status).toBe('completed')
    await log.next('rate_limits.updated')
    const roles = session.history.map((item) => (item.type === 'message' ? item.role : item.type))
    expect(roles).toEqual(['user', 'assistant'])
    expect(JSON.stringify(session.history[1])).toContain('I heard you well.')
    expect(log.of('client.error')).toEqual([])
    session.close()
  })

  it('runs a tool and speaks its result', async () => {
    const { session, log } = await converse()
    session.sendMessage('What is the weather?')
    await log.next('response.done', (event) => event.response.output[0]?.type === 'function_call')
    const answered = await log.next('response.done')
    expect(weatherAsked).toEqual(['Paris'])
    expect(answered.response.output[0].content[0].transcript).toBe('It is sunny in Paris.')
    expect(log.of('client.error')).toEqual([])
    session.close()
  })

  it('is interrupted by speech, truncates, and the session goes on', async () => {
    const { session, log } = await converse()
    session.sendMessage('Tell me a story.')
    await log.next('response.output_audio.delta')
    for (const packet of packetsOf(line.samples)) session.sendAudio(new Uint8Array(Buffer.from(packet, 'base64')).buffer)
    await log.next('input_audio_buffer.speech_started')
    await log.next('conversation.item.truncated')
    const { item } = await log.next('conversation.item.retrieved', (event) => event.item.role === 'assistant')
    expect(longText.startsWith(item.content[0].transcript)).toBe(true)
    expect(item.content[0].transcript.length).toBeLessThan(longText.length / 2)
    const answered = await log.next('response.done', (event) => event.response.status === 'completed')
    expect(answered.response.output[0].content[0].transcript).toBe('Yes?')
    session.close()
  })
})
