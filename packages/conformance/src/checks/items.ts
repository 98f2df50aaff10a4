import type { Call } from '../call/call.js'
import type { Area, Bench } from '../check.js'
import type { WireEvent } from '../contract.js'
import { message, silence, update } from '../say.js'
import { textTurn, truncatedReply } from '../scenarios.js'
import { base64Of } from '../speech/microphone.js'
import { expectOrder, expectSame, expectThat, Unknown } from '../verdict.js'

async function withItems(bench: Bench, ...items: WireEvent[]): Promise<{ call: Call; events: readonly WireEvent[] }> {
  const call = await bench.open()
  for (const each of items) call.send(each)
  for (let each = 0; each < items.length; each++) await call.until('conversation.item.done')
  return { call, events: call.from(1) }
}

const places = (events: readonly WireEvent[]) => events.map(({ type, item, previous_item_id }) => [type.split('.').at(-1), item?.id, previous_item_id])

export const items: Area = {
  name: 'Items',
  checks: [
    {
      id: 'RT-7.13-append',
      title: 'Items are appended behind the last: each is added and done at once, never interleaved',
      standing: 'recorded',
      async run(bench) {
        const { events } = await withItems(bench, message('One.', {}, 'item_c1'), message('Two.', {}, 'item_c2'), message('Three.', {}, 'item_c3'))
        expectSame('the order', places(events), [
          ['added', 'item_c1', null],
          ['done', 'item_c1', null],
          ['added', 'item_c2', 'item_c1'],
          ['done', 'item_c2', 'item_c1'],
          ['added', 'item_c3', 'item_c2'],
          ['done', 'item_c3', 'item_c2'],
        ])
      },
    },
    {
      id: 'RT-7.13-root',
      title: 'previous_item_id "root" puts an item first',
      standing: 'documented',
      async run(bench) {
        const { events } = await withItems(bench, message('One.', {}, 'item_c1'), message('Zero.', { previous_item_id: 'root' }, 'item_c0'))
        expectSame('the order', places(events.slice(2)), [
          ['added', 'item_c0', null],
          ['done', 'item_c0', null],
        ])
      },
    },
    {
      id: 'RT-7.13-after',
      title: 'previous_item_id puts an item behind the one it names, and the next one follows it',
      standing: 'documented',
      async run(bench) {
        const one = message('One.', {}, 'item_c1')
        const three = message('Three.', {}, 'item_c3')
        const { events } = await withItems(bench, one, three, message('Two.', { previous_item_id: 'item_c1' }, 'item_c2'), message('Four.', {}, 'item_c4'))
        expectSame('the order', places(events.slice(4)), [
          ['added', 'item_c2', 'item_c1'],
          ['done', 'item_c2', 'item_c1'],
          ['added', 'item_c4', 'item_c3'],
          ['done', 'item_c4', 'item_c3'],
        ])
      },
    },
    {
      id: 'RT-4-client-item',
      title: 'An item keeps the id that its client gave it, is completed, and bears no object field',
      standing: 'recorded',
      async run(bench) {
        const { events } = await bench.played(textTurn)
        const { item } = events.find(({ type }) => type === 'conversation.item.done') as WireEvent
        expectSame('the id', item.id, 'item_conformance_1')
        expectSame('the status', item.status, 'completed')
        expectThat(!('object' in item), 'the item has an object field')
      },
    },
    {
      id: 'RT-7.13-retrieve',
      title: 'An item can be retrieved as it is',
      standing: 'documented',
      async run(bench) {
        const { call, events } = await withItems(bench, message('One.', {}, 'item_c1'))
        call.send({ type: 'conversation.item.retrieve', item_id: 'item_c1' })
        expectSame('the item', (await call.until('conversation.item.retrieved')).item, events[1]?.item)
      },
    },
    {
      id: 'RT-4-retrieve-audio',
      title: 'Retrieving what the user said brings its audio',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send(update({ audio: { input: { turn_detection: null } } }))
        call.send({ type: 'input_audio_buffer.append', audio: base64Of(bench.speech) })
        call.send({ type: 'input_audio_buffer.commit' })
        const { item_id } = await call.until('input_audio_buffer.committed')
        call.send({ type: 'conversation.item.retrieve', item_id })
        const event = await call.until('conversation.item.retrieved')
        const audio = event.item.content?.[0]?.audio
        expectThat(typeof audio === 'string' && audio.length > 1000, 'the item came without its audio', [event])
      },
    },
    {
      id: 'RT-7.13-delete',
      title: 'A deleted item is gone: the next one follows its predecessor, and retrieving it is an error',
      standing: 'documented',
      async run(bench) {
        const { call } = await withItems(bench, message('One.', {}, 'item_c1'), message('Two.', {}, 'item_c2'))
        call.send({ type: 'conversation.item.delete', item_id: 'item_c2' })
        expectSame('the deleted item', (await call.until('conversation.item.deleted')).item_id, 'item_c2')
        call.send(message('Three.', {}, 'item_c3'))
        expectSame('previous_item_id', (await call.until('conversation.item.added')).previous_item_id, 'item_c1')
        call.send({ type: 'conversation.item.retrieve', item_id: 'item_c2' })
        await call.until('error')
      },
    },
    {
      id: 'RT-7.16-image',
      title: 'An image in an item is taken, where the model can see',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        const image_url = `data:image/png;base64,${redDot}`
        call.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_image', image_url }] } })
        await call.settle()
        const refused = call.events.find(({ type }) => type === 'error')
        if (refused) throw new Unknown('not-applicable', `this server's model takes no images: ${refused.error.message}`)
        expectOrder('the events', call.events.slice(1, 3), ['conversation.item.added', 'conversation.item.done'])
      },
    },
    {
      id: 'RT-5-clear',
      title: 'Clearing the audio buffer is answered, and leaves nothing to commit',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send(update({ audio: { input: { turn_detection: null } } }))
        call.send({ type: 'input_audio_buffer.append', audio: silence(48_000) })
        call.send({ type: 'input_audio_buffer.clear' })
        await call.until('input_audio_buffer.cleared')
        call.send({ type: 'input_audio_buffer.commit' })
        await call.until('error')
      },
    },
    {
      id: 'RT-7.12-truncate',
      title: 'Truncating a spoken reply is answered with truncated and nothing else',
      standing: 'documented',
      async run(bench) {
        const { answers, itemId } = await bench.played(truncatedReply)
        expectOrder('the answer', answers, ['conversation.item.truncated', 'session.updated'])
        expectSame('item_id', answers[0]?.item_id, itemId)
        expectSame('audio_end_ms', answers[0]?.audio_end_ms, 200)
      },
    },
    {
      id: 'RT-7.12-unheard-words',
      title: 'A truncated item keeps no words that were not heard',
      standing: 'documented',
      async run(bench) {
        const { before, retrieved } = await bench.played(truncatedReply)
        const after = retrieved.item.content?.[0]?.transcript ?? ''
        expectThat(before.length > 0 && after.length < before.length && before.startsWith(after), 'the transcript is as long as before', [retrieved])
      },
    },
    {
      id: 'RT-7.12-again',
      title: 'An item can be truncated once more, to less',
      standing: 'documented',
      async run(bench) {
        expectSame('audio_end_ms', (await bench.played(truncatedReply)).again.audio_end_ms, 100)
      },
    },
  ],
}

/** One red pixel as PNG. */
const redDot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
