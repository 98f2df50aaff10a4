import { describe, expect, it } from 'vitest'
import { differences } from './compare.js'
import { readConversations } from './conversation.js'
import { joinDeltas } from './join-deltas.js'
import { replay } from './replay.js'
import { expectWireRules } from './wire-rules.js'
import { writeExpected } from './write-expected.js'

const conversations = readConversations()

describe('recorded conversations, through the real gateway', () => {
  it.each(conversations.map((conversation) => [conversation.name, conversation.rule, conversation] as const))('%s: %s', async (_name, _rule, conversation) => {
    const { happenings, assertScriptFollowed } = await replay(conversation)
    const happened = joinDeltas(happenings)
    const difference = differences(conversation.expected, happened)
    if (process.env.UPDATE_CONVERSATIONS) writeExpected(conversation, happened)
    else if (difference !== null) expect.fail(`not as expected (-), but so (+):\n${difference}`)
    assertScriptFollowed()
    expectWireRules(happenings.flatMap((happening) => ('event' in happening ? [happening.event] : [])))
  })
})
