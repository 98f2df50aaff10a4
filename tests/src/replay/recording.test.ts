import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@sidetone/server/lib/clock.js'
import { createRecorder } from '@sidetone/server/recording/recorder.js'
import { differences } from '@sidetone/server/replay/compare.js'
import { readConversation } from '@sidetone/server/replay/conversation.js'
import { joinDeltas } from '@sidetone/server/replay/join-deltas.js'
import { replay } from '@sidetone/server/replay/replay.js'
import { expectedOf, toldIn } from '@sidetone/server/replay/told.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConversations } from './read-conversations.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidetone-recordings-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const session = { id: 'sess_R', idSeed: 'R', model: 'sidetone', leadMs: 1500, tokensPerMinute: 1_000_000 }

describe('a recording, played again, gives the same events', () => {
  it.each(readConversations().map((conversation) => [conversation.name, conversation] as const))('%s', async (name, conversation) => {
    const dir = join(folder, name)
    let close = async () => {}
    const record = (clock: Clock) => {
      const recorder = createRecorder({ dir, maxMs: 3_600_000, maxBytes: 1e9, clock, log: silent, version: 'test' })
      close = recorder.close
      return recorder.open(session)
    }
    const first = await replay(conversation, { record })
    await close()

    const recording = readConversation(join(dir, readdirSync(dir)[0] as string))
    const told = first.happenings.filter((happening) => 'event' in happening)
    expect(toldIn(recording.timeline)).toHaveLength(told.length)
    const again = await replay(recording)
    again.assertScriptFollowed()
    const happened = again.happenings.filter((happening) => 'event' in happening)
    const difference = differences(expectedOf(toldIn(recording.timeline)), joinDeltas(happened))
    if (difference !== null) expect.fail(difference)
    expect(again.decisions).toEqual(first.decisions)
  })
})
