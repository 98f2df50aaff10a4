import { runConformance } from '@sidetone/conformance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Mutation, startMutatingProxy } from '../support/mutating-proxy.js'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import type { WireEvent } from '../support/wire-log.js'

/** Holds an event back until one of the other type has gone by. */
const behind =
  (late: string, early: string): Mutation =>
  (event, state) => {
    if (event.type === late) {
      state.set(late, event)
      return []
    }
    const held = state.get(late) as WireEvent | undefined
    if (event.type !== early || !held) return [event]
    state.delete(late)
    return [event, held]
  }

const without =
  (type: string): Mutation =>
  (event) =>
    event.type === type ? [] : [event]

const changed =
  (type: string, change: (event: WireEvent) => void): Mutation =>
  (event) => {
    if (event.type === type) change(event)
    return [event]
  }

/** A fault, the checks that are run against it, and those among them that have to find it. */
interface Fault {
  readonly fault: string
  readonly mutate: Mutation
  readonly run: readonly string[]
  readonly caughtBy: readonly string[]
  /** Short where a check can only fail by waiting in vain. */
  readonly timeoutMs?: number
}

const textChecks = ['RT-7.5-text', 'RT-7.0-previous', 'RT-2-metadata', 'RT-8.', 'RT-7.0-item', 'RT-7.0-rate', 'RT-2-event-id']

