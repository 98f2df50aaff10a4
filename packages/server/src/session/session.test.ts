import { limits, SidetoneError } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { carefulLeadMs } from './end-reply.js'
import { defaultSemanticVad } from './settings.js'
import { makeSession, openSession, untilAborted } from './test-support/stages.js'

const turn = ['turn-decided', 'speech-started', 'turn-decided', 'speech-ended', 'turn-committed', 'item-added', 'item-ended']
const words = ['transcript-delta', 'transcript-ended']
const opening = ['reply-started', 'reply-item-started', 'reply-part-started', 'reply-text-delta']
const closing = ['reply-part-ended', 'reply-item-ended', 'reply-ended', 'limits-updated']

describe('the shell', () => {
  it('R1 R4 a voice turn, from the first packet to the end of the answer', async () => {
    const { session, script, say, types } = openSession()
    script.hears(' hello ').answersWith('Hi there.')
    await say()
    expect(types()).toEqual(['session-started', ...turn, ...words, ...opening, 'reply-audio-delta', ...closing])
    expect(script.heard).toEqual([{ startMs: 0, endMs: 700 }])
    expect(script.requests[0]?.request.items).toMatchObject([{ content: [{ type: 'audio', transcript: 'hello' }] }])
    expect(session.state.conversation.map((item) => item.type)).toEqual(['user-message', 'assistant-message'])
    session.close()
  })

  it('much audio is listened to piece by piece, and no more of it when the session ends meanwhile', async () => {
    const { session, script, types } = openSession()
    const work = session.receive({ type: 'append-audio', audio: new Uint8Array(48_000).fill(1) })
    expect(types()).toEqual(['session-started', ...turn.slice(0, 2)])
    session.close()
    await work
    expect(script.listenerUsedAfterClose).toEqual([])
    expect(session.receive({ type: 'append-audio', audio: new Uint8Array(48_000) })).toBeNull()
  })

  it('U9 every decision is told with its reason, the settings in force and its times', async () => {
    const { session, script, clock, say, events } = openSession()
    script.hears('hello').answersWith('Hi there.')
    await clock.advance(40)
    await say()
    expect(events.filter((event) => event.type === 'turn-decided')).toEqual([
      {
        type: 'turn-decided',
        decision: 'user-started',
        reason: 'voice',
        evidence: {},
        words: null,
        detection: session.state.settings.turnDetection,
        audioMs: 80,
        atMs: 40,
      },
      {
        type: 'turn-decided',
        decision: 'user-finished',
        reason: 'quiet',
        evidence: {},
        words: null,
        detection: session.state.settings.turnDetection,
        audioMs: 700,
        atMs: 40,
      },
    ])
    session.close()
  })

  it('R4 speech begins while the model still writes', async () => {
    const { script, say, events } = openSession()
    script.hears('hello').answers.push(async function* (signal) {
      yield { type: 'text-delta', delta: 'First. ' }
      yield* untilAborted(signal)
    })
    await say()
    expect(events.filter((event) => event.type === 'reply-audio-delta')).toHaveLength(1)
    expect(events.some((event) => event.type === 'reply-ended')).toBe(false)
  })

  it('R5 a call behind speech lets the speech out at once and is told when it is out', async () => {
    const { script, say, types } = openSession()
    script.hears('what time is it').answers.push(async function* () {
      yield { type: 'text-delta', delta: 'One moment.' }
      yield { type: 'tool-call-start', callId: 'call_1', name: 'clock' }
      yield { type: 'tool-call-delta', callId: 'call_1', delta: '{}' }
      yield { type: 'tool-call-end', callId: 'call_1' }
      yield { type: 'end', because: 'completed', usage: null }
    })
    await say()
    expect(script.speeches.map(({ pace }) => pace.released)).toEqual([true])
    expect(types().slice(-10)).toEqual([
      'reply-text-delta',
      'reply-audio-delta',
      'reply-part-ended',
      'reply-item-ended',
      'reply-item-started',
      'tool-arguments-delta',
      'tool-arguments-ended',
      'reply-item-ended',
      'reply-ended',
      'limits-updated',
    ])
  })

  it('U3 barge-in stops thinking and speaking, and nothing of the reply follows', async () => {
    const { script, clock, say, send, types } = openSession()
    let release = (): void => {}
    let goesOn = false
    script.hears('tell me a story').answers.push(async function* () {
      yield { type: 'text-delta', delta: 'Once upon a time' }
      await new Promise<void>((resolve) => {
        release = resolve
      })
      yield { type: 'text-delta', delta: ' there was' }
      goesOn = true
      yield { type: 'end', because: 'completed', usage: null }
    })
    await say()
    types()
    send('voice', 80)
    expect(types()).toEqual(['turn-decided', 'speech-started', ...closing])
    expect(script.requests[0]?.signal.aborted).toBe(true)
    expect(script.speeches[0]?.signal.aborted).toBe(true)
    release()
    await clock.advance(1_000)
    expect(types()).toEqual([])
    expect(goesOn).toBe(false)
  })

  it('U4 voice that goes on behind a commit of the client is the next turn, from where that one ended', async () => {
    const { session, clock, send, events } = openSession()
    send('voice', 500)
    session.receive({ type: 'commit-turn' })
    send('voice', 60)
    expect(events.filter((event) => event.type === 'speech-started')).toHaveLength(1)
    send('voice', 40)
    send('quiet', 200)
    await clock.advance(0)
    const starts = events.filter((event) => event.type === 'speech-started')
    expect(starts.map((event) => event.audioStartMs)).toEqual([0, 500])
    expect(new Set(starts.map((event) => event.itemId)).size).toBe(2)
    const ends = events.filter((event) => event.type === 'turn-committed').map((event) => event.itemId)
    expect(ends).toEqual(starts.map((event) => event.itemId))
  })

  it('C6 an item is told with its audio: of a turn what was committed, of a reply what was heard, of a client’s item what it brought', async () => {
    const { session, script, clock, say, send, events } = openSession()
    script.hears('hello').answersWith('Hi there.').hears('')
    await say()
    await clock.advance(100)
    send('voice', 80)
    const brought = Uint8Array.from([1, 2, 3, 4])
    const content = [{ type: 'audio', transcript: 'Mine.', durationMs: 1 } as const]
    session.receive({ type: 'add-item', item: { type: 'user-message', id: 'mine', content }, audio: brought, after: { at: 'end' } })
    for (const { id } of session.state.conversation) session.receive({ type: 'retrieve-item', itemId: id })
    const told = events.filter((event) => event.type === 'item-retrieved')
    const spoken = events.filter((event) => event.type === 'reply-audio-delta').reduce((sum, { audio }) => sum + audio.length, 0)
    expect(told.map(({ item }) => item.type)).toEqual(['user-message', 'assistant-message', 'user-message'])
    expect(told.map(({ audio }) => audio?.length)).toEqual([700 * 48, Math.min(spoken, 100 * 48), 4])
    session.receive({ type: 'delete-item', itemId: 'mine' })
    session.receive({ type: 'add-item', item: { type: 'user-message', id: 'mine', content }, after: { at: 'end' } })
    session.receive({ type: 'retrieve-item', itemId: 'mine' })
    expect(events.at(-1)).not.toHaveProperty('audio')
    session.close()
  })

  it('T4 T6 what was left out is summed up by a stage of its own, which ends with the session', async () => {
    const { session, script, clock, events } = openSession({ abilities: { contextTokens: 160 }, settings: { modality: 'text', instructions: '' } })
    const ask = async (text: string) => {
      script.answersWith('Yes.')
      session.receive({ type: 'add-item', item: { type: 'user-message', content: [{ type: 'text', text }] }, after: { at: 'end' } })
      session.receive({ type: 'create-reply', options: {} })
      await clock.advance(0)
    }
    script.summaries.push(async () => 'They said one.')
    script.summaries.push(async () => {
      throw new Error('Out of order.')
    })
    for (const text of ['one', 'two', 'three', 'four']) await ask(text)
    expect(script.requests.map(({ request }) => request.summary)).toEqual([undefined, undefined, 'They said one.', 'They said one.'])
    expect(events.filter((event) => event.type === 'summary-failed')).toMatchObject([{ code: 'language-model-failed' }])
    expect(script.summed.at(-1)?.signal.aborted).toBe(false)
    session.close()
    expect(script.summed.at(-1)?.signal.aborted).toBe(true)
  })

  it('U2 with turn detection off voice is only kept until the client commits it', async () => {
    const { session, script, clock, send, types } = openSession({ settings: { turnDetection: null } })
    script.hears('hello')
    send('voice', 500)
    send('quiet', 500)
    expect(types()).toEqual(['session-started'])
    session.receive({ type: 'commit-turn' })
    await clock.advance(0)
    expect(types()).toEqual(['turn-committed', 'item-added', 'item-ended', ...words])
    expect(script.heard).toEqual([{ startMs: 0, endMs: 1_000 }])
  })

  it('N5 more audio than may wait is refused, and what waits stays', () => {
    const { session, events } = openSession({ settings: { turnDetection: null } })
    session.receive({ type: 'append-audio', commandId: 'mine', audio: new Uint8Array(48 * limits.inputBufferMs + 48) })
    expect(events.at(-1)).toEqual({ type: 'failed', code: 'input-buffer-full', detail: { limitMs: limits.inputBufferMs }, commandId: 'mine' })
    session.receive({ type: 'append-audio', audio: new Uint8Array(960) })
    expect(session.state.life).toBe('open')
  })

  it('S2 an update reaches the listener', () => {
    const { session, script } = openSession()
    session.receive({ type: 'update-settings', patch: { inputFormat: { encoding: 'mulaw', sampleRateHz: 8_000 } } })
    expect(script.configured.map(({ format }) => format.encoding)).toEqual(['pcm16', 'mulaw'])
  })
})

