import type { InterruptionPolicy } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import type { InterruptionVerdict } from '../turns/contract.js'
import { holdableLeadMs } from './end-reply.js'
import { defaultSemanticVad } from './settings.js'
import { mostHeldMs, passedSpeechMs } from './suspicion.js'
import { Call } from './test-support/call.js'

const interrupted: InterruptionVerdict = { type: 'yield', reason: 'words with content in 320 ms of voice' }
const backchannel: InterruptionVerdict = { type: 'go-on', because: 'backchannel', reason: 'nothing else in 300 ms of voice' }

/** A call under semantic detection in the middle of a reply: two sentences, three words of which have left. */
function inReply(interruption: InterruptionPolicy = 'allow'): Call {
  const call = Call.opened({ settings: { turnDetection: defaultSemanticVad } })
  call.order({ type: 'create-reply', options: { interruption } })
  call.writes('One two three. Four five six.')
  call.plays(3)
  call.read()
  return call
}

const judge = (call: Call, verdict: InterruptionVerdict) => call.feed({ type: 'speech-judged', verdict })

describe('speech over a reply, where the turn engine decides', () => {
  it('I1 it is not told before it is judged', () => {
    const call = inReply()
    call.userStarts()
    expect(call.types()).toEqual([])
    expect(call.state.user).toMatchObject({ phase: 'suspected' })
  })

  it('I1 what left of a reply that has ended is spoken over just so', () => {
    const call = inReply()
    call.thinkingEnds()
    call.speakingEnds()
    call.read()
    call.userStarts()
    expect(call.types()).toEqual([])
    call.wait(100)
    judge(call, interrupted)
    expect(call.types()).toEqual(['speech-started'])
    expect(call.history()).toEqual(['assistant: One'])
  })

  it('I1 in silence, over a typed reply, under server detection and without interruption speech is told at once', () => {
    const calls = [
      Call.opened({ settings: { turnDetection: defaultSemanticVad } }),
      Call.opened({ settings: { turnDetection: defaultSemanticVad, modality: 'text' } }),
      Call.opened(),
      Call.opened({ settings: { turnDetection: { ...defaultSemanticVad, interruptReply: false } } }),
    ]
    for (const [index, call] of calls.entries()) {
      if (index > 0) {
        call.order({ type: 'create-reply', options: {} })
        call.writes('One two')
      }
      call.userStarts()
      expect(call.all('speech-started')).toHaveLength(1)
    }
  })

  it('I2 the reply is held meanwhile, and what it begins to say as well', () => {
    const call = inReply()
    call.userStarts()
    expect(call.orders().at(-1)).toBe('hold-speech')
    const early = Call.opened({ settings: { turnDetection: defaultSemanticVad } })
    early.order({ type: 'create-reply', options: {} })
    early.userStarts()
    early.writes('One')
    expect(early.orders().filter((order) => order.endsWith('-speech'))).toEqual(['hold-speech', 'hold-speech'])
  })

  it('I2 audio runs less far ahead, so that a hold is heard', () => {
    const leadOf = (call: Call) => {
      call.order({ type: 'create-reply', options: {} })
      call.writes('One')
      return call.effects.find((effect) => effect.do === 'start-speaking')?.settings.leadMs
    }
    const abilities = { leadMs: 1_500 }
    expect(leadOf(Call.opened({ abilities, settings: { turnDetection: defaultSemanticVad } }))).toBe(holdableLeadMs)
    expect(leadOf(Call.opened({ abilities }))).toBe(1_500)
  })

  it('I3 an interruption is told, cancels the reply and cuts history at the last word that was heard', () => {
    const call = inReply()
    call.userStarts()
    call.wait(250)
    judge(call, interrupted)
    expect(call.types()).toEqual(['speech-started', 'reply-part-ended', 'reply-item-ended', 'reply-ended', 'limits-updated'])
    expect(call.last('reply-ended').reply.status).toEqual({ phase: 'cancelled', because: 'turn-detected' })
    expect(call.history()).toEqual(['assistant: One two'])
    expect(call.state.conversation[0]).toMatchObject({ content: [{ type: 'audio', cutOff: true }] })
    call.userFinishes(1_000)
    expect(call.types()).toEqual(['speech-ended', 'turn-committed', 'item-added', 'item-ended'])
  })

  it('I3 speech that is over before it was judged is taken for an interruption, and is answered', () => {
    const call = inReply()
    call.userStarts()
    call.userFinishes(700)
    call.words('stop')
    expect(call.last('reply-ended').reply.status).toEqual({ phase: 'cancelled', because: 'turn-detected' })
    expect(call.all('reply-started')).toHaveLength(2)
  })

  it('I4 what was no interruption leaves nothing: the reply goes on, the audio is dropped, no turn is told', () => {
    const call = inReply()
    call.userStarts()
    judge(call, backchannel)
    expect(call.types()).toEqual(['speech-dismissed'])
    expect(call.orders().slice(-4)).toEqual(['cancel-timer suspicion', 'resume-speech', 'reset-turn', 'arm-timer passed-speech'])
    expect(call.state.user).toEqual({ phase: 'silent' })
    call.userFinishes(1_000)
    expect(call.types()).toEqual([])
  })

  it('I4 of a noise nothing is kept', () => {
    const call = inReply()
    call.userStarts()
    judge(call, { type: 'go-on', because: 'noise', reason: 'no words in 300 ms of voice' })
    expect(call.orders().slice(-2)).toEqual(['clear-audio', 'reset-turn'])
    expect(call.state.passedStartMs).toBeNull()
  })

  it('I4 a backchannel belongs to the speech that follows it at once, and is dropped when none does', () => {
    const followed = inReply()
    const beganMs = followed.nowMs
    followed.userStarts()
    judge(followed, backchannel)
    followed.wait(passedSpeechMs - 100)
    followed.userStarts()
    judge(followed, interrupted)
    expect(followed.last('speech-started').audioStartMs).toBe(beganMs)
    expect(followed.effects.some((effect) => effect.do === 'drop-audio')).toBe(false)

    const alone = inReply()
    alone.userStarts()
    judge(alone, backchannel)
    alone.wait(passedSpeechMs)
    expect(alone.effects.at(-1)).toEqual({ do: 'drop-audio', endMs: alone.nowMs - 300 })
    alone.userStarts()
    expect(alone.state.user).toMatchObject({ phase: 'suspected', audioStartMs: alone.nowMs })
  })

  it('I4 a suspicion that lasts lets the reply play on, once', () => {
    const call = inReply()
    call.userStarts()
    for (let count = 0; count < 3; count++) judge(call, { type: 'wait', reply: 'playing' })
    expect(call.orders().filter((order) => order === 'resume-speech')).toHaveLength(1)
    judge(call, interrupted)
    expect(call.types()[0]).toBe('speech-started')
  })

  it('I5 over a reply that refuses, speech is kept: it becomes a turn when all of the reply was heard', () => {
    const call = inReply('refuse')
    call.userStarts()
    expect(call.orders()).not.toContain('hold-speech')
    judge(call, interrupted)
    call.userFinishes(500)
    call.plays(3)
    call.thinkingEnds()
    call.speakingEnds()
    expect(call.all('reply-ended').at(-1)?.reply.status).toEqual({ phase: 'completed' })
    call.read()
    call.wait(90)
    expect(call.types()).toEqual([])
    call.wait(300)
    expect(call.types()).toEqual(['speech-started', 'speech-ended', 'turn-committed', 'item-added', 'item-ended'])
    call.words('and then?')
    expect(call.all('reply-started')).toHaveLength(2)
    expect(call.history()[0]).toBe('assistant: One two three. Four five six.')
  })

  it('I5 what is said in several goes over such a reply is one turn, and one that goes on ends later', () => {
    const call = inReply('refuse')
    call.userStarts()
    judge(call, interrupted)
    call.userFinishes(300)
    call.userStarts()
    call.thinkingEnds()
    call.speakingEnds()
    call.wait(1_000)
    expect(call.all('speech-started')).toHaveLength(1)
    expect(call.all('speech-ended')).toHaveLength(0)
    call.userFinishes()
    expect(call.all('turn-committed')).toHaveLength(1)
  })

  it('I5 no audio of kept speech is forgotten, however long the reply goes on, and the usual again when it is told', () => {
    const call = inReply('refuse')
    call.userStarts()
    judge(call, interrupted)
    const kept = () => call.effects.filter((effect) => effect.do === 'keep-buffer')
    expect(kept()).toEqual([{ do: 'keep-buffer', all: true }])
    call.userFinishes(500)
    call.thinkingEnds()
    call.speakingEnds()
    call.wait(1_000)
    expect(call.all('turn-committed')).toHaveLength(1)
    expect(kept().at(-1)).toEqual({ do: 'keep-buffer', all: false })
  })

  it('I6 a reply that finishes its sentence is cancelled at the end of it, and the turn follows when that was heard', () => {
    const call = inReply('finish-sentence')
    call.userStarts()
    judge(call, interrupted)
    expect(call.types()).toEqual([])
    const { replyId } = call.reply().work.plan
    const last = { type: 'audio-spoken', replyId, itemId: call.openItemId(), audio: new Uint8Array(0), durationMs: 100, words: [] } as const
    call.feed(last)
    expect(call.types()).toEqual(['reply-audio-delta'])
    call.feed({ ...last, endsSentence: true })
    expect(call.types()).toEqual(['reply-audio-delta', 'reply-part-ended', 'reply-item-ended', 'reply-ended', 'limits-updated'])
    expect(call.history()).toEqual(['assistant: One two three.'])
    call.wait(600)
    expect(call.types()).toEqual(['speech-started'])
  })

  it('I6 without an interruption such a reply is spoken to its end', () => {
    const call = inReply('finish-sentence')
    const { replyId } = call.reply().work.plan
    call.feed({ type: 'audio-spoken', replyId, itemId: call.openItemId(), audio: new Uint8Array(0), durationMs: 100, words: [], endsSentence: true })
    expect(call.types()).toEqual(['reply-audio-delta'])
  })

  it('N6 a held reply goes on when nothing more is heard of the speech', () => {
    const call = inReply()
    call.userStarts()
    call.wait(mostHeldMs)
    expect(call.orders().at(-1)).toBe('resume-speech')
    expect(call.state.user).toMatchObject({ phase: 'suspected', held: false })
  })
})
