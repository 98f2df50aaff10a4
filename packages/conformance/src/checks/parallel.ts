import type { Area } from '../check.js'
import { eventsOfResponse, skeletonOf, withoutDeltas } from '../order.js'
import { message, respondInText } from '../say.js'
import { longReply } from '../scenarios.js'
import { expectOrder, expectSame, expectThat } from '../verdict.js'

const asked = (text: string) => [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }]

export const outOfBand: Area = {
  name: 'Out-of-band responses',
  checks: [
    {
      id: 'RT-7.7-out-of-band',
      title: 'A response with conversation "none" has no conversation_id, adds no items, and is not cancelled',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send(respondInText({ conversation: 'none', input: asked('Say hello.'), metadata: { topic: 'aside' } }))
        const created = await call.until('response.created')
        const done = await call.until('response.done')
        await call.settle()
        expectSame('conversation_id', [created.response.conversation_id, done.response.conversation_id], [null, null])
        expectSame('metadata', done.response.metadata, { topic: 'aside' })
        expectSame('the status', done.response.status, 'completed', [done])
        expectOrder('the events', withoutDeltas(eventsOfResponse(call.events, done.response.id)), skeletonOf(done))
        expectThat(!call.events.some(({ type }) => type.startsWith('conversation.item.')), 'an item entered the conversation')
      },
    },
    {
      id: 'RT-7.7-item-reference',
      title: 'Its input can refer to items of the conversation',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send(message('My name is Ada.', {}, 'item_c1'))
        call.send(respondInText({ conversation: 'none', input: [{ type: 'item_reference', id: 'item_c1' }, ...asked('What is my name?')] }))
        expectSame('the status', (await call.until('response.done')).response.status, 'completed')
      },
    },
    {
      id: 'RT-7.7-parallel',
      title: 'Two out-of-band responses run beside the response of the conversation, and each ends once',
      standing: 'documented',
      async run(bench) {
        const { call, created } = await longReply(bench)
        for (const topic of ['a', 'b']) call.send(respondInText({ conversation: 'none', input: asked(`Say the letter ${topic}.`), metadata: { topic } }))
        for (const topic of ['a', 'b']) {
          const done = await call.seen(0, 'response.done', ({ response }) => response.metadata?.topic === topic)
          expectSame('the status', done.response.status, 'completed', [done])
        }
        expectThat(
          !call.events.some(({ type }) => type === 'error'),
          'an error came',
          call.events.filter(({ type }) => type === 'error'),
        )
        const ended = call.events.find(({ type, response }) => type === 'response.done' && response.id === created.response.id)
        expectThat(ended === undefined || ended.response.status === 'completed', 'the response of the conversation did not go on', ended && [ended])
      },
    },
  ],
}