const faults: readonly Fault[] = [
  {
    fault: 'response.output_item.done comes before conversation.item.done',
    mutate: (event, state) => {
      if (event.type === 'conversation.item.done' && event.item.role === 'assistant') {
        state.set('held', event)
        return []
      }
      return event.type === 'response.output_item.done' && state.has('held') ? [event, state.get('held') as WireEvent] : [event]
    },
    run: ['RT-7.5', 'RT-7.0-item-done-first', 'RT-8.1-one-done'],
    caughtBy: ['RT-7.5-text-turn', 'RT-7.0-item-done-first'],
  },
  {
    fault: 'response.content_part.done is missing',
    mutate: without('response.content_part.done'),
    run: ['RT-7.5', 'RT-8.1-all-closed', 'RT-8.1-one-done'],
    caughtBy: ['RT-7.5-text-turn', 'RT-8.1-all-closed'],
  },
  {
    fault: 'a delta is lost',
    mutate: (event, state) => {
      if (event.type !== 'response.output_text.delta' || state.has('lost')) return [event]
      state.set('lost', true)
      return []
    },
    run: textChecks,
    caughtBy: ['RT-7.5-text-deltas'],
  },
  {
    fault: 'rate limits come before the response',
    mutate: (event) =>
      event.type === 'rate_limits.updated'
        ? []
        : event.type === 'response.created'
          ? [{ type: 'rate_limits.updated', event_id: 'event_early', rate_limits: [{ name: 'tokens', limit: 1, remaining: 1, reset_seconds: 1 }] }, event]
          : [event],
    run: textChecks,
    caughtBy: ['RT-7.0-rate-limits-last'],
  },
  {
    fault: 'the same event_id comes again',
    mutate: (event) => [{ ...event, event_id: 'event_1' }],
    run: textChecks,
    caughtBy: ['RT-2-event-id'],
  },
  {
    fault: 'a response ends twice',
    mutate: (event) => (event.type === 'response.done' ? [event, { ...event, event_id: 'event_again' }] : [event]),
    run: ['RT-2-metadata', 'RT-8.1'],
    caughtBy: ['RT-8.1-one-done'],
  },
  {
    fault: 'usage does not add up',
    mutate: changed('response.done', ({ response }) => {
      response.usage.total_tokens += 1
    }),
    run: textChecks,
    caughtBy: ['RT-8.8-usage'],
  },
  {
    fault: 'response.created leaves out status_details',
    mutate: changed('response.created', ({ response }) => {
      delete response.status_details
    }),
    run: ['RT-7.5', 'RT-6-response.created', 'RT-6-response.done'],
    caughtBy: ['RT-6-response.created'],
  },
  {
    fault: 'the predecessor of the reply is not told',
    mutate: changed('conversation.item.added', (event) => {
      event.previous_item_id = null
    }),
    run: ['RT-7.5', 'RT-7.0-previous', 'RT-7.13-append', 'RT-7.13-root'],
    caughtBy: ['RT-7.0-previous-item', 'RT-7.13-append'],
  },
  {
    fault: 'metadata is not given back',
    mutate: changed('response.created', ({ response }) => {
      response.metadata = null
    }),
    run: textChecks,
    caughtBy: ['RT-2-metadata', 'RT-2-metadata-limit'],
  },
  {
    fault: 'an error is told in a shape of its own',
    mutate: (event) => (event.type === 'error' ? [{ type: 'error', event_id: event.event_id, error: 'Something is wrong.' }] : [event]),
    run: ['RT-9-unknown-field', 'RT-9-event-id', 'RT-6-error', 'RT-3.3-atomic', 'RT-6-session.updated'],
    caughtBy: ['RT-9-unknown-field', 'RT-9-unknown-field-inside', 'RT-9-event-id', 'RT-6-error'],
  },
  {
    fault: 'an error has another code',
    mutate: changed('error', ({ error }) => {
      error.code = 'bad_request'
    }),
    run: ['RT-9-session-type', 'RT-9-delete-unknown', 'RT-9-event-id', 'RT-6-error'],
    caughtBy: ['RT-9-session-type', 'RT-9-delete-unknown'],
  },
  {
    fault: "an error does not bear the client's event_id",
    mutate: changed('error', ({ error }) => {
      error.event_id = null
    }),
    run: ['RT-9-session-type', 'RT-9-event-id', 'RT-6-error'],
    caughtBy: ['RT-9-event-id'],
  },
  {
    fault: 'mistakes are passed over in silence',
    mutate: without('error'),
    run: ['RT-9-unknown-field', 'RT-3.3-atomic', 'RT-3.3-clear'],
    caughtBy: ['RT-9-unknown-field', 'RT-9-unknown-field-inside', 'RT-3.3-atomic'],
    timeoutMs: 3_000,
  },
  {
    fault: 'session.created comes with conversation.created',
    mutate: (event) =>
      event.type === 'session.created'
        ? [event, { type: 'conversation.created', event_id: 'event_c', conversation: { id: 'conv_1', object: 'realtime.conversation' } }]
        : [event],
    run: ['RT-1.1', 'RT-3.1'],
    caughtBy: ['RT-1.1-first-event'],
  },
  {
    fault: 'a new session waits 500 ms for silence',
    mutate: changed('session.created', ({ session }) => {
      session.audio.input.turn_detection.silence_duration_ms = 500
    }),
    run: ['RT-1.1', 'RT-3.1', 'RT-6-session.created'],
    caughtBy: ['RT-3.1-defaults'],
  },
  {
    fault: 'session.updated holds only what was changed',
    mutate: changed('session.updated', (event) => {
      event.session = { type: 'realtime' }
    }),
    run: ['RT-1.1', 'RT-3.3-clear', 'RT-3.3-partial', 'RT-6-session.updated'],
    caughtBy: ['RT-3.3-partial-update', 'RT-3.3-clear', 'RT-6-session.updated'],
  },
  {
    fault: 'a truncated item keeps all its words',
    mutate: (event, state) => {
      if (event.type === 'response.done') state.set('words', event.response.output[0]?.content?.[0]?.transcript)
      if (event.type === 'conversation.item.retrieved' && state.has('words')) event.item.content[0].transcript = state.get('words')
      return [event]
    },
    run: ['RT-7.12'],
    caughtBy: ['RT-7.12-unheard-words'],
  },
  {
    fault: 'a cancelled response says completed',
    mutate: changed('response.done', ({ response }) => {
      if (response.status === 'cancelled') response.status_details = null
    }),
    run: ['RT-7.8'],
    caughtBy: ['RT-7.8-cancel-reason'],
  },
  {
    fault: 'the items of out-of-band responses enter the conversation',
    mutate: (event) =>
      event.type === 'response.output_item.added'
        ? [event, { type: 'conversation.item.added', event_id: 'event_i', previous_item_id: null, item: event.item }]
        : [event],
    run: ['RT-7.7-out-of-band', 'RT-7.7-item-reference'],
    caughtBy: ['RT-7.7-out-of-band'],
  },
  {
    fault: 'a function call lacks its name',
    mutate: changed('response.function_call_arguments.done', (event) => {
      delete event.name
    }),
    run: ['RT-7.6', 'RT-6-response.function_call_arguments'],
    caughtBy: ['RT-6-response.function_call_arguments.done'],
  },
  {
    fault: 'response.done comes before the item of the function call is done',
    mutate: behind('response.output_item.done', 'response.done'),
    run: ['RT-7.6-function-call', 'RT-8.1'],
    caughtBy: ['RT-7.6-function-call', 'RT-8.1-one-done', 'RT-8.1-all-closed'],
  },
  {
    fault: 'the id of a spoken turn changes at its end',
    mutate: changed('input_audio_buffer.speech_stopped', (event) => {
      event.item_id = 'item_other'
    }),
    run: ['RT-7.2-server-vad', 'RT-7.2-one-id', 'RT-7.2-user-item', 'RT-7.2-transcript'],
    caughtBy: ['RT-7.2-one-id'],
  },
  {
    fault: 'transcripts come as a whole in each delta',
    mutate: changed('conversation.item.input_audio_transcription.delta', (event) => {
      event.delta = `${event.delta}${event.delta}`
    }),
    run: ['RT-7.2-server-vad', 'RT-7.2-one-id', 'RT-7.2-user-item', 'RT-7.2-transcript'],
    caughtBy: ['RT-7.2-transcript'],
  },
  {
    fault: 'a spoken turn is not told as committed',
    mutate: without('input_audio_buffer.committed'),
    run: ['RT-7.2-server-vad', 'RT-7.4-manual-commit'],
    caughtBy: ['RT-7.2-server-vad-turn', 'RT-7.4-manual-commit'],
    timeoutMs: 3_000,
  },
]

describe('a fault of a server is found by the checks that are there for it, and by no others', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.close())

  const failed = async (url: string, only: readonly string[], timeoutMs: number) =>
    (await runConformance({ url, only, timeoutMs })).results.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id)

  it('without a fault all of them pass, behind the same proxy', async () => {
    const proxy = await startMutatingProxy(server.realtimeUrl, (event) => [event])
    const all = [...new Set(faults.flatMap(({ run }) => run))]
    expect(await failed(proxy.url, all, 30_000)).toEqual([])
    await proxy.close()
  }, 180_000)

  it.each(faults)('$fault', async ({ mutate, run, caughtBy, timeoutMs = 30_000 }) => {
    const proxy = await startMutatingProxy(server.realtimeUrl, mutate)
    expect((await failed(proxy.url, run, timeoutMs)).sort()).toEqual([...caughtBy].sort())
    await proxy.close()
  })
})
