import type { Area } from '../check.js'
import type { WireEvent } from '../contract.js'
import { eventsOfResponse, joined, skeletonOf, withoutDeltas } from '../order.js'
import { message, respondInText } from '../say.js'
import { type ReplyTrace, spokenReply, textTurn, untilDone } from '../scenarios.js'
import { expectOrder, expectSame, expectThat } from '../verdict.js'

export function expectSkeleton({ events, done }: Pick<ReplyTrace, 'events' | 'done'>): void {
  expectOrder('the events of the response', withoutDeltas(eventsOfResponse(events, done.response.id)), skeletonOf(done))
}

export const replies: Area = {
  name: 'Text and spoken replies',
  checks: [
    {
      id: 'RT-7.5-text-turn',
      title: 'A text turn: the item is added and done, then the reply comes in the recorded order',
      standing: 'recorded',
      async run(bench) {
        const { events, done } = await bench.played(textTurn)
        expectOrder('the events before the reply', withoutDeltas(events).slice(0, 3), ['conversation.item.added', 'conversation.item.done', 'response.created'])
        expectSame('the status', done.response.status, 'completed', [done])
        expectSkeleton({ events, done })
      },
    },
    {
      id: 'RT-7.5-text-deltas',
      title: 'The deltas of a text add up to the whole text, in the events and in response.done',
      standing: 'recorded',
      async run(bench) {
        const { events, done } = await bench.played(textTurn)
        const { text } = events.find(({ type }) => type === 'response.output_text.done') as WireEvent
        expectSame('the deltas together', joined(events, 'response.output_text.delta'), text)
        expectSame('the text in response.done', done.response.output[0]?.content?.[0]?.text, text)
      },
    },
    {
      id: 'RT-7.0-spoken-reply',
      title: 'A spoken reply comes in the recorded order: audio done, transcript done, part done, item done',
      standing: 'recorded',
      async run(bench) {
        const trace = await bench.played(spokenReply)
        expectSame('the status', trace.done.response.status, 'completed', [trace.done])
        expectSkeleton(trace)
        expectThat(
          trace.events.some(({ type }) => type === 'response.output_audio.delta'),
          'the reply has no audio',
        )
      },
    },
    {
      id: 'RT-7.0-transcript-before-audio-ends',
      title: 'The transcript deltas add up to the transcript, and none comes behind response.output_audio.done',
      standing: 'recorded',
      async run(bench) {
        const { events } = await bench.played(spokenReply)
        const types = events.map(({ type }) => type)
        const { transcript } = events.find(({ type }) => type === 'response.output_audio_transcript.done') as WireEvent
        expectSame('the deltas together', joined(events, 'response.output_audio_transcript.delta'), transcript)
        expectThat(
          types.lastIndexOf('response.output_audio_transcript.delta') < types.indexOf('response.output_audio.done'),
          'a transcript delta came behind the end of the audio',
        )
      },
    },
    {
      id: 'RT-7.0-previous-item',
      title: 'The reply is linked behind the item that asked',
      standing: 'recorded',
      async run(bench) {
        const { events, done } = await bench.played(textTurn)
        const added = events.find(({ type, item }) => type === 'conversation.item.added' && item.id === done.response.output[0]?.id)
        expectSame('previous_item_id', added?.previous_item_id, 'item_conformance_1', events)
      },
    },
    {
      id: 'RT-7.19-token-limit',
      title: 'A reply that reaches max_output_tokens ends incomplete, and so does its item',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send(message('Count from one to fifty in words.'))
        call.send(respondInText({ max_output_tokens: 1 }))
        const done = await untilDone(call)
        expectSame('the status', done.response.status, 'incomplete', [done])
        expectSame('status_details', done.response.status_details, { type: 'incomplete', reason: 'max_output_tokens' })
        for (const item of done.response.output) expectSame('the status of the item', item.status, 'incomplete', [done])
      },
    },
    {
      id: 'RT-2-metadata',
      title: 'Metadata of response.create comes back in response.created and response.done',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        const metadata = { client_event_id: 'conformance-7' }
        call.send(message('Say hello.'))
        call.send(respondInText({ metadata }))
        const created = await call.until('response.created')
        const done = await call.until('response.done')
        expectSame('metadata in response.created', created.response.metadata, metadata)
        expectSame('metadata in response.done', done.response.metadata, metadata)
      },
    },
  ],
}
