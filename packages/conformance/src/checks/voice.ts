import type { Area } from '../check.js'
import type { WireEvent } from '../contract.js'
import { joined, withoutDeltas } from '../order.js'
import { message, respond, silence, update } from '../say.js'
import { manualTurn, semanticVadTurn, serverVadTurn, twoTurns, untilDone, type VoiceTrace } from '../scenarios.js'
import { Microphone } from '../speech/microphone.js'
import { expectOrder, expectSame, expectThat } from '../verdict.js'
import { expectSkeleton } from './text.js'

const turnEvents = [
  'input_audio_buffer.speech_started',
  'input_audio_buffer.speech_stopped',
  'input_audio_buffer.committed',
  'conversation.item.added',
  'conversation.item.done',
  'response.created',
]

function expectTurn(trace: VoiceTrace): void {
  const events = withoutDeltas(trace.events)
  // A pause within the utterance may start the turn anew; the last start is that of the turn.
  const from = events.findLastIndex(({ type, item_id }) => type === 'input_audio_buffer.speech_started' && item_id === trace.itemId)
  expectOrder('the events of the turn', events.slice(from, from + turnEvents.length), turnEvents)
  expectSkeleton(trace)
}

const find = (events: readonly WireEvent[], type: string) => events.find((event) => event.type === type) as WireEvent

