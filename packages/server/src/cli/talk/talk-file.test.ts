import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../lib/clock.js'
import type { Line } from './dial.js'
import { talkFile } from './talk-file.js'
import type { News } from './wire.js'
import { wireFormats } from './wire-format.js'

const format = wireFormats.pcm16k

interface Sent {
  readonly type: string
  readonly atMs: number
  readonly [field: string]: unknown
}

/** Half a second of sound after 200 ms of silence, then 100 ms of silence. */
function question(): Int16Array {
  return Int16Array.from({ length: 0.8 * 16_000 }, (_, index) => (index >= 3_200 && index < 11_200 ? Math.sin(index / 5) * 9_000 : 0))
}

function talk(samples = question()) {
  const clock = new ManualClock()
  const sent: Sent[] = []
  const said: string[] = []
  let onNews: (news: News) => void = () => {}
  let end: (how: string) => void = () => {}
  const line: Line = {
    send: (message) => sent.push({ ...(message as { type: string }), atMs: clock.nowMs() }),
    close: () => {},
    listen: (listener) => {
      onNews = listener
    },
    ended: new Promise((resolve) => {
      end = resolve
    }),
  }
  const result = talkFile({ clock, line, format, samples, say: (each) => said.push(each), waitMs: 5_000 }).then(
    (played) => ({ played }),
    (error: Error) => ({ error: error.message }),
  )
  return { clock, sent, said, result, end, tell: (...news: News[]) => news.forEach((each) => void onNews(each)) }
}

const audio = (ms: number) => new Uint8Array((ms / 1000) * 16_000 * 2)
const reply = (delta: string, ms: number): News[] => [
  { type: 'reply-started', replyId: 'r' },
  { type: 'reply-words', replyId: 'r', delta },
  { type: 'reply-audio', replyId: 'r', itemId: 'answer', contentIndex: 0, audio: audio(ms) },
]
const turn: News[] = [{ type: 'speech-ended' }, { type: 'turn-committed', itemId: 'q' }, { type: 'heard', itemId: 'q', text: 'What time is it?' }]

describe('a recording', () => {
  test('is sent in packets of 20 ms at its natural pace, then silence', async () => {
    const { clock, sent, result, end } = talk()
    await clock.advance(1_000)
    expect(sent.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 50 }, (_, index) => (index + 1) * 20))
    const bytes = sent.map((message) => Buffer.from(message.audio as string, 'base64'))
    expect(bytes.every((packet) => packet.length === 640)).toBe(true)
    expect(bytes.map((packet) => packet.some((byte) => byte !== 0)).lastIndexOf(true)).toBe(34)
    end('1000')
    await clock.advance(20)
    await result
  })

  test('is answered: words and times are printed, counted from the true end of speech', async () => {
    const { clock, said, result, tell } = talk()
    await clock.advance(900)
    tell({ type: 'speech-started' }, ...turn)
    await clock.advance(100)
    tell(...reply('Ten past three.', 300), { type: 'reply-ended', replyId: 'r', status: 'completed', problem: null })
    await clock.advance(20)
    expect(await result).toEqual({ played: expect.objectContaining({ length: 4_800 }) })
    // Speech ended 700 ms into the recording; the frames of 20 ms see it within half a frame.
    expect(said.join('\n')).toMatch(
      /^you {7}What time is it\?\nsidetone {2}Ten past three\.\n {10}first sound (29|30)\d ms after the end of speech, 100 ms after the server noticed it; 0\.3 s long\n$/,
    )
  })

  test('with a pause that ended a turn too early: only what was said last is owed an answer', async () => {
    const { clock, said, result, tell } = talk()
    await clock.advance(600)
    tell({ type: 'speech-started' }, { type: 'speech-ended' }, { type: 'turn-committed', itemId: 'p' }, { type: 'heard', itemId: 'p', text: 'Well.' })
    await clock.advance(300)
    tell({ type: 'speech-started' }, ...turn, ...reply('Ten past three.', 100), { type: 'reply-ended', replyId: 'r', status: 'completed', problem: null })
    await clock.advance(20)
    expect(await result).toHaveProperty('played')
    expect(said.slice(0, 5)).toEqual([
      'you       Well.',
      '          (you went on speaking before the answer began)',
      '',
      'you       What time is it?',
      'sidetone  Ten past three.',
    ])
  })

  test('that interrupts an answer drops it and tells the server what was heard', async () => {
    const { clock, sent, result, tell, end } = talk()
    await clock.advance(100)
    tell({ type: 'speech-started' }, ...turn, ...reply('A long story.', 2_000))
    await clock.advance(200)
    tell({ type: 'speech-started' })
    expect(sent.filter(({ type }) => type === 'conversation.item.truncate')).toEqual([
      { type: 'conversation.item.truncate', item_id: 'answer', content_index: 0, audio_end_ms: 200, atMs: 300 },
    ])
    end('1000')
    await clock.advance(20)
    await result
  })
})

describe('when no answer comes, it says why', () => {
  test('nothing was heard', async () => {
    const { clock, result } = talk(new Int16Array(16_000))
    await clock.advance(4_500)
    expect(await result).toEqual({ error: expect.stringMatching(/heard no speech in it. Its loudest moment is at -\d+ dBFS/) })
  })

  test('speech without words', async () => {
    const { clock, said, result, tell } = talk()
    await clock.advance(900)
    tell({ type: 'speech-started' }, { type: 'speech-ended' }, { type: 'turn-committed', itemId: 'q' }, { type: 'heard', itemId: 'q', text: '' })
    await clock.advance(4_000)
    expect(await result).toEqual({ error: 'The server heard speech, but no words in it.' })
    expect(said[0]).toBe('you       (nothing that could be understood)')
  })

  test('the server is silent', async () => {
    const { clock, result, tell } = talk()
    await clock.advance(900)
    tell({ type: 'speech-started' }, ...turn)
    await clock.advance(5_100)
    expect(await result).toEqual({ error: expect.stringContaining('No answer came within 5 s') })
  })

  test('the answer failed', async () => {
    const { clock, said, result, tell } = talk()
    await clock.advance(900)
    tell({ type: 'speech-started' }, ...turn, { type: 'reply-started', replyId: 'r' })
    tell({ type: 'reply-ended', replyId: 'r', status: 'failed', problem: 'The language model cannot be reached.' })
    await clock.advance(20)
    expect(await result).toEqual({ error: 'The server could not answer.' })
    expect(said).toContain('sidetone  failed: The language model cannot be reached.')
  })

  test('the connection ended', async () => {
    const { clock, result, end } = talk()
    await clock.advance(500)
    end('1012 restart')
    await clock.advance(20)
    expect(await result).toEqual({ error: 'The server closed the connection before it had answered (1012 restart).' })
  })
})
