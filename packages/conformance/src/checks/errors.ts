import type { Call } from '../call/call.js'
import type { Area, Check } from '../check.js'
import type { Standing, WireEvent } from '../contract.js'
import { message, silence, update } from '../say.js'
import { expectSame, expectThat } from '../verdict.js'

interface Mistake {
  readonly id: string
  readonly title: string
  readonly standing: Standing
  readonly before?: readonly WireEvent[]
  readonly send: WireEvent | { readonly type?: undefined } | string
  /** What is not named is not established, and not looked at. */
  readonly code?: string | null
  readonly param?: string | null
  readonly message?: RegExp
}

const nobody = 'item_nobody'
const vadOff = update({ audio: { input: { turn_detection: null } } })
const tool = (name: string, more: object = {}) => ({ type: 'function', name, parameters: { type: 'object', properties: {} }, ...more })

const mistakes: readonly Mistake[] = [
  { id: 'missing-type', title: 'An event without a type', standing: 'documented', send: {}, code: 'invalid_event', param: null },
  {
    id: 'unknown-type',
    title: 'An unknown type of event',
    standing: 'recorded',
    send: { type: 'session.dance' },
    code: 'invalid_value',
    param: 'type',
    message: /^Invalid value: 'session\.dance'\. Supported values are: /,
  },
  {
    id: 'webrtc-only',
    title: 'output_audio_buffer.clear, which belongs to WebRTC',
    standing: 'recorded',
    send: { type: 'output_audio_buffer.clear' },
    code: 'invalid_value',
    param: 'type',
  },
  {
    id: 'unknown-field',
    title: 'An unknown field',
    standing: 'recorded',
    send: update({ foo: 1 }),
    code: 'unknown_parameter',
    param: 'session.foo',
    message: /^Unknown parameter: 'session\.foo'/,
  },
  {
    id: 'unknown-field-inside',
    title: 'An unknown field deep inside',
    standing: 'reading',
    send: update({ tools: [tool('a'), tool('b', { meta: 1 })] }),
    code: 'unknown_parameter',
    param: 'session.tools[1].meta',
  },
  {
    id: 'beta-field',
    title: 'A field of the beta dialect',
    standing: 'reading',
    send: update({ modalities: ['text'] }),
    code: 'unknown_parameter',
    param: 'session.modalities',
  },
  {
    id: 'session-type',
    title: 'A session.update without session.type',
    standing: 'recorded',
    send: { type: 'session.update', session: { instructions: 'Be brief.' } },
    code: 'missing_required_parameter',
    param: 'session.type',
    message: /^Missing required parameter: 'session\.type'/,
  },
  {
    id: 'missing-field',
    title: 'A required field left out',
    standing: 'recorded',
    send: { type: 'conversation.item.retrieve' },
    code: 'missing_required_parameter',
    param: 'item_id',
  },
  {
    id: 'wrong-word',
    title: 'A value that is none of those there are',
    standing: 'recorded',
    send: update({ tool_choice: 'sometimes' }),
    code: 'invalid_value',
    param: 'session.tool_choice',
  },
  {
    id: 'wrong-json-type',
    title: 'A value of the wrong JSON type',
    standing: 'reading',
    send: update({ instructions: 5 }),
    code: 'invalid_type',
    param: 'session.instructions',
  },
  {
    id: 'both-modalities',
    title: 'Text and audio at once, which only the beta dialect knew',
    standing: 'reading',
    send: update({ output_modalities: ['text', 'audio'] }),
  },
  { id: 'bad-json', title: 'A message that is no JSON', standing: 'reading', send: '{"type":' },
  { id: 'bad-base64', title: 'Audio that is no base64', standing: 'reading', send: { type: 'input_audio_buffer.append', audio: '***' } },
  {
    id: 'commit-empty',
    title: 'A commit of nothing',
    standing: 'reading',
    before: [vadOff],
    send: { type: 'input_audio_buffer.commit' },
    code: 'input_audio_buffer_commit_empty',
    param: null,
    message: /buffer too small/,
  },
  {
    id: 'commit-short',
    title: 'A commit of less than 100 ms',
    standing: 'reading',
    before: [vadOff, { type: 'input_audio_buffer.append', audio: silence(48 * 99) }],
    send: { type: 'input_audio_buffer.commit' },
    code: 'input_audio_buffer_commit_empty',
    param: null,
  },
  {
    id: 'cancel-nothing',
    title: 'A cancellation with nothing to cancel',
    standing: 'reading',
    send: { type: 'response.cancel' },
    code: 'response_cancel_not_active',
    param: null,
    message: /^Cancellation failed/,
  },
  {
    id: 'truncate-unknown',
    title: 'Truncating an unknown item',
    standing: 'reading',
    send: { type: 'conversation.item.truncate', item_id: nobody, content_index: 0, audio_end_ms: 1 },
    code: 'item_truncate_invalid_item_id',
    param: null,
  },
  {
    id: 'truncate-text',
    title: 'Truncating what the assistant did not speak',
    standing: 'reading',
    before: [message('Hello.', {}, 'item_c1')],
    send: { type: 'conversation.item.truncate', item_id: 'item_c1', content_index: 0, audio_end_ms: 1 },
    message: /Only model output audio messages can be truncated/,
  },
  {
    id: 'delete-unknown',
    title: 'Deleting an unknown item',
    standing: 'reading',
    send: { type: 'conversation.item.delete', item_id: nobody },
    code: 'item_delete_invalid_item_id',
    param: null,
    message: /item_nobody/,
  },
  {
    id: 'retrieve-unknown',
    title: 'Retrieving an unknown item',
    standing: 'reading',
    send: { type: 'conversation.item.retrieve', item_id: nobody },
    code: 'item_retrieve_invalid_item_id',
    param: null,
    message: /item_nobody/,
  },
  {
    id: 'previous-unknown',
    title: 'An item behind an unknown one',
    standing: 'reading',
    send: message('Hello.', { previous_item_id: nobody }),
    code: 'item_create_invalid_previous_item_id',
    param: null,
    message: /item_nobody/,
  },
  {
    id: 'same-id',
    title: 'An item with an id that is taken',
    standing: 'reading',
    before: [message('Hello.', {}, 'item_c1')],
    send: message('Again.', {}, 'item_c1'),
  },
  {
    id: 'spoken-assistant',
    title: 'Assistant audio made by the client',
    standing: 'documented',
    send: {
      type: 'conversation.item.create',
      item: { type: 'message', role: 'assistant', content: [{ type: 'output_audio', audio: 'AAAA', transcript: 'Hello.' }] },
    },
  },
]

