import { describe, expect, test } from 'vitest'
import { settle } from '../lib/clock.js'
import { detecting, lengthsMs, listen, manual, never } from './listen.test-support.js'

describe('early recognition', () => {
  test('begins in a short quiet and is used when no voice came after it', async () => {
    const { early, listener, hush, say, recogniser } = listen(detecting, [{ text: 'Good morning.' }])
    hush(500)
    say(1000)
    expect(recogniser.heard).toHaveLength(0)
    hush(200)
    await settle()
    expect(recogniser.heard).toHaveLength(1)
    hush(400)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('Good morning.')
    expect(early()).toMatchObject({ started: 1, used: 1, thrownAway: 0 })
    recogniser.expectDone()
  })

  test('is thrown away when speech resumes, and done anew at the next quiet for all that was said', async () => {
    const { early, listener, hush, say, recogniser } = listen(detecting, [{ pending: true }, { text: 'Good morning, everyone.' }])
    say(1000)
    hush(300)
    await settle()
    say(1000)
    expect(early()).toMatchObject({ started: 1, used: 0, thrownAway: 1 })
    hush(300)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('Good morning, everyone.')
    expect(lengthsMs(recogniser.heard)[1]).toBeGreaterThan(2300)
    expect(early()).toMatchObject({ started: 2, used: 1, thrownAway: 1 })
  })

  test('outlives a click', async () => {
    const { early, listener, hush, say } = listen(detecting, [{ text: 'Good morning.' }])
    say(1000)
    hush(300)
    say(20)
    hush(300)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('Good morning.')
    expect(early()).toMatchObject({ started: 1, used: 1, thrownAway: 0 })
  })

  test('is not used for a commit that ends elsewhere', async () => {
    const { early, listener, hush, say } = listen(detecting, [{ pending: true }, { text: 'Good.' }])
    say(1000)
    hush(300)
    await settle()
    expect(await listener.transcribe(listener.commit(500), never)).toBe('Good.')
    expect(early()).toMatchObject({ started: 1, used: 0, thrownAway: 1 })
  })

  test('failing early fails the transcription, and nothing else', async () => {
    const { listener, hush, say } = listen(detecting, [{ failure: 'broken' }, { failure: 'broken again' }, { text: 'Fine.' }])
    say(1000)
    hush(300)
    await settle()
    await expect(listener.transcribe(listener.commit(null), never)).rejects.toMatchObject({ code: 'recognition-failed' })
    say(1000)
    hush(300)
    await settle()
    say(1000)
    hush(300)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('Fine.')
  })

  test('of a long talk does each part once', async () => {
    const { early, listener, hush, say, recogniser } = listen(manual, [{ text: 'one' }, { text: 'one two' }, { text: 'three' }, { text: 'three four.' }])
    for (let part = 0; part < 2; part++) {
      say(10_000)
      hush(300)
      await settle()
    }
    // The first two make an utterance of their own now; only the third is still open.
    say(10_000)
    hush(300)
    await settle()
    expect(recogniser.heard).toHaveLength(4)
    expect(early().started).toBe(3)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('three three four.')
  })

  test('is dropped by clear and by close', () => {
    const { early, listener, hush, say } = listen(detecting, [{ pending: true }, { pending: true }])
    say(1000)
    hush(300)
    listener.clear()
    expect(early().thrownAway).toBe(1)
    say(1000)
    hush(300)
    listener.close()
    expect(early()).toMatchObject({ started: 2, used: 0, thrownAway: 2 })
  })
})

describe('words of the present quiet', () => {
  test('come with the place up to which they hold, and once', async () => {
    const { hush, say, words } = listen(detecting, [{ text: 'Good morning.' }])
    hush(500)
    say(1000)
    hush(128)
    await settle()
    expect(words).toMatchObject([{ text: 'Good morning.', whole: true }])
    expect(words[0]?.toMs).toBeGreaterThan(1530)
    expect(words[0]?.toMs).toBeLessThan(1640)
    hush(1000)
    await settle()
    expect(words).toHaveLength(1)
  })

  test('do not come when voice came before them, nor for what was committed', async () => {
    const { listener, hush, say, words } = listen(detecting, [{ text: 'Good.' }, { text: 'Good morning.' }])
    say(1000)
    hush(200)
    say(500)
    hush(200)
    listener.commit(null)
    await settle()
    expect(words).toEqual([])
  })

  test('of a long turn come for its last seconds first', async () => {
    const { hush, say, words, recogniser } = listen(detecting, [{ text: 'the end.' }, { text: 'All of it up to the end.' }])
    say(9000)
    hush(400)
    await settle()
    expect(words.map(({ text, whole }) => ({ text, whole }))).toEqual([
      { text: 'the end.', whole: false },
      { text: 'All of it up to the end.', whole: true },
    ])
    expect(lengthsMs(recogniser.heard)[0]).toBeLessThan(5000)
  })

  test('a gap as short as a stop consonant is not worth any', async () => {
    const { hush, say, recogniser } = listen(detecting, [])
    for (let syllable = 0; syllable < 5; syllable++) {
      say(320)
      hush(48)
    }
    say(320)
    await settle()
    expect(recogniser.heard).toHaveLength(0)
  })
})
