import { describe, expect, test } from 'vitest'
import { detecting, listen, manual, mulaw, never, pcm16, pcm24 } from './listen.test-support.js'

describe('time', () => {
  test('counts audio, a frame each 32 ms, before append returns', () => {
    const { hush, activities } = listen(manual)
    hush(100)
    expect(activities.map((each) => each.audioMs)).toEqual([32, 64, 96])
  })

  test.each([pcm16, pcm24, mulaw])('stays right after minutes of $encoding at $sampleRateHz Hz', (format) => {
    const { hush, say, last, listener } = listen({ ...detecting, format })
    hush(120_000)
    say(400)
    expect(Math.abs((last().voiceStartMs as number) - 120_000)).toBeLessThanOrEqual(20)
    expect(120_400 - last().audioMs).toBeLessThan(40)
    expect(listener.commit(null).endMs).toBe(120_400)
  })

  test('stays right when the format changes in the middle, and is never reset', () => {
    const { hush, say, last, listener, configure } = listen({ ...detecting, format: pcm24 })
    hush(1000)
    configure({ ...detecting, format: mulaw })
    hush(1000)
    listener.commit(null)
    listener.clear()
    configure({ ...detecting, format: pcm16 })
    hush(1000)
    say(320)
    expect(Math.abs((last().voiceStartMs as number) - 3000)).toBeLessThanOrEqual(32)
    expect(listener.commit(null).endMs).toBe(3320)
  })
})

describe('the buffer', () => {
  test('holds exactly what was appended and not committed', () => {
    const { listener, hush } = listen({ ...manual, format: pcm24 })
    expect(listener.bufferedMs()).toBe(0)
    hush(100)
    expect(listener.bufferedMs()).toBe(100)
    expect(listener.commit(null)).toEqual({ startMs: 0, endMs: 100 })
    expect(listener.bufferedMs()).toBe(0)
    hush(60)
    expect(listener.bufferedMs()).toBe(60)
    listener.clear()
    expect(listener.bufferedMs()).toBe(0)
  })

  test('keeps all there is without turn detection', () => {
    const { listener, hush } = listen(manual)
    hush(20_000)
    expect(listener.bufferedMs()).toBe(20_000)
  })

  test('keeps only what is asked for ahead of speech with turn detection, and all from the voice on', () => {
    const { listener, hush, say } = listen(detecting)
    hush(20_000)
    expect(listener.bufferedMs()).toBeLessThanOrEqual(332)
    say(3000)
    hush(2000)
    expect(listener.bufferedMs()).toBeGreaterThanOrEqual(5300)
    expect(listener.bufferedMs()).toBeLessThanOrEqual(5332)
  })

  test('does not grow by clicks that never were a voice', () => {
    const { listener, hush, say } = listen(detecting)
    for (let click = 0; click < 20; click++) {
      hush(1000)
      say(20)
    }
    hush(1000)
    expect(listener.bufferedMs()).toBeLessThanOrEqual(332)
  })

  test('lets go of voice that nobody took within the longest pause of a turn', () => {
    const { listener, hush, say } = listen(detecting, [{ text: 'Nobody asked.' }])
    say(500)
    hush(64_000)
    expect(listener.bufferedMs()).toBeGreaterThan(64_000)
    hush(2000)
    expect(listener.bufferedMs()).toBeLessThanOrEqual(332)
  })

  test('audio behind the end of a commit stays for the next turn', async () => {
    const { listener, hush, say } = listen(detecting, [{ text: 'One.' }, { text: 'Two.' }])
    hush(1000)
    say(500)
    hush(500)
    const first = listener.commit(1800)
    say(500)
    hush(500)
    const second = listener.commit(null)
    expect([first.endMs, second.startMs, second.endMs]).toEqual([1800, 1800, 3000])
    expect(await listener.transcribe(first, never)).toBe('One.')
    expect(await listener.transcribe(second, never)).toBe('Two.')
  })

  test('can be committed from within onActivity', async () => {
    const { listener, hush, say, onEach } = listen(detecting, [{ text: 'Yes.' }])
    const texts: Promise<string>[] = []
    onEach.push((activity) => {
      if (texts.length === 0 && (activity.quietMs ?? 0) >= 300) texts.push(listener.transcribe(listener.commit(activity.audioMs), never))
    })
    say(500)
    hush(1000)
    expect(await Promise.all(texts)).toEqual(['Yes.'])
    expect(listener.bufferedMs()).toBeLessThanOrEqual(332)
  })
})

describe('settings', () => {
  test('a new threshold changes what is voice', () => {
    const { say, last, configure } = listen(manual)
    configure({ ...manual, threshold: 0.9 })
    say(500)
    expect(last().voice).toBe(false)
    configure(manual)
    say(500)
    expect(last().voice).toBe(true)
  })

  test('turning turn detection on lets go of old quiet', () => {
    const { listener, hush, configure } = listen(manual)
    hush(10_000)
    configure(detecting)
    hush(100)
    expect(listener.bufferedMs()).toBeLessThanOrEqual(332)
  })
})

test('closing twice does no harm, and nothing is heard afterwards, also from within onActivity', () => {
  const { listener, say, activities, onEach } = listen(manual)
  onEach.push(() => listener.close())
  say(500)
  expect(activities).toHaveLength(1)
  listener.close()
  say(500)
  listener.configure({ ...manual, threshold: 0.7 })
  expect(activities).toHaveLength(1)
})

test('audio of another listener cannot be transcribed', async () => {
  const { listener } = listen(manual)
  await expect(listener.transcribe({ startMs: 0, endMs: 100 }, never)).rejects.toThrow('not committed here')
})
