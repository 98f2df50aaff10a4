import { describe, expect, it } from 'vitest'
import { heardMs, heardText, openLedger, type PlayedAudio, recordAudio, recordEnd, recordText, textAsHeard, truncatableMs, unheardMs } from './ledger.js'

/** Three words of 100 ms, sent at once at `atMs`. */
function threeWords(atMs: number): PlayedAudio {
  const words = [
    { textEnd: 3, audioEndMs: 100 },
    { textEnd: 7, audioEndMs: 200 },
    { textEnd: 14, audioEndMs: 300 },
  ]
  return recordAudio(recordText(openLedger('item_1'), 'One two three.'), 300, words, atMs)
}

describe('the ledger', () => {
  it('L1 before the first audio nothing was sent, heard or is still to be heard', () => {
    const played = recordText(openLedger('item_1'), 'One')
    expect([played.sentMs, heardMs(played, 9_000), unheardMs(played, 9_000)]).toEqual([0, 0, 0])
  })

  it('L2 heard is the time since the first packet, up to what was sent', () => {
    const played = threeWords(1_000)
    expect([1_000, 1_120, 1_300, 60_000].map((nowMs) => heardMs(played, nowMs))).toEqual([0, 120, 300, 300])
    expect([1_000, 1_120, 1_300, 60_000].map((nowMs) => unheardMs(played, nowMs))).toEqual([300, 180, 0, 0])
  })

  it('L2 later audio does not move the first packet', () => {
    const played = recordAudio(threeWords(1_000), 500, [], 1_050)
    expect(played).toMatchObject({ sentMs: 800, firstSentAtMs: 1_000 })
    expect(heardMs(played, 1_500)).toBe(500)
  })

  it('L2 where the listener had run out of audio, heard counts from the next packet on', () => {
    const played = recordAudio(threeWords(1_000), 500, [], 1_700)
    expect([1_700, 1_800, 5_000].map((nowMs) => heardMs(played, nowMs))).toEqual([300, 400, 800])
  })

  it('L2 I6 of a reply that ended with its sentence, what left is still heard', () => {
    const played: PlayedAudio = { ...threeWords(1_000), cut: { atMs: 300, by: 'sentence' } }
    expect([1_100, 1_300].map((nowMs) => unheardMs(played, nowMs))).toEqual([200, 0])
  })

  it('L3 the text is cut behind the last word that had ended', () => {
    const played = threeWords(0)
    expect([0, 98, 100, 198, 299, 300].map((ms) => heardText(played, ms))).toEqual(['', '', 'One', 'One', 'One two', 'One two three.'])
  })

  it('L3 rounding to whole milliseconds loses no word', () => {
    const played = recordAudio(recordText(openLedger('item_1'), 'One'), 99.9, [{ textEnd: 3, audioEndMs: 100.4 }], 0)
    expect(heardText(played, Math.floor(played.sentMs) + 0.5)).toBe('One')
    expect(heardText(played, 99)).toBe('')
  })

  it('L3 space behind the last word that was heard is not kept', () => {
    const played = recordAudio(recordText(openLedger('item_1'), 'One two'), 100, [{ textEnd: 4, audioEndMs: 100 }], 0)
    expect(heardText(played, 100)).toBe('One')
  })

  it('L3 what cannot be spoken counts as heard when all audio was', () => {
    const played = recordEnd(recordAudio(recordText(openLedger('item_1'), 'One ---'), 100, [{ textEnd: 3, audioEndMs: 100 }], 0))
    expect(heardText(played, 100)).toBe('One ---')
    expect(heardText(played, 50)).toBe('')
  })

  it('L3 without a cut the text is whole, with one nothing behind it is heard', () => {
    const played = threeWords(0)
    expect(textAsHeard(played)).toBe('One two three.')
    const cut: PlayedAudio = { ...played, cut: { atMs: 210, by: 'estimate' } }
    expect([textAsHeard(cut), heardMs(cut, 60_000), unheardMs(cut, 0)]).toEqual(['One two', 210, 0])
  })

  it('L4 a client may go up to what was sent, after an estimate too, and not above what it said before', () => {
    const played = threeWords(0)
    expect(truncatableMs(played)).toBe(300)
    expect(truncatableMs({ ...played, cut: { atMs: 100, by: 'estimate' } })).toBe(300)
    expect(truncatableMs({ ...played, cut: { atMs: 100, by: 'client' } })).toBe(100)
  })
})
