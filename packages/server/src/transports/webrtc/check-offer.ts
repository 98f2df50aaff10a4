import { OfferError } from '../contract.js'

/** Bounds of an offer. Browsers send 2 to 8 kB, with one section each for sound and messages. */
export const offerLimits = { bytes: 64 * 1024, lines: 1_000, sections: 8 } as const

/**
 * The offer as it is given to the peer connection. It must have one section of sound, and one for messages. Throws `OfferError`.
 *
 * The client's own addresses are left out: we answer the checks that it sends (RFC 8445, section 7.3) and send none to an address that somebody wrote down,
 * nor look up a name.
 */
export function checkOffer(offer: string): string {
  if (Buffer.byteLength(offer) > offerLimits.bytes) throw new OfferError(`The offer is too large: at most ${offerLimits.bytes} bytes are read.`)
  const lines = offer.split(/\r?\n/)
  if (lines.length > offerLimits.lines) throw new OfferError(`The offer is too long: at most ${offerLimits.lines} lines are read.`)
  if (lines[0] !== 'v=0') throw new OfferError('The body is no SDP offer: it must begin with "v=0".')
  const sections = lines.filter((line) => line.startsWith('m='))
  if (sections.length > offerLimits.sections) throw new OfferError(`The offer has too many sections: at most ${offerLimits.sections} are read.`)
  const sound = sections.filter((line) => line.startsWith('m=audio '))
  if (sound.length !== 1) throw new OfferError('The offer must have one audio section. Add an audio track, or a transceiver for audio, before you make it.')
  const messages = sections.filter((line) => /^m=application \d+ \S*DTLS\/SCTP webrtc-datachannel\s*$/.test(line))
  if (messages.length !== 1) throw new OfferError('The offer must have a data channel: create "oai-events" before you make it.')
  if (sections.length > 2) throw new OfferError('A call has sound and messages only: leave out video and other sections.')
  if (!lines.some((line) => line.startsWith('a=fingerprint:'))) throw new OfferError('The offer has no fingerprint: WebRTC without encryption is not answered.')
  return lines.filter((line) => !line.startsWith('a=candidate:') && line !== 'a=end-of-candidates').join('\r\n')
}
