import { Call } from '../call/call.js'
import type { DialOptions, Refused } from '../call/dial.js'
import type { Area, Bench } from '../check.js'
import { wallTime } from '../lib/clock.js'
import { connected } from '../scenarios.js'
import { expectSame, expectThat, Failure } from '../verdict.js'

export async function dialled(bench: Bench, options: DialOptions): Promise<Call> {
  const call = await bench.dial(options)
  if (call instanceof Call) return call
  throw refusal(call)
}

function refusal({ httpStatus }: Refused): Failure {
  return new Failure(`the upgrade was refused with HTTP ${httpStatus}`, ['101'], [String(httpStatus)])
}

const wrongKey = 'sk-conformance-wrong-key'

export const connection: Area = {
  name: 'Connection',
  checks: [
    {
      id: 'RT-1.1-first-event',
      title: 'The first event is session.created; nothing else comes unasked',
      standing: 'recorded',
      async run(bench) {
        const { call } = await bench.played(connected)
        expectSame(
          'what came before the first answer',
          call.events.slice(0, 2).map(({ type }) => type),
          ['session.created', 'session.updated'],
          call.events,
        )
      },
    },
    {
      id: 'RT-1.1-text-frames',
      title: 'Every frame is text and holds one JSON object with a type',
      standing: 'recorded',
      review(calls) {
        for (const { binaryFrames, unreadableFrames } of calls) {
          expectSame('the number of binary frames', binaryFrames, 0)
          expectSame('the number of frames that are no JSON object with a type', unreadableFrames, 0)
        }
      },
    },
    {
      id: 'RT-1.2-subprotocol',
      title: 'Of several subprotocols offered, realtime is chosen, and never the one that bears the key',
      standing: 'reading',
      async run(bench) {
        const key = bench.options.apiKey ?? 'none-needed'
        const call = await dialled(bench, { subprotocols: ['realtime', `openai-insecure-api-key.${key}`], key: null })
        expectThat(call.subprotocol !== `openai-insecure-api-key.${key}`, 'the subprotocol with the key was chosen, which repeats the key')
        expectSame('the subprotocol', call.subprotocol, 'realtime')
        const first = await call.until('session.created')
        expectSame('the first event', first.type, 'session.created')
      },
    },
    {
      id: 'RT-1.2-no-subprotocol',
      title: 'Where no subprotocol is offered, none is chosen',
      standing: 'documented',
      async run(bench) {
        expectSame('the subprotocol', (await bench.open()).subprotocol, '')
      },
    },
    {
      id: 'RT-1.3-no-key',
      title: 'Without a key the upgrade is refused with HTTP 401',
      standing: 'recorded',
      needs: 'api-key',
      async run(bench) {
        const answer = await bench.dial({ key: null })
        expectSame('the HTTP status', answer instanceof Call ? 101 : answer.httpStatus, 401)
      },
    },
    {
      id: 'RT-1.3-wrong-key',
      title: 'A wrong key is told as the error invalid_api_key, then the connection closes with 3000',
      standing: 'recorded',
      needs: 'api-key',
      async run(bench) {
        const call = await dialled(bench, { key: wrongKey })
        const { code, reason } = await call.untilClosed()
        expectSame(
          'the events',
          call.events.map(({ type }) => type),
          ['error'],
          call.events,
        )
        expectSame('the code of the error', call.events[0]?.error.code, 'invalid_api_key')
        expectSame('the close code', code, 3000)
        expectSame('the reason', reason, 'invalid_request_error.invalid_api_key')
      },
    },
    {
      id: 'RT-1.3-expires-at',
      title: 'expires_at is sixty minutes from the start, in seconds since 1970',
      standing: 'recorded',
      async run(bench) {
        const { created } = await bench.played(connected)
        const minutes = (created.session.expires_at - wallTime().getTime() / 1000) / 60
        expectThat(Math.abs(minutes - 60) < 5, `expires_at is ${minutes.toFixed(1)} minutes from now, expected 60 give or take 5`)
      },
    },
  ],
}