describe('a stage that fails', () => {
  const failures = [
    { stage: 'recognition', code: 'recognition-failed' },
    { stage: 'the model', code: 'language-model-failed' },
    { stage: 'the model, with a code of its own', code: 'language-model-timed-out' },
    { stage: 'speech', code: 'synthesis-failed' },
  ] as const

  for (const { stage, code } of failures) {
    it(`R6 U8 ${stage}: the client is told ${code}, and the next turn is answered`, async () => {
      const { script, say, events } = openSession()
      const failure = code === 'language-model-timed-out' ? new SidetoneError(code, 'Too slow.') : new Error('a secret that was said')
      if (stage === 'recognition') script.words.push(() => Promise.reject(failure))
      else script.hears('hello')
      if (stage === 'speech') script.speechFailure = failure
      if (stage.startsWith('the model')) {
        script.answers.push(async function* (signal) {
          yield { type: 'text-delta', delta: 'Well' }
          if (!signal.aborted) throw failure
        })
      } else script.answersWith('Well.')
      await say()
      if (stage === 'recognition') expect(events).toContainEqual(expect.objectContaining({ type: 'transcript-failed', code }))
      else expect(events.findLast((event) => event.type === 'reply-ended')?.reply.status).toMatchObject({ phase: 'failed', code })
      expect(JSON.stringify(events)).not.toContain('secret')
      events.length = 0
      script.hears('again').answersWith('Yes.')
      await say()
      expect(events.findLast((event) => event.type === 'reply-ended')?.reply.status).toEqual({ phase: 'completed' })
    })
  }

  it('R6 a failure of one stage stops the other', async () => {
    const { script, say } = openSession()
    script.speechFailure = new Error('broken')
    script.hears('hello').answers.push(async function* (signal) {
      yield { type: 'text-delta', delta: 'Well' }
      yield* untilAborted(signal)
    })
    await say()
    expect(script.requests[0]?.signal.aborted).toBe(true)
  })

  it('N3 a model that says nothing for 60 s has failed', async () => {
    const { script, clock, say, events } = openSession()
    script.hears('hello')
    await say()
    await clock.advance(60_000)
    expect(events.findLast((event) => event.type === 'reply-ended')?.reply.status).toMatchObject({ phase: 'failed', code: 'internal' })
    expect(script.requests[0]?.signal.aborted).toBe(true)
  })
})

