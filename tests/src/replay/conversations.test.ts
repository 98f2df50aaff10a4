import { joinDeltas } from '@sidetone/server/replay/join-deltas.js'
import { replay } from '@sidetone/server/replay/replay.js'
import { differencesFrom } from '@sidetone/server/replay/told.js'
import { describe, expect, it } from 'vitest'
import { expectBetaRules } from './beta-rules.js'
import { readConversations } from './read-conversations.js'
import { expectWireRules } from './wire-rules.js'
import { writeExpected } from './write-expected.js'

const conversations = readConversations()

describe('recorded conversations, through the real gateway', () => {
  it.each(conversations.map((conversation) => [conversation.name, conversation.rule, conversation] as const))('%s: %s', async (_name, _rule, conversation) => {
    const replayed = await replay(conversation)
    const { happenings, assertScriptFollowed } = replayed
    const difference = differencesFrom(conversation, replayed)
    if (process.env.UPDATE_CONVERSATIONS) writeExpected(conversation, joinDeltas(happenings))
    else if (difference !== null) expect.fail(`not as expected (-), but so (+):\n${difference}`)
    assertScriptFollowed()
    // Its rules are those of the responses and items that a translation does not have.
    if (conversation.script.session?.kind?.type === 'translation') return
    const expectRules = conversation.script.dialect === 'openai-realtime-beta' ? expectBetaRules : expectWireRules
    expectRules(happenings.flatMap((happening) => ('event' in happening ? [happening.event] : [])))
  })
})
