import type { SessionSettings } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { defaultServerVad } from './settings.js'
import type { Abilities } from './state.js'
import { Call, createReply } from './test-support/call.js'

const translating = (settings: Partial<SessionSettings> = {}, abilities: Partial<Abilities> = {}) =>
  Call.opened({
    kind: { type: 'translation' },
    settings: { turnDetection: { ...defaultServerVad, interruptReply: false }, targetLanguage: 'es', ...settings },
    abilities,
  })
const requests = (call: Call) => call.effects.flatMap((effect) => (effect.do === 'start-thinking' ? [effect.request] : []))
const texts = (call: Call) =>
  requests(call).map(({ items }) =>
    items.map((item) => (item.type === 'user-message' ? item.content.map((part) => part.type === 'audio' && part.transcript) : item.type)),
  )

describe('a translation session', () => {
  it('K1 takes no order but settings, audio and its end', () => {
    const call = translating()
    for (const order of [createReply, { type: 'commit-turn' }, { type: 'clear-audio' }, { type: 'cancel-reply' }] as const) {
      call.order(order)
      expect(call.read()).toMatchObject([
        { type: 'failed', code: 'not-in-this-session', detail: { kind: 'translation', orders: 'update-settings, append-audio, end-session' } },
      ])
    }
  })

  it('K3 translates each turn by itself, in the order in which they were said, and not before its words are there', () => {
    const call = translating()
    const first = call.userTurn()
    const second = call.userTurn()
    const third = call.userTurn()
    call.words('Two.', second)
    call.words('Three.', third)
    expect(texts(call)).toEqual([])
    call.words('One.', first)
    call.says('Uno.')
    call.says('Dos.')
    call.says('Tres.')
    expect(texts(call)).toEqual([[['One.']], [['Two.']], [['Three.']]])
  })

  it('K3 is not interrupted by what is said meanwhile, and its speech is let out at once', () => {
    const call = translating()
    call.hears('One.')
    call.writes('Uno,')
    expect(call.orders()).toContain('release-speech')
    call.hears('Two.')
    call.userStarts()
    expect(call.all('reply-ended')).toEqual([])
    call.thinkingEnds()
    call.speakingEnds()
    expect(call.last('reply-ended').reply.status).toEqual({ phase: 'completed' })
    expect(texts(call)).toEqual([[['One.']], [['Two.']]])
  })

  it('K4 asks with the translating instructions alone, and names the language to the model', () => {
    const call = translating({ instructions: 'You are a pirate.', targetLanguage: 'pt-BR' })
    call.hears('Good morning.')
    expect(requests(call)).toHaveLength(1)
    expect(requests(call)[0]).toMatchObject({
      tools: [],
      modality: 'text',
      instructions: expect.stringMatching(/^Translate what the user says into Brazilian Portuguese \(pt-BR\)\./),
    })
    expect(requests(call)[0]?.instructions).not.toContain('pirate')
  })

  it('K4 writes where no voice speaks the language', () => {
    const written = translating({}, { spokenLanguages: ['en'] })
    written.hears('Good morning.')
    expect(written.reply().work.plan.modality).toBe('text')
    const spoken = translating({ targetLanguage: 'en-GB' }, { spokenLanguages: ['en'] })
    spoken.hears('Good morning.')
    expect(spoken.reply().work.plan.modality).toBe('audio')
  })

  it('K4 translates neither noise nor words that could not be recognised, and tells of the latter', () => {
    const call = translating({ transcription: null })
    call.hears('')
    call.userTurn()
    call.recognitionFails()
    expect(call.all('failed')).toMatchObject([{ code: 'recognition-failed' }])
    call.hears('Good morning.')
    expect(texts(call)).toEqual([[['Good morning.']]])
  })

  it('K4 goes on behind a turn that could not be translated, also when no tokens are left', () => {
    const call = translating({}, { tokensPerMinute: 1 })
    call.hears('One.')
    call.says('Uno.')
    const second = call.userTurn()
    const third = call.userTurn()
    call.words('Three.', third)
    call.words('Two.', second)
    expect(call.all('reply-ended').map(({ reply }) => reply.status.phase)).toEqual(['completed', 'failed', 'failed'])
  })

  it('K5 ends when what was said is translated, what was being said too', () => {
    const call = translating()
    call.hears('One.')
    call.userStarts()
    call.read()
    call.order({ type: 'end-session' })
    const { itemId } = call.last('turn-committed')
    call.order({ type: 'update-settings', patch: { targetLanguage: 'fr' } })
    call.says('Uno.')
    expect(call.all('session-closed')).toEqual([])
    call.words('Two.', itemId)
    call.says('Dos.')
    expect(call.events.at(-1)).toEqual({ type: 'session-closed' })
    expect([call.state.life, call.timers.size]).toEqual(['ended', 0])
  })

  it('K5 ends at once when nothing is left to translate', () => {
    const call = translating()
    call.order({ type: 'end-session' })
    expect(call.types()).toEqual(['session-closed'])
  })

  it('K5 ends all the same when words never come and the model never answers', () => {
    const call = translating()
    call.hears('One.')
    call.userTurn()
    call.order({ type: 'end-session' })
    call.wait(120_000)
    expect(call.last('reply-ended').reply.status.phase).toBe('failed')
    expect(call.events.at(-1)).toEqual({ type: 'session-closed' })
  })
})
