/* Pages of Ogg, after RFC 3533. */

export interface OggPage {
  readonly serial: number
  /** Packets that end in this page. What goes on from the page before is joined. */
  readonly packets: readonly Uint8Array[]
}

const headerBytes = 27
const mostSegments = 255
const segmentBytes = 255

/** CRC-32 with the polynomial 0x04c11db7, not reflected, without inversion (RFC 3533, section 6). */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc >>> 0
})

function crcOf(page: Uint8Array): number {
  let crc = 0
  for (const byte of page) crc = ((crc << 8) ^ (crcTable[((crc >>> 24) ^ byte) & 0xff] as number)) >>> 0
  return crc
}

/** Whether this packet can be added to a page that holds `packets`. */
export function fitsInPage(packets: readonly Uint8Array[], packet: Uint8Array): boolean {
  return [...packets, packet].reduce((sum, each) => sum + segmentsOf(each), 0) <= mostSegments
}

const segmentsOf = (packet: Uint8Array) => Math.floor(packet.length / segmentBytes) + 1

export interface OggPageOptions {
  readonly serial: number
  readonly sequence: number
  /** Samples at 48 kHz up to the end of the page. */
  readonly granule: number
  readonly packets: readonly Uint8Array[]
  readonly place?: 'first' | 'last'
}

/** One page of whole packets; see `fitsInPage`. */
export function writeOggPage({ serial, sequence, granule, packets, place }: OggPageOptions): Uint8Array {
  const segments = packets.flatMap((packet) => [
    ...new Array<number>(Math.floor(packet.length / segmentBytes)).fill(segmentBytes),
    packet.length % segmentBytes,
  ])
  const page = new Uint8Array(headerBytes + segments.length + packets.reduce((sum, packet) => sum + packet.length, 0))
  const view = new DataView(page.buffer)
  page.set(new TextEncoder().encode('OggS'))
  page[5] = place === 'first' ? 2 : place === 'last' ? 4 : 0
  view.setBigUint64(6, BigInt(granule), true)
  view.setUint32(14, serial, true)
  view.setUint32(18, sequence, true)
  page[26] = segments.length
  page.set(segments, headerBytes)
  let at = headerBytes + segments.length
  for (const packet of packets) {
    page.set(packet, at)
    at += packet.length
  }
  view.setUint32(22, crcOf(page), true)
  return page
}

/** The pages of a file, until it ends or what follows is none. Checksums are not looked at. */
export function* readOggPages(file: Uint8Array): Generator<OggPage> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const open = new Map<number, Uint8Array[]>()
  for (let at = 0; at + headerBytes <= file.length && view.getUint32(at, false) === 0x4f676753; ) {
    const serial = view.getUint32(at + 14, true)
    const segments = file.subarray(at + headerBytes, at + headerBytes + (file[at + 26] as number))
    let from = at + headerBytes + segments.length
    const packets: Uint8Array[] = []
    let parts = open.get(serial) ?? []
    let length = 0
    for (const segment of segments) {
      length += segment
      if (segment === segmentBytes) continue
      packets.push(joined([...parts, file.subarray(from, from + length)]))
      parts = []
      from += length
      length = 0
    }
    if (length > 0) parts.push(file.subarray(from, from + length))
    open.set(serial, parts)
    yield { serial, packets }
    at = from + length
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? (parts[0] as Uint8Array) : new Uint8Array(Buffer.concat(parts))
}
