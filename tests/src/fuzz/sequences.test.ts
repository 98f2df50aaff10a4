import { openaiRealtime } from '@sidetone/protocol/openai-realtime'
import { openaiRealtimeBeta } from '@sidetone/protocol/openai-realtime-beta'
import type { Script } from '@sidetone/server/providers/llm/scripted/script.js'
import { openScriptedGateway } from '@sidetone/server/replay/scripted-gateway.js'
import { Random } from '@sidetone/server/session/test-support/random.js'
import { describe, expect, it } from 'vitest'
import { expectBetaRules } from '../replay/beta-rules.js'
import { inBetaForm } from '../replay/in-beta-form.js'
import { expectWireRules } from '../replay/wire-rules.js'
import type { WireEvent } from '../support/wire-log.js'
import { RandomClient } from './random-client.js'

/** `SIDETONE_WALKS=500` walks further, `SIDETONE_SEED=7` begins elsewhere. */
const walks = Number(process.env.SIDETONE_WALKS ?? 12)
const firstSeed = Number(process.env.SIDETONE_SEED ?? 1)
const messagesOfAWalk = 80

const forms = {
  'the generally available form': { dialect: openaiRealtime, write: (message: object) => message, expectRules: expectWireRules },
  'the beta form': { dialect: openaiRealtimeBeta, write: inBetaForm, expectRules: expectBetaRules },
} as const
type Form = (typeof forms)[keyof typeof forms]

/** What a language model may do. */
function answers(random: Random): Script['calls'] {
  return Array.from({ length: 2 * messagesOfAWalk }, () => ({
    answer: random.pick<() => Script['calls'][number]['answer']>([
      () => ['Yes, ', { waitMs: random.below(300) }, 'of course. And ', 'more of it.'],
      () => ['Yes.'],
      () => [{ tool: 'clock', arguments: {}, callId: `call_${1 + random.below(4)}` }],
      () => ['Let me see. ', { tool: 'clock', arguments: {} }, { tool: 'clock', arguments: {} }],
      () => ['Too lo', { end: 'max-output-tokens' }],
      () => [{ hang: true }],
      () => ['I ', { fail: 'language-model-failed' }],
      () => [],
    ])(),
  }))
}

/** Under a random client every rule holds; returns what the client was told. */
async function walk(seed: number, { dialect, write, expectRules }: Form): Promise<readonly WireEvent[]> {
  const random = new Random(seed)
  const client = new RandomClient(random, write)
  // Reads as the gateway does, and says what must be refused.
  const reader = dialect.connect(() => '')
  const gateway = openScriptedGateway({
    script: {
      dialect: dialect.name,
      languageModel: { calls: answers(random) },
      recogniser: Array.from({ length: 4 * messagesOfAWalk }, () => ({ text: random.pick(['', 'What is this?', 'Go on.']) })),
    },
    onSessionEvent: (event) => reader.write(event),
    onEvent: (event) => client.hear(event),
  })
  const { received } = gateway.client
  /** Of the messages that were sent; damage may have made two of them alike. */
  const names: unknown[] = []
  try {
    for (let count = 0; count < messagesOfAWalk; count++) {
      if (random.chance(0.3)) await gateway.pass(random.below(400))
      const { message } = client.next()
      const text = typeof message === 'string' ? message : JSON.stringify(message)
      const read = reader.read(text)
      names.push(nameOf(text))
      const told = received.length
      gateway.client.send(text)
      expectAnswer(text, read, received.slice(told))
      // Much audio at once is listened to piece by piece, and what comes behind it waits.
      if (read.type === 'command' && read.command.type === 'append-audio') await gateway.pass(0)
    }
    await settleDown(gateway, received)
    await expectTurnAnswered(gateway, write)
    for (const [name, errors] of counted(received.map(({ error }) => error?.event_id))) {
      expect(errors, `errors that answer ${name}`).toBeLessThanOrEqual(names.filter((each) => each === name).length)
    }
    expectRules(received)
  } catch (error) {
    throw new Error(`The walk of seed ${seed} broke: ${(error as Error).message}`, { cause: error })
  }
  return received
}

/** What answers at once: every order but audio, and those that wait for the end of a reply, which end in an answer too. */
const answeredBy: { readonly [type: string]: string } = {
  'update-settings': 'session.updated',
  'clear-audio': 'input_audio_buffer.cleared',
  'commit-turn': 'input_audio_buffer.committed',
  'retrieve-item': 'conversation.item.retrieved',
  'truncate-item': 'conversation.item.truncated',
  'delete-item': 'conversation.item.deleted',
  'cancel-reply': 'response.done',
}

function expectAnswer(text: string, read: ReturnType<ReturnType<Form['dialect']['connect']>['read']>, answer: readonly WireEvent[]): void {
  if (read.type === 'rejected') {
    const { error } = JSON.parse(read.message)
    expect(answer, `what answers ${text}`).toMatchObject([{ type: 'error', error }])
    return
  }
  if (read.type === 'acknowledged') return
  const name = answeredBy[read.command.type]
  if (name === undefined) return
  const heard = answer.filter(({ type, error }) => type === name || (type === 'error' && error.event_id === (read.command.commandId ?? null)))
  expect(heard, `what answers ${text}`).toHaveLength(1)
}

type Gateway = ReturnType<typeof openScriptedGateway>

/** The client stops all that runs, and what waited behind it. */
async function settleDown({ client, pass }: Gateway, received: readonly WireEvent[]): Promise<void> {
  for (let rounds = 0; rounds < 50; rounds++) {
    await pass(0)
    const done = new Set(received.flatMap(({ type, response }) => (type === 'response.done' ? [response.id] : [])))
    const running = received.flatMap(({ type, response }) => (type === 'response.created' && !done.has(response.id) ? [response.id] : []))
    if (running.length === 0) return
    for (const response_id of running) client.send({ type: 'response.cancel', response_id })
  }
  expect.fail('Responses go on after they were cancelled.')
}

async function expectTurnAnswered({ client, pass }: Gateway, write: Form['write']): Promise<void> {
  const before = client.received.length
  client.send(write({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } }))
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Are you still there?' }] }
  client.send({ type: 'conversation.item.create', item })
  client.send(write({ type: 'response.create', response: { output_modalities: ['text'] } }))
  await pass(1_000)
  const created = client.received.slice(before).find(({ type }) => type === 'response.created')
  expect(created, 'an ordinary turn is answered').toBeDefined()
  await settleDown({ client, pass } as Gateway, client.received)
}

function nameOf(text: string): unknown {
  try {
    return JSON.parse(text)?.event_id
  } catch {
    return undefined
  }
}

/** How often each name is there. */
function counted(names: readonly unknown[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) if (typeof name === 'string') counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

describe('any sequence of messages, valid, nearly valid and garbage', () => {
  it.each(Object.entries(forms))(
    `in %s: ${walks} walks from seed ${firstSeed} on end in an ordinary turn, every mistake is told once, every order answered, every rule of the wire kept`,
    async (_, form) => {
      let errors = 0
      let responses = 0
      for (let seed = firstSeed; seed < firstSeed + walks; seed++) {
        const told = await walk(seed, form)
        errors += told.filter(({ type }) => type === 'error').length
        responses += told.filter(({ type }) => type === 'response.done').length
      }
      // Walks without mistakes, or without replies, would test nothing.
      expect(errors).toBeGreaterThan(walks * 5)
      expect(responses).toBeGreaterThan(walks * 2)
    },
    60_000 + walks * 10_000,
  )
})
