import type { CallLog } from '../call/call.js'
import type { Area, Check } from '../check.js'
import type { WireEvent } from '../contract.js'
import { lookAtEvent } from '../shapes/look-at-event.js'
import { elsewhere, knownServerEvents, recordedEvents } from '../shapes/server-events.js'
import { expectSame, expectThat, Failure, trimmed, Unknown } from '../verdict.js'

function dones(calls: readonly CallLog[]): readonly WireEvent[] {
  const found = calls.flatMap(({ events }) => events.filter(({ type }) => type === 'response.done'))
  if (found.length === 0) throw new Unknown('skipped', 'no response ended in this run')
  return found
}

const idOf = (event: WireEvent): unknown => event.response_id ?? event.response?.id

export const invariants: Area = {
  name: 'In every session of the run',
  checks: [
    {
      id: 'RT-2-event-id',
      title: 'Every event has an event_id, and none comes twice in a session',
      standing: 'documented',
      review(calls) {
        for (const { events } of calls) {
          for (const event of events) expectThat(typeof event.event_id === 'string' && event.event_id !== '', 'an event has no event_id', [event])
          expectSame('the number of different event ids', new Set(events.map(({ event_id }) => event_id)).size, events.length)
        }
      },
    },
    {
      id: 'RT-8.1-one-done',
      title: 'A response ends with exactly one response.done, and nothing of it comes behind',
      standing: 'recorded',
      review(calls) {
        dones(calls)
        for (const { events } of calls) {
          const ended = new Set<unknown>()
          for (const event of events) {
            const id = idOf(event)
            expectThat(id === undefined || !ended.has(id), 'an event of a response came behind its response.done', [event])
            if (event.type === 'response.done') ended.add(id)
          }
        }
      },
    },
    {
      id: 'RT-8.1-all-closed',
      title: 'What a response opens, item or part, it closes before it ends',
      standing: 'recorded',
      review(calls) {
        dones(calls)
        for (const { events } of calls) {
          const open = new Map<string, WireEvent>()
          for (const event of events) {
            const place = `${idOf(event)} ${event.output_index} ${event.content_index}`
            if (event.type === 'response.output_item.added' || event.type === 'response.content_part.added') open.set(place, event)
            if (event.type === 'response.output_item.done' || event.type === 'response.content_part.done') open.delete(place)
            if (event.type !== 'response.done') continue
            const left = [...open.values()].find(({ response_id }) => response_id === event.response.id)
            expectThat(left === undefined, 'a response ended with something open', left && [left, event])
          }
        }
      },
    },
    {
      id: 'RT-7.0-item-done-first',
      title: 'conversation.item.done of a reply comes before its response.output_item.done',
      standing: 'recorded',
      review(calls) {
        dones(calls)
        for (const { events } of calls) {
          for (const [at, event] of events.entries()) {
            if (event.type !== 'response.output_item.done') continue
            const itemDone = events.findIndex(({ type, item }) => type === 'conversation.item.done' && item.id === event.item.id)
            expectThat(itemDone < at, 'response.output_item.done came first', events.slice(at, itemDone + 1))
          }
        }
      },
    },
    {
      id: 'RT-7.0-rate-limits-last',
      title: 'rate_limits.updated, where it comes, comes behind a response.done',
      standing: 'recorded',
      review(calls) {
        const withLimits = calls.filter(({ events }) => events.some(({ type }) => type === 'rate_limits.updated'))
        if (withLimits.length === 0) throw new Unknown('not-applicable', 'this server sends no rate limits')
        for (const { events } of withLimits) {
          const types = events.map(({ type }) => type)
          const done = types.indexOf('response.done')
          expectThat(done >= 0 && done < types.indexOf('rate_limits.updated'), 'rate_limits.updated came before the first response.done')
        }
      },
    },
    {
      id: 'RT-8.8-usage',
      title: 'Usage is on every response.done, and its numbers add up',
      standing: 'recorded',
      review(calls) {
        for (const done of dones(calls)) {
          const { usage } = done.response
          expectThat(usage !== null && usage !== undefined, 'response.done has no usage', [done])
          expectSame('total_tokens', usage.total_tokens, usage.input_tokens + usage.output_tokens, [done])
          expectThat((usage.input_token_details?.cached_tokens ?? 0) <= usage.input_tokens, 'more tokens are cached than came in', [done])
        }
      },
    },
  ],
}

function shapeCheck(type: (typeof knownServerEvents)[number]): Check {
  return {
    id: `RT-6-${type}`,
    title: `${type} has the published shape`,
    standing: recordedEvents.has(type) ? 'recorded' : 'documented',
    review(calls) {
      const seen = calls.flatMap(({ events }) => events.filter((event) => event.type === type))
      const because = elsewhere[type]
      if (seen.length === 0) throw new Unknown(because ? 'not-applicable' : 'skipped', because ?? 'not seen in this run')
      for (const event of seen) {
        const { problems } = lookAtEvent(event) ?? { problems: [] }
        if (problems.length > 0) throw new Failure(problems[0] as string, problems, [trimmed(event)])
      }
    },
  }
}

export const shapes: Area = { name: 'Shapes of events', checks: knownServerEvents.map(shapeCheck) }
