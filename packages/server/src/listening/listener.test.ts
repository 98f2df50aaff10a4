import { bytesFromFloat, encodeMulaw, int16FromFloat } from '@sidetone/audio'
import type { AudioFormat } from '@sidetone/protocol'
import { describe, expect, test } from 'vitest'
import { ManualClock, settle } from '../lib/clock.js'
import { SpeculationLedger } from '../lib/speculation.js'
import { createScriptedRecogniser, type ScriptedRecognition } from '../providers/stt/scripted/scripted-recogniser.js'
import { createScriptedDetector } from '../providers/vad/scripted/scripted-detector.js'
import type { HeardWords, ListeningSettings, VoiceActivity } from './contract.js'
import { createListening } from './listener.js'

const never = new AbortController().signal
const pcm16: AudioFormat = { encoding: 'pcm16', sampleRateHz: 16_000 }
const pcm24: AudioFormat = { encoding: 'pcm16', sampleRateHz: 24_000 }
const mulaw: AudioFormat = { encoding: 'mulaw', sampleRateHz: 8_000 }
const manual: ListeningSettings = { format: pcm16, threshold: 0.2, language: 'en', keepAheadMs: null }
const detecting: ListeningSettings = { ...manual, keepAheadMs: 300 }

function sound(format: AudioFormat, milliseconds: number, amplitude: number): Uint8Array {
  const samples = Float32Array.from({ length: (milliseconds * format.sampleRateHz) / 1000 }, (_, index) => {
    return amplitude * Math.sin((2 * Math.PI * 400 * index) / format.sampleRateHz)
  })
  return format.encoding === 'pcm16' ? bytesFromFloat(samples) : encodeMulaw(int16FromFloat(samples))
}

/** A listener with a detector that takes loud for voice. `say` and `hush` append in packets of 20 ms. */
function listen(settings: ListeningSettings, script: ScriptedRecognition[] = []) {
  const recogniser = createScriptedRecogniser(script)
  const activities: VoiceActivity[] = []
  const words: HeardWords[] = []
  const onEach: ((activity: VoiceActivity) => void)[] = []
  const ledger = new SpeculationLedger(new ManualClock())
  const createListener = createListening({ detector: createScriptedDetector(), recogniser, ledger })
  const hear = (activity: VoiceActivity) => {
    activities.push(activity)
    for (const each of onEach) each(activity)
  }
  const listener = createListener(hear, settings, (each) => words.push(each))
  let { format } = settings
  const append = (milliseconds: number, amplitude: number) => {
    const bytes = sound(format, milliseconds, amplitude)
    const packet = (format.sampleRateHz / 50) * (format.encoding === 'pcm16' ? 2 : 1)
    for (let at = 0; at < bytes.length; at += packet) listener.append(bytes.subarray(at, at + packet))
  }
  return {
    listener,
    recogniser,
    activities,
    words,
    onEach,
    say: (milliseconds: number) => append(milliseconds, 0.5),
    hush: (milliseconds: number) => append(milliseconds, 0.0003),
    configure: (changed: ListeningSettings) => {
      format = changed.format
      listener.configure(changed)
    },
    last: () => activities.at(-1) as VoiceActivity,
    early: () => ledger.report().recognitions,
  }
}

const lengthsMs = (heard: readonly { samples: Float32Array }[]) => heard.map(({ samples }) => samples.length / 16)

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
