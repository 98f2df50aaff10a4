import { describe, expect, it } from 'vitest'
import { checkOffer, offerLimits } from './check-offer.js'

const sound = 'm=audio 9 UDP/TLS/RTP/SAVPF 111 0'
const messages = 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel'
const fingerprint = 'a=fingerprint:sha-256 AA:BB'

const offerOf = (...lines: string[]) => ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', ...lines, ''].join('\r\n')

describe('an offer', () => {
  it('of sound and messages is taken, without the addresses that it names', () => {
    const candidates = ['a=candidate:1 1 udp 1 10.0.0.1 9 typ host', 'a=candidate:2 1 udp 1 abc.local 9 typ host', 'a=end-of-candidates']
    expect(checkOffer(offerOf(sound, ...candidates, fingerprint, messages, ...candidates))).toBe(offerOf(sound, fingerprint, messages))
  })

  it('may end its lines as Unix does', () => {
    expect(checkOffer(offerOf(sound, fingerprint, messages).replaceAll('\r\n', '\n'))).toBe(offerOf(sound, fingerprint, messages))
  })

  it.each([
    ['is no SDP', 'hello', 'v=0'],
    ['has no sound', offerOf(fingerprint, messages), 'one audio section'],
    ['has sound twice', offerOf(sound, sound, fingerprint, messages), 'one audio section'],
    ['has no line of messages', offerOf(sound, fingerprint), 'oai-events'],
    ['has a picture as well', offerOf(sound, fingerprint, messages, 'm=video 9 UDP/TLS/RTP/SAVPF 96'), 'video'],
    ['is not encrypted', offerOf(sound, messages), 'fingerprint'],
    ['is too large', offerOf(sound, fingerprint, messages, 'a'.repeat(offerLimits.bytes)), 'too large'],
    ['has too many lines', offerOf(sound, fingerprint, messages, ...Array<string>(offerLimits.lines).fill('a=x')), 'too long'],
    ['has too many sections', offerOf(...Array<string>(9).fill(sound)), 'too many sections'],
  ])('that %s is refused', (_, offer, because) => {
    expect(() => checkOffer(offer)).toThrow(expect.objectContaining({ code: 'invalid-offer', message: expect.stringContaining(because) }))
  })
})
