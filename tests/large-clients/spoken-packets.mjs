import { packetsOf, spokenLine } from '../dist/support/speech.js'

/** One spoken line in packets of 20 ms, PCM16 at 24 kHz: human where recordings are to be had, synthesised otherwise. */
export async function spokenPackets() {
  const { samples } = await spokenLine()
  return packetsOf(samples).map((packet) => new Int16Array(new Uint8Array(Buffer.from(packet, 'base64')).buffer))
}