describe('the end', () => {
  it('S7 closing stops the stages, leaves no timer, and may be repeated', async () => {
    const { session, script, clock, say, types } = openSession()
    script.hears('hello')
    await say()
    types()
    expect(clock.armed).toBeGreaterThan(0)
    session.close()
    session.close()
    expect([clock.armed, script.listenersClosed, script.requests[0]?.signal.aborted]).toEqual([0, 1, true])
    session.receive({ type: 'create-reply', options: {} })
    session.receive({ type: 'append-audio', audio: new Uint8Array(960).fill(1) })
    await clock.advance(10_000_000)
    expect(types()).toEqual([])
  })

  it('S7 recognition ends with the session, and what it says afterwards is not heard', async () => {
    const { session, script, clock, send, types } = openSession()
    let signal: AbortSignal | undefined
    let tell = (_: string): void => {}
    script.words.push((given) => {
      signal = given
      return new Promise((resolve) => {
        tell = resolve
      })
    })
    send('voice', 500)
    send('quiet', 200)
    session.close()
    types()
    tell('too late')
    await clock.advance(0)
    expect(signal?.aborted).toBe(true)
    expect(types()).toEqual([])
  })

  it('S7 a session that was never opened can be closed', () => {
    const { session, script, clock, types } = makeSession({})
    session.close()
    session.open()
    expect([session.state.life, clock.armed, script.listenersClosed]).toEqual(['ended', 0, 1])
    expect(types()).toEqual([])
  })

  it('N1 a session that expires is over: the listener is closed and no timer is left', async () => {
    const { script, clock, events } = openSession()
    await clock.advance(3_600_000)
    expect(events.at(-1)).toEqual({ type: 'session-expired' })
    expect([clock.armed, script.listenersClosed]).toEqual([0, 1])
  })

  it('S7 a link that closes in the middle of an event ends the session and leaves no timer', async () => {
    for (const at of ['session-started', 'turn-committed', 'reply-started', 'reply-text-delta', 'reply-ended'] as const) {
      const { session, script, clock, events, say } = openSession({
        onEvent: (event, session) => {
          if (event.type === at) session.close()
        },
      })
      script.hears('hello').answersWith('Hi.')
      await say()
      await clock.advance(120_000)
      expect(events.some((event) => event.type === at)).toBe(true)
      expect([at, session.state.life, clock.armed, script.listenersClosed]).toEqual([at, 'ended', 0, 1])
      expect(script.listenerUsedAfterClose).toEqual([])
      for (const { signal } of [...script.requests, ...script.speeches]) if (at !== 'reply-ended') expect(signal.aborted).toBe(true)
    }
  })
})

