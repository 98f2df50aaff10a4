import { observable, type VoiceClient, type VoiceState, type WireMessage } from '@sidetone/client'
import { describe, expect, it } from 'vitest'
import { mostAudioMs } from './audio-keeper.js'
import { mostEntries, SessionLog } from './session-log.js'

/** All that a log asks of a client. */
function logged() {
  let tell: (message: WireMessage) => void = () => {}
  const state = observable<VoiceState>('idle')
  const session = observable<VoiceClient['session']['value']>(null)
  const client: Pick<VoiceClient, 'onWire' | 'state' | 'session'> = {
    state,
    session,
    onWire(listener) {
      tell = listener
      return () => {}
    },
  }
  const log = new SessionLog(client as VoiceClient)
  const say = (direction: WireMessage['direction']) => (atMs: number, event: WireMessage['event']) => tell({ direction, atMs, event })
  return { log, state, session, sent: say('sent'), received: say('received') }
}

const audio = (ms: number, value = 0) => Buffer.from(new Int16Array(ms * 24).fill(value).buffer).toString('base64')
const packet = (ms: number) => ({ type: 'input_audio_buffer.append', audio: audio(ms) })

describe('the log of a session', () => {
  it('keeps the last events, and says how many it dropped', () => {
    const { log, received } = logged()
    for (let number = 0; number < mostEntries + 1; number++) received(number, { type: 'rate_limits.updated' })
    expect(log.entries.length).toBeLessThanOrEqual(mostEntries)
    expect(log.entries.length + log.dropped).toBe(mostEntries + 1)
    expect(log.counts.get('received rate_limits.updated')).toBe(mostEntries + 1)
  })

  it('holds neither audio nor what opens doors in its events', () => {
    const { log, sent, received } = logged()
    sent(0, packet(20))
    received(1, { type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', delta: audio(100) })
    received(2, { type: 'sidetone.session.resumable', token: 'let-me-in', grace_ms: 1 })
    sent(3, { type: 'session.update', session: { tools: [{ type: 'mcp', authorization: 'let-me-in', headers: { key: 'let-me-in' } }] } })
    const kept = JSON.stringify(log.entries)
    expect(kept).not.toContain('let-me-in')
    expect(kept).toContain('4,800 bytes of audio')
    expect(kept.length).toBeLessThan(1_500)
  })

  it('knows the session before each event', () => {
    const { log, sent, received } = logged()
    received(0, { type: 'session.created', session: { instructions: 'a' } })
    sent(1, { type: 'session.update', session: { instructions: 'b' } })
    received(2, { type: 'session.updated', session: { instructions: 'b' } })
    expect(log.entries.map(({ before }) => before)).toEqual([null, { instructions: 'a' }, { instructions: 'a' }])
  })

  it('knows when each place of the audio was spoken, behind silence that was only told', () => {
    const { log, sent, received } = logged()
    received(0, { type: 'session.created', session: {} })
    sent(1_000, { type: 'sidetone.input_audio.silence', duration_ms: 1_000 })
    // What waited leaves in one go.
    sent(1_300, packet(300))
    sent(1_320, packet(20))
    received(1_330, { type: 'input_audio_buffer.speech_started', audio_start_ms: 1_100 })
    expect(log.facts.find(({ type }) => type === 'speech-started')).toMatchObject({ spokenAtMs: 1_100 })
  })

  it('knows when the voice itself began, behind the padding, also where that lies in silence that was not sent', () => {
    const { log, sent, received } = logged()
    received(0, { type: 'session.created', session: {} })
    sent(1_000, { type: 'sidetone.input_audio.silence', duration_ms: 1_000 })
    sent(1_300, packet(300))
    const started = () => log.facts.findLast(({ type }) => type === 'speech-started')
    received(1_310, { type: 'input_audio_buffer.speech_started', audio_start_ms: 900 })
    expect(started()).toMatchObject({ spokenAtMs: 900 })
    received(1_320, { type: 'sidetone.turn.decision', decision: 'user_started', reason: '', evidence: { voice_ms: 100 }, audio_ms: 1_290 })
    received(1_320, { type: 'input_audio_buffer.speech_started', audio_start_ms: 900 })
    expect(started()).toMatchObject({ spokenAtMs: 1_190, audioMs: 900 })
  })

  it('knows when a tool was called and when its result was there', () => {
    const { log, sent, received } = logged()
    received(5, { type: 'response.function_call_arguments.done', call_id: 'call_1', name: 'get_weather', arguments: '{}' })
    sent(9, { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'call_1', output: 'rain' } })
    expect(log.facts).toEqual([
      { type: 'tool-began', atMs: 5, call: 'call_1' },
      { type: 'tool-ended', atMs: 9, call: 'call_1' },
    ])
  })

  it('knows of a session that began before it, and takes no return of its own for that', () => {
    const later = logged()
    later.received(0, { type: 'sidetone.session.resumed', received: 9 })
    const whole = logged()
    whole.received(0, { type: 'session.created', session: {} })
    whole.received(1, { type: 'sidetone.session.resumed', received: 9 })
    expect([later.log.beganBefore, whole.log.beganBefore]).toEqual([true, false])
  })

  it('keeps audio of both sides, and no more than it may', () => {
    const { log, sent, received } = logged()
    received(0, { type: 'session.created', session: {} })
    const secondMs = packet(1_000)
    for (let second = 0; second < mostAudioMs / 1_000 + 60; second++) sent(second * 1_000, secondMs)
    received(0, { type: 'response.created', response: { id: 'r' } })
    received(1, { type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', delta: audio(100) })
    expect(log.audio.keptMs).toBeLessThanOrEqual(mostAudioMs)
    expect(log.audio.droppedMs).toBeGreaterThanOrEqual(60_000)
    expect(log.audio.pieces.at(-1)).toMatchObject({ side: 'reply', itemId: 'i', durationMs: 100 })
    log.keepAudio(false)
    sent(0, packet(20))
    expect(log.audio.pieces).toEqual([])
    expect(log.audio.keptMs).toBe(0)
  })

  it('tells a hole in the reply, which is Sidetone holding its voice', () => {
    const { log, received } = logged()
    const delta = { type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', delta: audio(200) }
    received(0, { type: 'response.created', response: { id: 'r' } })
    received(0, delta)
    received(150, delta)
    received(900, delta)
    expect(log.facts.filter(({ type }) => type === 'held')).toEqual([{ type: 'held', atMs: 400, untilMs: 900 }])
  })

  describe('knows the audio', () => {
    const telephone = { audio: { input: { format: { type: 'audio/pcmu' } }, output: { format: { type: 'audio/pcmu' } } } }
    /** 20 ms of telephone, as they come from microphones and go to loudspeakers. */
    const call = { type: 'input_audio_buffer.append', audio: Buffer.alloc(160, 0xff).toString('base64') }
    const kept = (log: SessionLog) => log.audio.pieces.map(({ side, sampleRateHz, durationMs, audioStartMs }) => [side, sampleRateHz, durationMs, audioStartMs])

    it('of a session that goes on in this page, which nobody tells again', () => {
      const { log, state, session, sent, received } = logged()
      state.set('connecting')
      received(0, { type: 'sidetone.session.resumed', received: 9 })
      session.set({ ...telephone, tools: [{ type: 'mcp', authorization: 'let-me-in' }] })
      received(1, { type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', delta: call.audio })
      sent(20, call)
      expect(kept(log)).toEqual([
        ['reply', 8_000, 20, 0],
        ['user', 8_000, 20, 0],
      ])
      expect(log.entries.at(-1)?.before).toMatchObject(telephone)
      expect(JSON.stringify(log.entries)).not.toContain('let-me-in')
    })

    it('behind what an earlier page had sent to the session, and of a new session from its beginning', () => {
      const { log, sent, received } = logged()
      log.audio.goOnAt(60_000)
      received(0, { type: 'sidetone.session.resumed', received: 9 })
      sent(20, packet(20))
      expect([kept(log), log.audio.heardMs]).toEqual([[['user', 24_000, 20, 60_000]], 60_020])
      received(30, { type: 'session.created', session: {} })
      sent(60, packet(20))
      expect([kept(log)[1], log.audio.heardMs]).toEqual([['user', 24_000, 20, 0], 20])
    })

    it('that waited for a session: it is that one’s, in the format that is asked for before it', () => {
      const { log, state, sent, received } = logged()
      state.set('connecting')
      sent(20, call)
      sent(40, call)
      received(50, { type: 'session.created', session: {} })
      sent(50, { type: 'session.update', session: telephone })
      received(60, { type: 'session.updated', session: telephone })
      sent(60, call)
      expect(kept(log)).toEqual([['user', 8_000, 60, 0]])
    })

    it('that waited for a lost session', () => {
      const { log, state, sent, received } = logged()
      received(0, { type: 'session.created', session: telephone })
      sent(20, call)
      state.set('reconnecting')
      sent(40, { type: 'sidetone.input_audio.silence', duration_ms: 20 })
      sent(60, call)
      received(70, { type: 'sidetone.session.resumed', received: 1 })
      sent(80, call)
      expect(kept(log)).toEqual([
        ['user', 8_000, 20, 0],
        ['user', 8_000, 40, 40],
      ])
    })

    it('that no session heard is not kept', () => {
      const { log, state, sent, received } = logged()
      state.set('connecting')
      sent(20, call)
      state.set('failed')
      state.set('connecting')
      received(50, { type: 'session.created', session: {} })
      received(51, { type: 'rate_limits.updated' })
      expect(log.audio.pieces).toEqual([])
    })
  })
})
