import { limits } from '@sidetone/protocol'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import { openScriptedGateway, type ScriptedGateway } from '@sidetone/server/replay/scripted-gateway.js'
import { describe, expect, it } from 'vitest'
import type { Situation } from './error-row.js'
import { errorRows, notProvoked } from './error-rows.js'
import { ownErrorRows } from './own-error-rows.js'

const question = (text: string) => ({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] } })

const answers: Readonly<Record<Situation, Script['calls']>> = {
  new: [],
  'has-spoken': [{ answer: ['I am well, thank you.'] }],
  replying: [{ answer: [{ hang: true }] }],
}

/** What every session of the table is opened with. */
const session = {
  idSeed: 'R',
  model: 'sidetone',
  startedAt: '2026-01-01T00:00:00.000Z',
  voices: [],
  leadMs: 1500,
  tokensPerMinute: 1_000_000,
  prompts: { pmpt_greeter: { '1': 'Greet {{name}}.' } },
}

async function openIn(situation: Situation): Promise<ScriptedGateway> {
  const gateway = openScriptedGateway({ script: { session, languageModel: { calls: [...answers[situation], { user: 'still there', answer: ['Yes.'] }] } } })
  if (situation !== 'new') {
    gateway.client.send(question('How are you?'))
    gateway.client.send({ type: 'response.create' })
    await gateway.pass(situation === 'has-spoken' ? 3000 : 0)
  }
  return gateway
}

async function expectTextTurnAnswered({ client, pass }: ScriptedGateway): Promise<void> {
  const before = client.received.length
  client.send(question('Are you still there?'))
  client.send({ type: 'response.create', response: { output_modalities: ['text'] } })
  await pass(0)
  const answer = client.received.slice(before)
  expect(answer.filter((event) => event.type === 'error')).toEqual([])
  expect(answer.find((event) => event.type === 'response.output_text.done')).toMatchObject({ text: 'Yes.' })
  expect(answer.find((event) => event.type === 'response.done')?.response.status).toBe('completed')
}

describe('a mistake of a client is answered with its row of the error table, and the session lives on', () => {
  it.each([...errorRows, ...ownErrorRows])('$when', async ({ situation = 'new', before = [], send, code, param, message, eventId = 'mistake', after = [] }) => {
    const gateway = await openIn(situation)
    const { client, pass } = gateway
    for (const each of before) client.send(each)
    await pass(0)
    const told = client.received.length
    client.send(typeof send === 'string' || 'event_id' in send ? send : { ...send, event_id: 'mistake' })
    await pass(0)
    expect(client.received.slice(told)).toEqual([
      {
        type: 'error',
        event_id: expect.stringMatching(/^event_/),
        error: {
          type: 'invalid_request_error',
          code,
          param,
          message: typeof message === 'string' ? message : expect.stringMatching(message),
          event_id: eventId,
        },
      },
    ])
    for (const each of after) client.send(each)
    await pass(0)
    await expectTextTurnAnswered(gateway)
    expect(client.received.filter((event) => event.type === 'error')).toHaveLength(1)
    gateway.assertScriptFollowed()
  })

  for (const { row, because } of notProvoked) it.skip(`${row}: ${because}`)
})

describe('what a client may get wrong without being told', () => {
  it('the output of a call that nobody made is taken', async () => {
    const gateway = await openIn('new')
    gateway.client.send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'call_of_yesterday', output: 'rain' } })
    await expectTextTurnAnswered(gateway)
  })
})

describe('an error that ends the session', () => {
  it('comes after 60 minutes, and the link is closed with 1001', async () => {
    const { client, clock } = await openIn('new')
    await clock.advance(limits.sessionMs - 1)
    expect(client.closed).toBeNull()
    await clock.advance(1)
    expect(client.received.at(-1)).toMatchObject({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        code: 'session_expired',
        param: null,
        message: 'Your session hit the maximum duration of 60 minutes.',
        event_id: null,
      },
    })
    expect(client.closed).toMatchObject({ by: 'server', code: 1001 })
  })
})
