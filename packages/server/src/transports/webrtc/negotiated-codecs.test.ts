import { expect, it } from 'vitest'
import { negotiatedCodecs } from './negotiated-codecs.js'

it("the codecs of a call are those of the answer, the client's favourite first", () => {
  const answer = ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 8 111 0', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:111 opus/48000/2', 'a=rtpmap:8 PCMA/8000'].join('\r\n')
  expect([...negotiatedCodecs(answer)]).toEqual([
    [8, 'pcma'],
    [111, 'opus'],
    [0, 'pcmu'],
  ])
})

it('there are none where the sound was refused', () => {
  expect(negotiatedCodecs('v=0\r\nm=audio 0 UDP/TLS/RTP/SAVPF 0\r\na=rtpmap:0 PCMU/8000').size).toBe(0)
})
