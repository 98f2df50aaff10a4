import { describe, expect, it } from 'vitest'
import { defaultSemanticVad, defaultServerVad } from './settings.js'
import { besideFormat } from './state.js'
import { Call, createReply, typed } from './test-support/call.js'

const sentence = 'One two three four five.'

/** A call whose sound travels beside the messages. */
function onCall(settings: ConstructorParameters<typeof Call>[0] = {}): Call {
  return Call.opened({ sound: 'beside', ...settings })
}

/** Five words of 100 ms that have left, and none of them was heard yet. */
function saying(call = onCall()): Call {
  call.order(createReply)
  call.says(sentence)
  call.read()
  return call
}

describe('P1 the sound of a call', () => {
  it('P1 is PCM16 at 24 kHz, whatever a client would set', () => {
    const call = onCall({ settings: { inputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 } } })
    call.order({ type: 'update-settings', patch: { outputFormat: { encoding: 'alaw', sampleRateHz: 8_000 }, speed: 1.1 } })
    expect(call.last('settings-updated').session.settings).toMatchObject({ inputFormat: besideFormat, outputFormat: besideFormat, speed: 1.1 })
    call.order({ type: 'create-reply', options: { outputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 } } })
    expect(call.last('reply-started').reply.outputFormat).toEqual(besideFormat)
  })

  it('P1 is refused in messages, and the orders that there are are told', () => {
    const call = onCall()
    call.feed({ type: 'append-refused', commandId: 'mine', because: 'beside' })
    expect(call.last('failed')).toMatchObject({ code: 'not-in-this-session', commandId: 'mine', detail: { orders: expect.stringContaining('clear-playback') } })
  })
})

describe('P2 what is heard', () => {
  it('P2 begins with the first audio of a reply and is told before it', () => {
    const call = onCall()
    call.order(createReply)
    call.writes(sentence)
    call.read()
    call.plays(2)
    expect(call.types()).toEqual(['playback-started', 'reply-audio-delta', 'reply-audio-delta'])
  })

  it('P2 is one reply behind the other', () => {
    const call = saying()
    call.order(createReply)
    call.says('Six.')
    const [first, second] = call.all('reply-started').map(({ reply }) => reply.id)
    expect(call.types()).not.toContain('playback-started')
    call.wait(499)
    expect(call.types()).toEqual([])
    call.wait(1)
    expect(call.read()).toEqual([
      { type: 'playback-stopped', replyId: first },
      { type: 'playback-started', replyId: second },
    ])
    call.wait(100)
    expect(call.read()).toEqual([{ type: 'playback-stopped', replyId: second }])
  })

  it('P2 a reply that is written is not heard', () => {
    const call = onCall({ settings: { modality: 'text' } })
    saying(call)
    call.wait(10_000)
    expect(call.types()).toEqual([])
  })

  it('P2 an item behind another reply is heard later, and is cut by that', () => {
    const call = saying()
    call.order(createReply)
    call.says('Six seven.')
    call.wait(600)
    call.userStarts()
    expect(call.all('item-truncated').map(({ audioEndMs }) => audioEndMs)).toEqual([100])
    expect(call.history()).toEqual([`assistant: ${sentence}`, 'assistant: Six'])
  })
})

describe('P3 the end of what is heard', () => {
  it('P3 comes when all of it was heard, behind the end of the reply', () => {
    const call = saying()
    call.wait(499)
    expect(call.types()).toEqual([])
    call.wait(1)
    expect(call.types()).toEqual(['playback-stopped'])
  })

  it('P3 waits for a reply that makes more, however long the listener has had nothing to hear', () => {
    const call = onCall()
    call.order(createReply)
    call.writes(sentence)
    call.plays(1)
    call.wait(2_000)
    expect(call.all('playback-stopped')).toEqual([])
    call.plays(4)
    call.thinkingEnds()
    call.speakingEnds()
    call.wait(400)
    expect(call.events.slice(-3).map(({ type }) => type)).toEqual(['reply-ended', 'limits-updated', 'playback-stopped'])
  })

  it('P3 a timer that fires early is set again', () => {
    const call = saying()
    call.timers.clear()
    expect(call.feed({ type: 'timer-fired', timer: 'playback', audioMs: 0 })).toEqual([{ do: 'arm-timer', timer: 'playback', delayMs: 500 }])
  })

  it('P3 the silence of a user who is nudged begins there', () => {
    const call = saying(onCall({ settings: { turnDetection: { ...defaultServerVad, idleTimeoutMs: 5_000 } } }))
    call.wait(5_499)
    expect(call.all('idle-timed-out')).toEqual([])
    call.wait(1)
    expect(call.all('idle-timed-out')).toHaveLength(1)
  })
})

