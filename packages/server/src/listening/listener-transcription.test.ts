import { describe, expect, test } from 'vitest'
import { lengthsMs, listen, manual, never } from './listen.test-support.js'

describe('transcription', () => {
  test('of silence is empty and does not trouble the recogniser', async () => {
    const { listener, hush, recogniser } = listen(manual)
    hush(3000)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('')
    expect(recogniser.heard).toHaveLength(0)
  })

  test('gives the recogniser the voice with what is around it, not the silence before', async () => {
    const { listener, hush, say, recogniser } = listen(manual, [{ text: 'Hello.' }])
    hush(5000)
    say(1000)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('Hello.')
    expect(recogniser.heard[0]).toMatchObject({ sampleRateHz: 16_000, language: 'en' })
    expect(Math.abs((lengthsMs(recogniser.heard)[0] as number) - 1400)).toBeLessThanOrEqual(20)
  })

  test('never gives the recogniser what an earlier commit or a clear took away', async () => {
    const { listener, hush, say, recogniser } = listen(manual, [{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }])
    say(1000)
    await listener.transcribe(listener.commit(null), never)
    say(1000)
    await listener.transcribe(listener.commit(null), never)
    say(1000)
    listener.clear()
    say(1000)
    await listener.transcribe(listener.commit(null), never)
    hush(1000)
    for (const length of lengthsMs(recogniser.heard)) expect(Math.abs(length - 1000)).toBeLessThanOrEqual(20)
  })

  test('of a long talk is put together from its parts', async () => {
    const { listener, hush, say, recogniser } = listen(manual, [{ text: 'First part' }, { text: '' }, { text: 'third part.' }])
    say(14_000)
    hush(100)
    say(14_000)
    hush(100)
    say(14_000)
    expect(await listener.transcribe(listener.commit(null), never)).toBe('First part third part.')
    for (const length of lengthsMs(recogniser.heard)) expect(length).toBeLessThanOrEqual(24_000)
    expect(lengthsMs(recogniser.heard).reduce((sum, length) => sum + length, 0)).toBe(42_200)
  })

  test('fails as the recogniser fails', async () => {
    const { listener, say } = listen(manual, [{ failure: 'broken' }])
    say(500)
    await expect(listener.transcribe(listener.commit(null), never)).rejects.toMatchObject({ code: 'recognition-failed' })
  })

  test('ends with the reason of the signal', async () => {
    const { early, listener, say, hush } = listen(manual, [{ pending: true }, { pending: true }])
    const reason = new Error('gone')
    say(500)
    await expect(listener.transcribe(listener.commit(null), AbortSignal.abort(reason))).rejects.toBe(reason)
    say(500)
    const late = new AbortController()
    const fresh = listener.transcribe(listener.commit(null), late.signal)
    late.abort(reason)
    await expect(fresh).rejects.toBe(reason)
    say(500)
    hush(300)
    const later = new AbortController()
    const begun = listener.transcribe(listener.commit(null), later.signal)
    later.abort(reason)
    await expect(begun).rejects.toBe(reason)
    expect(early().used).toBe(1)
  })
})
