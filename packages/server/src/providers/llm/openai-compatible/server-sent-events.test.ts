import { describe, expect, it } from 'vitest'
import { ServerSentEventReader } from './server-sent-events.js'

function read(...pieces: readonly (string | Uint8Array)[]) {
  const reader = new ServerSentEventReader()
  const encoder = new TextEncoder()
  return [...pieces.flatMap((piece) => reader.push(typeof piece === 'string' ? encoder.encode(piece) : piece)), ...reader.end()]
}
const data = (...pieces: readonly (string | Uint8Array)[]) => read(...pieces).map((event) => event.data)

describe('server-sent events', () => {
  it.each([
    ['line feeds', 'data: a\n\ndata: b\n\n'],
    ['carriage returns', 'data: a\r\rdata: b\r\r'],
    ['both', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['a mixture', 'data: a\r\n\ndata: b\n\r\n'],
    ['no space after the colon', 'data:a\n\ndata:b\n\n'],
    ['comments and unknown fields between', ': ping\n\ndata: a\nid: 7\nretry: 3\n\n:\ndata: b\n\n'],
    ['a byte order mark', '\uFEFFdata: a\n\ndata: b\n\n'],
    ['no blank line at the end', 'data: a\n\ndata: b'],
  ])('reads lines that end in %s', (_, text) => {
    expect(data(text)).toEqual(['a', 'b'])
  })

  it('reads the same wherever the bytes are split', () => {
    const text = 'event: error\r\ndata: {"a":"é😀"}\r\n\r\n: keep-alive\r\n\r\ndata: b\r\ndata: c\r\n\r\ndata: [DONE]\r\n\r\n'
    const bytes = new TextEncoder().encode(text)
    const whole = read(bytes)
    expect(whole).toEqual([
      { name: 'error', data: '{"a":"é😀"}' },
      { name: 'message', data: 'b\nc' },
      { name: 'message', data: '[DONE]' },
    ])
    for (let at = 1; at < bytes.length; at++) expect(read(bytes.subarray(0, at), bytes.subarray(at)), `split at ${at}`).toEqual(whole)
    expect(read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole)
  })

  it('gives an event as soon as its blank line has begun', () => {
    const reader = new ServerSentEventReader()
    const push = (text: string) => reader.push(new TextEncoder().encode(text)).length
    expect([push('data: a\r'), push('\n\r'), push('\n'), push('data: b\n\n')]).toEqual([0, 1, 0, 1])
  })

  it('gives no event for a name without data', () => {
    expect(read('event: ping\n\n')).toEqual([])
  })
})