describe('P4 speech over what is heard', () => {
  it('P4 of a reply that is over: it is cleared, and the client is told how much was heard', () => {
    const call = saying()
    call.wait(250)
    call.userStarts()
    const itemId = call.state.conversation[0]?.id
    const replyId = call.last('reply-started').reply.id
    expect(call.read()).toEqual([
      { type: 'speech-started', itemId: expect.any(String), audioStartMs: call.nowMs },
      { type: 'playback-cleared', replyId },
      { type: 'item-truncated', itemId, contentIndex: 0, audioEndMs: 250 },
    ])
    expect(call.history()).toEqual(['assistant: One two'])
    call.wait(10_000)
    expect(call.all('playback-stopped')).toEqual([])
  })

  it('P4 of a reply that is being made: it is cleared, it ends as cancelled, and the client is told how much was heard', () => {
    const call = onCall()
    call.order(createReply)
    call.writes(sentence)
    call.plays(3)
    call.wait(150)
    call.read()
    call.userStarts()
    expect(call.types()).toEqual([
      'speech-started',
      'playback-cleared',
      'reply-part-ended',
      'reply-item-ended',
      'reply-ended',
      'limits-updated',
      'item-truncated',
    ])
    expect(call.last('item-truncated').audioEndMs).toBe(150)
    expect(call.last('reply-ended').reply.status).toEqual({ phase: 'cancelled', because: 'turn-detected' })
    expect(call.history()).toEqual(['assistant: One'])
  })

  it('P4 clears what a cancelled reply left behind as well', () => {
    const call = onCall()
    call.order(createReply)
    call.writes(sentence)
    call.plays(3)
    call.order({ type: 'cancel-reply' })
    call.wait(200)
    call.read()
    call.userStarts()
    expect(call.types()).toEqual(['speech-started', 'playback-cleared', 'item-truncated'])
    expect(call.history()).toEqual(['assistant: One two'])
  })

  it('P4 what is told of it stands: a client cannot make it longer', () => {
    const call = saying()
    call.wait(250)
    call.userStarts()
    const itemId = call.last('item-truncated').itemId
    call.order({ type: 'truncate-item', itemId, contentIndex: 0, audioEndMs: 300 })
    expect(call.last('failed').code).toBe('truncate-beyond-end')
  })

  it('P4 a backchannel under semantic detection clears nothing', () => {
    const call = saying(onCall({ settings: { turnDetection: defaultSemanticVad } }))
    call.wait(100)
    call.userStarts()
    call.feed({ type: 'speech-judged', verdict: { type: 'go-on', because: 'backchannel', reason: '' } })
    call.wait(400)
    expect(call.types()).toEqual(['speech-dismissed', 'playback-stopped'])
  })
})

describe('P5 an order to clear what is heard', () => {
  it('P5 behind the cancelling of its reply: it is cleared and told', () => {
    const call = onCall()
    call.order(createReply)
    call.writes(sentence)
    call.plays(3)
    call.wait(100)
    call.read()
    call.order({ type: 'cancel-reply' })
    call.order({ type: 'clear-playback' })
    expect(call.types()).toEqual(['reply-part-ended', 'reply-item-ended', 'reply-ended', 'limits-updated', 'playback-cleared', 'item-truncated'])
    expect(call.history()).toEqual(['assistant: One'])
  })

  it('P5 ends a reply that still makes it', () => {
    const call = onCall()
    call.order(createReply)
    call.writes(sentence)
    call.plays(1)
    call.order({ type: 'clear-playback' })
    expect(call.last('reply-ended').reply.status).toEqual({ phase: 'cancelled', because: 'client-cancelled' })
    expect(call.last('item-truncated').audioEndMs).toBe(0)
  })

  it('P5 leaves alone a reply of which nothing is heard yet', () => {
    const call = saying()
    call.order(createReply)
    call.order({ type: 'clear-playback' })
    expect(call.all('reply-ended')).toHaveLength(1)
    expect(call.state.reply.phase).toBe('generating')
  })

  it('P5 with nothing to clear is answered by nothing, since a client cannot know', () => {
    const call = onCall()
    call.order({ type: 'clear-playback' })
    expect(call.types()).toEqual([])
  })

  it('P5 is refused where sound travels in messages', () => {
    const call = Call.opened()
    call.order({ type: 'clear-playback', commandId: 'mine' })
    expect(call.last('failed')).toMatchObject({ code: 'not-in-this-session', commandId: 'mine' })
  })
})

it('P6 a reply beside the conversation is written: there is one voice', () => {
  const call = onCall()
  call.order(typed('hello'))
  call.order({ type: 'create-reply', options: { conversation: 'none', modality: 'audio' } })
  expect(call.last('reply-started').reply.modality).toBe('text')
})
