import { describe, expect, it } from 'vitest'
import { readCallRequest } from './read-call-request.js'

const form = (boundary: string, parts: Record<string, string>) =>
  Buffer.from(
    `${Object.entries(parts)
      .map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: application/sdp\r\n\r\n${value}\r\n`)
      .join('')}--${boundary}--\r\n`,
  )

const offer = 'v=0\r\no=- 1\r\n\r\nm=audio\r\n'

describe('a request for a call', () => {
  it('is the offer itself', () => {
    expect(readCallRequest('application/sdp', Buffer.from(offer))).toEqual({ offer, session: undefined })
  })

  it.each(['multipart/form-data; boundary=----formdata-undici-0123', 'multipart/form-data; boundary="----formdata-undici-0123"', 'multipart/form-data'])(
    'is a form with a session: %s',
    (contentType) => {
      const body = form('----formdata-undici-0123', { sdp: offer, session: '{"type":"realtime"}' })
      expect(readCallRequest(contentType, body)).toEqual({ offer, session: { type: 'realtime' } })
    },
  )

  it.each([
    ['no offer', form('x', { session: '{}' }), 'missing_required_parameter'],
    ['a broken session', form('x', { sdp: offer, session: '{' }), 'invalid_json'],
    ['no end', Buffer.from('--x\r\nContent-Disposition: form-data; name="sdp"\r\n\r\nv=0'), 'invalid_type'],
    ['too many parts', form('x', Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`part${index}`, '']))), 'invalid_type'],
    ['no boundary', Buffer.from('hello'), 'invalid_type'],
  ])('is refused with %s', (_, body, code) => {
    expect(() => readCallRequest('multipart/form-data', body)).toThrow(expect.objectContaining({ refusal: expect.objectContaining({ status: 400, code }) }))
  })
})