describe('re-entrancy', () => {
  it('S8 an order given in the middle of an event waits until all that came before it is told', async () => {
    const { session, script, clock, types } = openSession({
      onEvent: (event, session) => {
        if (event.type === 'item-added') session.receive({ type: 'create-reply', options: {} })
      },
    })
    script.answersWith('Hi.')
    session.receive({ type: 'add-item', item: { type: 'user-message', content: [{ type: 'text', text: 'hello' }] }, after: { at: 'end' } })
    await clock.advance(0)
    expect(types().slice(0, 4)).toEqual(['session-started', 'item-added', 'item-ended', 'reply-started'])
  })

  it('I2 while there is a sound little of a reply that may be held is on its way', async () => {
    const { session, script, send, clock } = openSession({ settings: { turnDetection: defaultSemanticVad } })
    script.answers.push(async function* (signal) {
      yield { type: 'text-delta', delta: 'One two three.' }
      yield* untilAborted(signal)
    })
    session.receive({ type: 'create-reply', options: {} })
    await clock.advance(0)
    const mostLeadMs = () => script.speeches.at(-1)?.pace.mostLeadMs
    send('quiet', 20)
    expect(mostLeadMs()).toBe(Number.POSITIVE_INFINITY)
    send('voice', 20)
    expect(mostLeadMs()).toBe(carefulLeadMs)
    send('quiet', 400)
    expect(mostLeadMs()).toBe(Number.POSITIVE_INFINITY)
    send('voice', 20)
    session.receive({ type: 'update-settings', patch: { turnDetection: null } })
    send('voice', 20)
    expect(mostLeadMs()).toBe(Number.POSITIVE_INFINITY)
    session.close()
  })

  it('I4 "Okay." and what follows it at once are one turn', async () => {
    const { session, script, say, send, clock, events } = openSession({ settings: { turnDetection: defaultSemanticVad } })
    script.hears('tell me').answersWith('One two three.')
    script.answers.push(untilAborted)
    await say()
    const okayMs = 700
    send('voice', 200)
    send('quiet', 200)
    await clock.advance(0)
    expect(events.some((event) => event.type === 'speech-dismissed')).toBe(true)
    send('quiet', 100)
    send('voice', 500)
    send('quiet', 300)
    await clock.advance(0)
    const last = events.filter((event) => event.type === 'speech-started').at(-1)
    expect(last).toMatchObject({ audioStartMs: okayMs })
    expect(script.heard.at(-1)?.startMs).toBe(okayMs)
    session.close()
  })
})
