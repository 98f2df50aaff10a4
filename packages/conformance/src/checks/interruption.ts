import type { Area } from '../check.js'
import type { WireEvent } from '../contract.js'
import { respond } from '../say.js'
import { bargeIn, cancelledReply, longReply } from '../scenarios.js'
import { expectSame, expectThat } from '../verdict.js'
import { expectSkeleton } from './text.js'

function expectIncomplete(done: WireEvent): void {
  for (const item of done.response.output) expectSame('the status of the item', item.status, 'incomplete', [done])
}

export const interruption: Area = {
  name: 'Cancel and interruption',
  checks: [
    {
      id: 'RT-7.8-cancel',
      title: 'A cancelled response closes its part and item, incomplete, in the recorded order',
      standing: 'recorded',
      async run(bench) {
        const trace = await bench.played(cancelledReply)
        expectSkeleton(trace)
        expectIncomplete(trace.done)
      },
    },
    {
      id: 'RT-7.8-cancel-reason',
      title: 'Its response.done says cancelled, client_cancelled, with usage',
      standing: 'recorded',
      async run(bench) {
        const { response } = (await bench.played(cancelledReply)).done
        expectSame('the status', response.status, 'cancelled')
        expectSame('status_details', response.status_details, { type: 'cancelled', reason: 'client_cancelled' })
        expectThat(response.usage !== null, 'usage is null')
      },
    },
    {
      id: 'RT-7.9-barge-in',
      title: 'Speech over a reply cancels it: turn_detected, parts and items closed',
      standing: 'reading',
      async run(bench) {
        const trace = await bench.played(bargeIn)
        expectSame('status_details', trace.done.response.status_details, { type: 'cancelled', reason: 'turn_detected' })
        expectSkeleton(trace)
        expectIncomplete(trace.done)
      },
    },
    {
      id: 'RT-7.9-told-first',
      title: 'speech_started comes before the response.done of the reply that it interrupts',
      standing: 'reading',
      async run(bench) {
        const { startedAt, doneAt } = await bench.played(bargeIn)
        expectThat(startedAt >= 0 && startedAt < doneAt, 'response.done came before input_audio_buffer.speech_started')
      },
    },
    {
      id: 'RT-7.12-truncate-while-streaming',
      title: 'A reply can be truncated while it is still being sent',
      standing: 'recorded',
      async run(bench) {
        const { call, itemId } = await longReply(bench)
        call.send({ type: 'conversation.item.truncate', item_id: itemId, content_index: 0, audio_end_ms: 10 })
        expectSame('item_id', (await call.until('conversation.item.truncated')).item_id, itemId)
      },
    },
    {
      id: 'RT-8.1-one-active',
      title: 'A second response.create during a response is refused, and the running one goes on',
      standing: 'reading',
      async run(bench) {
        const { call, created } = await longReply(bench)
        call.send(respond())
        expectSame('the code of the error', (await call.until('error')).error.code, 'conversation_already_has_active_response')
        call.send({ type: 'response.cancel' })
        const done = await call.until('response.done')
        expectSame('the response that ended', done.response.id, created.response.id)
      },
    },
  ],
}