export const voice: Area = {
  name: 'Voice turns',
  checks: [
    {
      id: 'RT-7.2-server-vad-turn',
      title: 'A spoken turn under server_vad comes in the recorded order, and its reply too',
      standing: 'recorded',
      async run(bench) {
        expectTurn(await bench.played(serverVadTurn))
      },
    },
    {
      id: 'RT-7.2-one-id',
      title: 'The id told when speech starts is that of the committed turn and of its item',
      standing: 'recorded',
      async run(bench) {
        const { events, itemId } = await bench.played(serverVadTurn)
        for (const type of ['input_audio_buffer.speech_started', 'input_audio_buffer.speech_stopped', 'input_audio_buffer.committed'])
          expectSame(`item_id of ${type}`, find(events, type).item_id, itemId)
        expectSame('the id of the item', find(events, 'conversation.item.added').item.id, itemId)
      },
    },
    {
      id: 'RT-7.2-user-item',
      title: "The user's item is completed when it is added, with input_audio and a transcript of null",
      standing: 'recorded',
      async run(bench) {
        const { events } = await bench.played(serverVadTurn)
        for (const type of ['conversation.item.added', 'conversation.item.done']) {
          const { item } = find(events, type)
          expectSame(`the status in ${type}`, item.status, 'completed')
          expectSame(`the role in ${type}`, item.role, 'user')
          expectSame(`the content in ${type}`, [item.content[0]?.type, item.content[0]?.transcript], ['input_audio', null])
        }
      },
    },
    {
      id: 'RT-7.2-transcript',
      title: 'The words of the user come by transcription events alone; their deltas add up to the transcript',
      standing: 'recorded',
      async run(bench) {
        const { events } = await bench.played(serverVadTurn)
        const name = 'conversation.item.input_audio_transcription'
        const { transcript } = find(events, `${name}.completed`)
        expectSame('the deltas together', joined(events, `${name}.delta`).trim(), transcript.trim())
        expectThat(transcript.trim().length > 0, 'nothing was recognised in the speech')
      },
    },
    {
      id: 'RT-7.2-session-ms',
      title: 'Milliseconds of speech count from the first audio of the session, in later turns too',
      standing: 'recorded',
      async run(bench) {
        const { events } = await bench.played(twoTurns)
        const committed = events.findIndex(({ type }) => type === 'input_audio_buffer.committed')
        const firstEnd = events.slice(0, committed).findLast(({ type }) => type === 'input_audio_buffer.speech_stopped')?.audio_end_ms
        const secondStart = events.slice(committed).find(({ type }) => type === 'input_audio_buffer.speech_started')?.audio_start_ms
        expectThat(firstEnd > 200 && secondStart > firstEnd - 400, `the first turn ends at ${firstEnd} ms, the second starts at ${secondStart} ms`)
      },
    },
    {
      id: 'RT-7.2-no-create-response',
      title: 'With create_response false a turn brings no response',
      standing: 'documented',
      async run(bench) {
        const { events } = await bench.played(twoTurns)
        expectThat(
          !events.some(({ type }) => type.startsWith('response.')),
          'a response came',
          events.filter(({ type }) => type.startsWith('response.')),
        )
      },
    },
    {
      id: 'RT-7.2-turn-chain',
      title: 'Each committed turn names the item before it',
      standing: 'recorded',
      async run(bench) {
        const { events } = await bench.played(twoTurns)
        const [first, second] = events.filter(({ type }) => type === 'input_audio_buffer.committed')
        expectSame('previous_item_id of the first turn', first?.previous_item_id, null)
        expectSame('previous_item_id of the second turn', second?.previous_item_id, first?.item_id)
      },
    },
    {
      id: 'RT-7.3-semantic-vad-turn',
      title: 'A spoken turn under semantic_vad has the same events in the same order',
      standing: 'documented',
      async run(bench) {
        expectTurn(await bench.played(semanticVadTurn))
      },
    },
    {
      id: 'RT-7.4-manual-commit',
      title: 'With turn_detection null a commit makes an item, and no response by itself',
      standing: 'recorded',
      async run(bench) {
        const { beforeAsking } = await bench.played(manualTurn)
        expectOrder('the events', withoutDeltas(beforeAsking), [
          'input_audio_buffer.committed',
          'conversation.item.added',
          'conversation.item.done',
          'session.updated',
        ])
      },
    },
    {
      id: 'RT-7.4-manual-reply',
      title: 'What was committed is answered on response.create',
      standing: 'recorded',
      async run(bench) {
        const trace = await bench.played(manualTurn)
        expectSame('the status', trace.done.response.status, 'completed', [trace.done])
        expectSkeleton(trace)
      },
    },
    {
      id: 'RT-8.2-odd-byte',
      title: 'A sample that is split between two appends is put together again',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send(update({ audio: { input: { turn_detection: null } } }))
        // 4,800 bytes are the least that can be committed, 100 ms: no byte may be lost.
        call.send({ type: 'input_audio_buffer.append', audio: silence(2401) })
        call.send({ type: 'input_audio_buffer.append', audio: silence(2399) })
        call.send({ type: 'input_audio_buffer.commit' })
        await call.until('input_audio_buffer.committed')
      },
    },
    {
      id: 'RT-7.14-idle-timeout',
      title: 'After idle_timeout_ms of silence behind a reply the server says so, commits, and replies',
      standing: 'documented',
      async run(bench) {
        const call = await bench.open()
        call.send(update({ audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 5000 } } } }))
        const microphone = new Microphone(call, bench.signal)
        call.send(message('Say hello.'))
        call.send(respond())
        await untilDone(call)
        const place = call.events.length
        const { item_id, audio_start_ms, audio_end_ms } = await call.until('input_audio_buffer.timeout_triggered')
        microphone.close()
        expectSame('item_id of the commit', (await call.until('input_audio_buffer.committed')).item_id, item_id)
        await call.until('response.created')
        const idleMs = audio_end_ms - audio_start_ms
        expectThat(idleMs >= 3000 && idleMs <= 7000, `audio_start_ms and audio_end_ms are ${idleMs} ms apart, expected about 5000`)
        expectOrder(
          'the events',
          withoutDeltas(call.from(place))
            .filter(({ type }) => type !== 'rate_limits.updated')
            .slice(0, 5),
          ['input_audio_buffer.timeout_triggered', 'input_audio_buffer.committed', 'conversation.item.added', 'conversation.item.done', 'response.created'],
        )
      },
    },
  ],
}
