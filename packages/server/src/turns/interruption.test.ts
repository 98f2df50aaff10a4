import { describe, expect, it } from 'vitest'
import type { InterruptionEvidence, Look } from './contract.js'
import { judgeInterruption } from './interruption.js'
import { weighWords } from './weigh-words.js'

/** Voice that is on, at a usual level, with these words at each look, the last one now. */
function speaking(voiceMs: number, texts: string[], more: Partial<InterruptionEvidence> = {}): InterruptionEvidence {
  const looks = texts.map((text, index): Look => ({ text, voiceMs: voiceMs - 60 * (texts.length - 1 - index), whole: false }))
  return { voice: true, voiceMs, suspectedAfterMs: 100, quietMs: 0, voicedPart: 1, replyMs: 2_000, levelDbfs: -25, usualLevelDbfs: null, looks, ...more }
}

/** Voice that is over, all of it looked at. */
function spoken(voiceMs: number, text: string, more: Partial<InterruptionEvidence> = {}): InterruptionEvidence {
  return { ...speaking(voiceMs, []), voice: false, quietMs: 250, looks: [{ text, voiceMs, whole: true }], ...more }
}

const judge = (evidence: InterruptionEvidence) => judgeInterruption(evidence, 'en')

describe('speech over a reply', () => {
  it('J1 voice too short for a word goes by', () => {
    expect(judge({ ...spoken(80, ''), looks: [] })).toMatchObject({ type: 'go-on', because: 'too-short' })
  })

  it('J2 speech well above the usual level wins at once, without words', () => {
    expect(judge(speaking(130, [], { levelDbfs: -15, usualLevelDbfs: -25 })).type).toBe('yield')
    expect(judge(speaking(130, [], { levelDbfs: -22, usualLevelDbfs: -25 })).type).toBe('wait')
    expect(judge(speaking(130, [], { levelDbfs: -10, usualLevelDbfs: null })).type).toBe('wait')
  })

  it('J3 two looks in a row with content win, one alone does not', () => {
    expect(judge(speaking(320, ['Can I?'])).type).toBe('wait')
    expect(judge(speaking(320, ['Can', 'Can I?'])).type).toBe('yield')
  })

  it('J3 what sounded like a backchannel first has to be outweighed', () => {
    expect(judge(speaking(400, ['Yeah.', 'You guys', 'You guys'])).type).toBe('wait')
    expect(judge(speaking(500, ['Yeah.', 'You guys', 'You guys'])).type).toBe('yield')
  })

  it('J4 voice that is over and was nothing but a backchannel goes by; nothing but noise too', () => {
    for (const text of ['Yeah.', 'Mm-hmm.', 'Oh, okay', 'Right, right.', 'I see.', "That's right!"]) {
      expect(judge(spoken(450, text))).toMatchObject({ type: 'go-on', because: 'backchannel' })
    }
    expect(judge(spoken(450, ''))).toMatchObject({ type: 'go-on', because: 'noise' })
  })

  it('J4 a single word with content is an interruption however softly it was said', () => {
    for (const text of ['Stop.', 'No.', 'Wait!', 'Tuesday.', 'What?', 'Okay, stop.', 'Yeah, but why?']) {
      expect(judge(spoken(350, text)).type).toBe('yield')
      expect(judge(spoken(350, text, { levelDbfs: -60 })).type).toBe('yield')
    }
  })

  it('J5 a voice that goes on beyond the one word it sounds like is more than that word', () => {
    expect(judge(speaking(600, ['Okay', 'Okay']))).toEqual({ type: 'wait', reply: 'held' })
    expect(judge(speaking(760, ['Okay', 'Okay'])).type).toBe('yield')
    expect(judge(speaking(640, ['Yeah', 'Yeah'])).type).toBe('yield')
    expect(judge(speaking(760, ["That's", "That's right"]))).toEqual({ type: 'wait', reply: 'held' })
    expect(judge(speaking(800, ["That's", "That's right"]))).toEqual({ type: 'wait', reply: 'playing' })
  })

  it('J5 what was heard late holds the reply as long as what was heard at once', () => {
    expect(judge(speaking(480, ['', ''], { voicedPart: 0.3, suspectedAfterMs: 240 }))).toEqual({ type: 'wait', reply: 'held' })
    expect(judge(speaking(600, ['', ''], { voicedPart: 0.3, suspectedAfterMs: 240 }))).toEqual({ type: 'wait', reply: 'playing' })
    expect(judge(speaking(800, ["That's", "That's right"], { suspectedAfterMs: 240 }))).toEqual({ type: 'wait', reply: 'held' })
  })

  it('J4 the reply waits longer for what follows the beginning of a sentence than for what follows a backchannel', () => {
    expect(judge(spoken(300, 'I', { quietMs: 320 }))).toEqual({ type: 'wait', reply: 'held' })
    expect(judge(spoken(300, 'I', { quietMs: 460 }))).toMatchObject({ type: 'go-on', because: 'backchannel' })
    expect(judge(spoken(300, 'Yeah', { quietMs: 320 }))).toMatchObject({ type: 'go-on', because: 'backchannel' })
  })

  it('J5 voice without words lets the reply play soon; voice of which nothing is known wins', () => {
    expect(judge(speaking(420, ['', '']))).toEqual({ type: 'wait', reply: 'held' })
    expect(judge(speaking(480, ['', '']))).toEqual({ type: 'wait', reply: 'held' })
    expect(judge(speaking(620, ['', '']))).toEqual({ type: 'wait', reply: 'playing' })
    expect(judge(speaking(480, ['', ''], { voicedPart: 0.3 }))).toEqual({ type: 'wait', reply: 'playing' })
    expect(judge(speaking(480, ['', 'The']))).toEqual({ type: 'wait', reply: 'held' })
    expect(judge(speaking(560, [])).type).toBe('wait')
    expect(judge(speaking(640, [])).type).toBe('yield')
  })

  it('J4 after a backchannel the quiet shows that nothing follows', () => {
    expect(judge(spoken(400, 'Okay.', { quietMs: 130 }))).toEqual({ type: 'wait', reply: 'held' })
    expect(judge(spoken(400, '', { quietMs: 130 }))).toMatchObject({ type: 'go-on', because: 'noise' })
    expect(judge(spoken(400, 'Stop.', { quietMs: 130 })).type).toBe('yield')
  })

  it('J4 a short voice that sounded like a backchannel more often than not is one, unless it is an order', () => {
    const heard = (last: string) =>
      judge({ ...spoken(400, last), looks: [...speaking(400, ['Yeah', 'Yeah']).looks, { text: last, voiceMs: 400, whole: true }] })
    expect(heard('Yes sir')).toMatchObject({ type: 'go-on', because: 'backchannel' })
    expect(heard('Help!').type).toBe('yield')
  })

  it('J5 words that do not come in time after the end of the voice are taken for an interruption', () => {
    const evidence = { ...speaking(300, []), voice: false }
    expect(judge({ ...evidence, quietMs: 200 }).type).toBe('wait')
    expect(judge({ ...evidence, quietMs: 620 }).type).toBe('yield')
  })

  it('J6 what is near the microphone is never faint, however loud the user was before', () => {
    expect(judge(speaking(900, ['Can you say', 'Can you say that again?'], { levelDbfs: -18, usualLevelDbfs: -7 })).type).toBe('yield')
    expect(judge(speaking(900, ['Can you say', 'Can you say that again?'], { levelDbfs: -31, usualLevelDbfs: -7 })).type).toBe('wait')
  })

  it('J6 speech well below the usual level holds nothing and wins by an order, or by going on and on', () => {
    const faint = { levelDbfs: -36, usualLevelDbfs: -25 }
    expect(judge(speaking(420, [], faint))).toEqual({ type: 'wait', reply: 'playing' })
    expect(judge(speaking(900, ['Can you say', 'Can you say that again?'], faint))).toEqual({ type: 'wait', reply: 'playing' })
    expect(judge(spoken(900, 'Can you say that again?', faint))).toMatchObject({ type: 'go-on', because: 'noise' })
    expect(judge(spoken(350, 'Stop.', faint)).type).toBe('yield')
    expect(judge(speaking(3_100, ['Can you say that', 'Can you say that again?'], faint)).type).toBe('yield')
  })

  it('J6 many begin softly: the level counts from 400 ms on', () => {
    expect(judge(speaking(380, [], { levelDbfs: -50, usualLevelDbfs: -25 }))).toEqual({ type: 'wait', reply: 'held' })
  })

  it('J8 voice just after the reply began is the speaker who goes on', () => {
    expect(judge(speaking(130, [], { replyMs: 400 })).type).toBe('yield')
    expect(judge(speaking(130, [], { replyMs: 1_000 })).type).toBe('wait')
    expect(judge(speaking(130, [], { replyMs: 400, levelDbfs: -33, usualLevelDbfs: -25 })).type).toBe('wait')
  })

  it('J9 sound without pitch is neither loud speech nor a speaker who goes on', () => {
    expect(judge(speaking(200, [], { levelDbfs: -10, usualLevelDbfs: -25, voicedPart: 0.3 })).type).toBe('wait')
    expect(judge(speaking(200, [], { replyMs: 100, voicedPart: 0.3 })).type).toBe('wait')
  })

  it('J7 every decision gives its reason in figures', () => {
    for (const evidence of [
      spoken(300, 'Yeah.'),
      spoken(300, 'Stop.'),
      speaking(700, []),
      speaking(400, ['Can I', 'Can I']),
      speaking(130, [], { replyMs: 0 }),
    ]) {
      expect(judge(evidence)).toMatchObject({ reason: expect.stringMatching(/\d+ ms/) })
    }
  })
})

describe('the weight of words', () => {
  const rows: [string, string | null, ReturnType<typeof weighWords>][] = [
    ['', 'en', 'none'],
    ['...', 'en', 'none'],
    ['M. H. M.', 'en', 'backchannel'],
    ['Um, uh', 'en', 'backchannel'],
    ['Makes', 'en', 'backchannel'],
    ['Yeah, that makes sense', 'en', 'backchannel'],
    ['It’s a', 'en', 'opening'],
    ['I', 'en', 'opening'],
    ['Okay, so', 'en', 'opening'],
    ['I said Tuesday', 'en', 'content'],
    ['yeah yeah yeah yeah yeah', 'en', 'content'],
    ['genau', 'de-AT', 'backchannel'],
    ['genau', 'en', 'content'],
    ['Alles klar', 'de', 'backchannel'],
    ["d'accord", 'fr', 'backchannel'],
    ['yeah', null, 'backchannel'],
    ['yeah', 'ja', 'backchannel'],
  ]
  it.each(rows)('"%s" (%s) is %s', (text, language, weight) => {
    expect(weighWords(text, language)).toBe(weight)
  })
})
