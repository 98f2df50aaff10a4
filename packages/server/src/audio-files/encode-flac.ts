import { BitWriter } from './bit-writer.js'
import { type AudioEncoder, encoderRateHz } from './contract.js'

/* FLAC, after RFC 9639: frames of one channel, each predicted from its last two samples (section 9.2.5) with the rest Rice coded (section 9.2.7). */

const frameSamples = 4_096
const bitsInSample = 16
/** Rice parameters above 14 mean something else. */
const mostRice = 14
const predictorOrder = 2

export function createFlacEncoder(): AudioEncoder {
  const frame = new Int16Array(frameSamples)
  let filled = 0
  let frames = 0
  const parts: Uint8Array[] = [streamHeader()]
  const taken = () => new Uint8Array(Buffer.concat(parts.splice(0)))
  const cut = () => {
    parts.push(writeFrame(frame.subarray(0, filled), frames++))
    filled = 0
  }
  return {
    contentType: 'audio/flac',
    push(borrowed) {
      for (let at = 0; at < borrowed.length; ) {
        const count = Math.min(frameSamples - filled, borrowed.length - at)
        frame.set(borrowed.subarray(at, at + count), filled)
        filled += count
        at += count
        if (filled === frameSamples) cut()
      }
      return taken()
    },
    end() {
      if (filled > 0) cut()
      return taken()
    },
  }
}

/** The mark and STREAMINFO (section 8.2). Length and checksum are not known when it leaves: zero. */
function streamHeader(): Uint8Array {
  const bits = new BitWriter()
  bits.bytes(new TextEncoder().encode('fLaC'))
  bits.write(1, 1)
  bits.write(0, 7)
  bits.write(34, 24)
  bits.write(frameSamples, 16)
  bits.write(frameSamples, 16)
  bits.write(0, 24)
  bits.write(0, 24)
  bits.write(encoderRateHz, 20)
  bits.write(0, 3)
  bits.write(bitsInSample - 1, 5)
  bits.write(0, 4)
  bits.write(0, 32)
  bits.bytes(new Uint8Array(16))
  return bits.end()
}

function writeFrame(samples: Int16Array, number: number): Uint8Array {
  const bits = new BitWriter()
  bits.write(0b11111111_11111000, 16)
  // Length follows as 16 bits, the rate is 24 kHz, one channel, 16 bits a sample.
  bits.write(0b0111, 4)
  bits.write(0b0111, 4)
  bits.write(0b0000, 4)
  bits.write(0b100, 3)
  bits.write(0, 1)
  bits.bytes(codedNumber(number))
  bits.write(samples.length - 1, 16)
  bits.write(crc8(bits.end()), 8)
  if (samples.every((sample) => sample === samples[0])) writeConstant(bits, samples[0] as number)
  else if (samples.length <= predictorOrder) writeVerbatim(bits, samples)
  else writePredicted(bits, samples)
  bits.align()
  bits.write(crc16(bits.end()), 16)
  return bits.end()
}

/** Silence, most of all. */
function writeConstant(bits: BitWriter, sample: number): void {
  bits.write(0, 8)
  bits.write(sample & 0xffff, bitsInSample)
}

function writeVerbatim(bits: BitWriter, samples: Int16Array): void {
  bits.write(0b0_000001_0, 8)
  for (const sample of samples) bits.write(sample & 0xffff, bitsInSample)
}

function writePredicted(bits: BitWriter, samples: Int16Array): void {
  bits.write((0b001_000 + predictorOrder) << 1, 8)
  for (let index = 0; index < predictorOrder; index++) bits.write((samples[index] as number) & 0xffff, bitsInSample)
  const rests = new Uint32Array(samples.length - predictorOrder)
  let sum = 0
  for (let index = predictorOrder; index < samples.length; index++) {
    const rest = (samples[index] as number) - 2 * (samples[index - 1] as number) + (samples[index - 2] as number)
    // Folded, so that small ones of both signs become small numbers.
    const folded = rest >= 0 ? 2 * rest : -2 * rest - 1
    rests[index - predictorOrder] = folded
    sum += folded
  }
  const rice = Math.min(mostRice, Math.max(0, Math.floor(Math.log2(sum / rests.length + 1))))
  // Rice coding with parameters of four bits, all in one partition.
  bits.write(0, 2)
  bits.write(0, 4)
  bits.write(rice, 4)
  for (const rest of rests) {
    bits.zeros(rest >>> rice)
    bits.write(1, 1)
    bits.write(rest & ((1 << rice) - 1), rice)
  }
}

/** The frame's number, coded as UTF-8 codes characters (section 9.1.5). */
function codedNumber(number: number): Uint8Array {
  return new TextEncoder().encode(String.fromCodePoint(number))
}

/** Polynomial 0x07 (section 9.1.8). */
function crc8(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1
  }
  return crc
}

/** Polynomial 0x8005 (section 9.3). */
function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x8005) & 0xffff : crc << 1
  }
  return crc
}
