import { Encoder } from '@evan/opus'
import { type AudioEncoder, encoderRateHz } from './contract.js'
import { fitsInPage, writeOggPage } from './ogg-page.js'

const frameSamples = encoderRateHz / 50
/** Ogg counts Opus in samples at 48 kHz (RFC 7845, section 4). */
const granulesInFrame = 960
/** One page holds so many packets of 20 ms: a player gets 200 ms at a time. */
const packetsInPage = 10
const serial = 1
const bitsASecond = 32_000
/** OPUS_GET_LOOKAHEAD of libopus. */
const getLookahead = 4027

/** Opus in Ogg (RFC 7845), 32 kbit/s. */
export function createOggOpusEncoder(): AudioEncoder {
  const encoder = new Encoder({ channels: 1, sample_rate: encoderRateHz, application: 'voip' })
  encoder.bitrate = bitsASecond
  /** What the encoder puts in front, to be skipped by players; at 48 kHz. */
  const preSkip = encoder.ctl(getLookahead) * (48_000 / encoderRateHz)
  const frame = new Int16Array(frameSamples)
  let filled = 0
  let packets: Uint8Array[] = []
  let sequence = 0
  let frames = 0
  let samples = 0
  const pages: Uint8Array[] = []

  const page = (granule: number, place?: 'first' | 'last') => {
    pages.push(writeOggPage({ serial, sequence: sequence++, granule, packets, ...(place && { place }) }))
    packets = []
  }
  const encodeFrame = () => {
    const packet = encoder.encode(frame).slice()
    if (packets.length === packetsInPage || !fitsInPage(packets, packet)) page(frames * granulesInFrame)
    packets.push(packet)
    frames++
    filled = 0
  }
  const taken = () => new Uint8Array(Buffer.concat(pages.splice(0)))

  packets = [head(preSkip)]
  page(0, 'first')
  packets = [tags()]
  page(0)
  return {
    contentType: 'audio/ogg; codecs=opus',
    push(borrowed) {
      samples += borrowed.length
      for (let at = 0; at < borrowed.length; ) {
        const count = Math.min(frameSamples - filled, borrowed.length - at)
        frame.set(borrowed.subarray(at, at + count), filled)
        filled += count
        at += count
        if (filled === frameSamples) encodeFrame()
      }
      return taken()
    },
    end() {
      // The last frame is filled up with silence, and what the encoder holds back is pushed out; the last page says where the audio ends.
      const endGranule = preSkip + samples * (48_000 / encoderRateHz)
      while (frames * granulesInFrame < endGranule) {
        frame.fill(0, filled)
        encodeFrame()
      }
      page(endGranule, 'last')
      return taken()
    },
  }
}

function head(preSkip: number): Uint8Array {
  const packet = new Uint8Array(19)
  const view = new DataView(packet.buffer)
  packet.set(new TextEncoder().encode('OpusHead'))
  packet[8] = 1
  packet[9] = 1
  view.setUint16(10, preSkip, true)
  view.setUint32(12, encoderRateHz, true)
  return packet
}

function tags(): Uint8Array {
  const vendor = new TextEncoder().encode('sidetone')
  const packet = new Uint8Array(16 + vendor.length)
  packet.set(new TextEncoder().encode('OpusTags'))
  new DataView(packet.buffer).setUint32(8, vendor.length, true)
  packet.set(vendor, 12)
  return packet
}
