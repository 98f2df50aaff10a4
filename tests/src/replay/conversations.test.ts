import { differences } from '@sidetone/server/replay/compare.js'
import { joinDeltas } from '@sidetone/server/replay/join-deltas.js'
import { replay } from '@sidetone/server/replay/replay.js'
import { describe, expect, it } from 'vitest'
import { readConversations } from './read-conversations.js'
import { expectWireRules } from './wire-rules.js'
import { writeExpected } from './write-expected.js'

const conversations = readConversations()

describe('recorded conversations, through the real gateway', () => {
  it.each(conversations.map((conversation) => [conversation.name, conversation.rule, conversation] as const))('%s: %s', async (_name, _rule, conversation) => {
    const { happenings, assertScriptFollowed } = await replay(conversation)
    const happened = joinDeltas(happenings)
    const difference = differences(conversation.expected ?? [], happened)
    if (process.env.UPDATE_CONVERSATIONS) writeExpected(conversation, happened)
    else if (difference !== null) expect.fail(`not as expected (-), but so (+):\n${difference}`)
    assertScriptFollowed()
    expectWireRules(happenings.flatMap((happening) => ('event' in happening ? [happening.event] : [])))
  })
})