/** Sends the mistake and gives the errors that came of it; the session has to live on. */
async function errorsOf(call: Call, { before = [], send }: Mistake): Promise<readonly WireEvent[]> {
  for (const each of before) call.send(each)
  await call.settle()
  const place = call.events.length
  if (typeof send === 'string') call.sendText(send)
  else if (send.type === undefined) call.sendText(JSON.stringify(send))
  else call.send({ ...send, event_id: 'mistake' })
  await call.seen(place, 'error')
  await call.settle()
  return call.from(place).filter(({ type }) => type === 'error')
}

function checkOf(mistake: Mistake): Check {
  return {
    id: `RT-9-${mistake.id}`,
    title: `${mistake.title} is one error with the established code; the session lives on`,
    standing: mistake.standing,
    async run(bench) {
      const errors = await errorsOf(await bench.open(), mistake)
      expectSame('the number of errors', errors.length, 1, errors)
      const { error } = errors[0] as WireEvent
      expectSame('error.type', error.type, 'invalid_request_error', errors)
      if (mistake.code !== undefined) expectSame('error.code', error.code, mistake.code, errors)
      if (mistake.param !== undefined) expectSame('error.param', error.param, mistake.param, errors)
      if (mistake.message) expectThat(mistake.message.test(error.message), `error.message is not like ${mistake.message.source}`, errors)
    },
  }
}

export const errors: Area = {
  name: 'Mistakes of a client',
  checks: [
    ...mistakes.map(checkOf),
    {
      id: 'RT-9-event-id',
      title: "An error bears the client's event_id, and null where it gave none",
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send({ type: 'conversation.item.delete', item_id: nobody, event_id: 'my-event-1' })
        expectSame('error.event_id', (await call.until('error')).error.event_id, 'my-event-1')
        call.send({ type: 'conversation.item.delete', item_id: nobody })
        expectSame('error.event_id', (await call.until('error')).error.event_id, null)
      },
    },
    {
      id: 'RT-9-truncate-too-long',
      title: 'Truncating a reply to more than was spoken is the error invalid_value',
      standing: 'reading',
      async run(bench) {
        const call = await bench.open()
        call.send(message('Say hello.'))
        call.send({ type: 'response.create' })
        const { item_id } = await call.until('response.output_audio.delta')
        await call.until('response.done')
        call.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 3_000_000 })
        expectSame('error.code', (await call.until('error')).error.code, 'invalid_value')
      },
    },
  ],
}
