import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** WebSocket opcodes of RFC 6455, section 5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface FrameOptions {
  /** Of a message that goes on in the next frame: false. */
  readonly last?: boolean
  /** Bits that no extension has given a meaning. */
  readonly reserved?: number
  readonly masked?: boolean
  /** What the header says, where it is not the truth. */
  readonly declaredBytes?: number
}

/** One frame as a client sends it, right or wrong. The mask is all zeros, which is one. */
export function frame(opcode: number, payload: Uint8Array | string, { last = true, reserved = 0, masked = true, declaredBytes }: FrameOptions = {}): Buffer {
  const body = Buffer.from(payload)
  const length = declaredBytes ?? body.length
  const first = (last ? 0x80 : 0) | (reserved << 4) | opcode
  const mask = masked ? 0x80 : 0
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = first
  head[1] = mask | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat(masked ? [head, Buffer.alloc(4), body] : [head, body])
}

/** A WebSocket of which each byte is under control. */
export class RawSocket {
  readonly socket: Socket
  onText: ((text: string) => void) | null = null
  /** How many bytes came. */
  receivedBytes = 0
  /** The code that the server closed with; `cut` when the line ended without one, null while it is open. */
  closed: number | 'cut' | null = null
  readonly ended: Promise<void>
  #unread: Buffer = Buffer.alloc(0)
  #pongs: (() => void)[] = []

  private constructor(socket: Socket) {
    this.socket = socket
    this.ended = new Promise((resolve) => {
      socket.once('close', () => {
        this.closed ??= 'cut'
        for (const pong of this.#pongs.splice(0)) pong()
        resolve()
      })
    })
    // Told by how it ends.
    socket.on('error', () => {})
    socket.on('data', (bytes) => this.#read(bytes))
  }

  static async open(url: string, headers: readonly string[] = []): Promise<RawSocket> {
    const { hostname, port, pathname } = new URL(url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    const lines = [`GET ${pathname} HTTP/1.1`, `Host: ${hostname}:${port}`, 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']
    socket.write(`${[...lines, 'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==', ...headers].join('\r\n')}\r\n\r\n`)
    const answer = await readHead(socket)
    if (!answer.head.startsWith('HTTP/1.1 101')) throw new Error(`The server refused: ${answer.head.split('\r\n')[0]}`)
    const raw = new RawSocket(socket)
    raw.#read(answer.rest)
    return raw
  }

  /** Resolves when the operating system has taken it. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.socket.destroyed || this.socket.write(bytes)) return
    await Promise.race([once(this.socket, 'drain').catch(() => {}), this.ended])
  }

  /** Resolves when all that was sent has been read, or the line is gone. */
  async readByServer(): Promise<void> {
    if (this.closed !== null) return
    const pong = new Promise<void>((resolve) => this.#pongs.push(resolve))
    await this.write(frame(opcodes.ping, 'read?'))
    await pong
  }

  cut(): void {
    this.socket.destroy()
  }

  #read(bytes: Buffer): void {
    this.receivedBytes += bytes.length
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes])
    for (;;) {
      const next = nextFrame(this.#unread)
      if (!next) return
      this.#unread = next.rest
      if (next.opcode === opcodes.text) this.onText?.(next.payload.toString())
      else if (next.opcode === opcodes.pong && next.payload.toString() === 'read?') this.#pongs.shift()?.()
      else if (next.opcode === opcodes.close) {
        this.closed = next.payload.length >= 2 ? next.payload.readUInt16BE(0) : 'cut'
        this.socket.end(frame(opcodes.close, next.payload.subarray(0, 2)))
      }
    }
  }
}

async function readHead(socket: Socket): Promise<{ head: string; rest: Buffer }> {
  let bytes = Buffer.alloc(0)
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n')
    if (end >= 0) return { head: bytes.subarray(0, end).toString(), rest: bytes.subarray(end + 4) }
    const [more] = (await once(socket, 'data')) as [Buffer]
    bytes = Buffer.concat([bytes, more])
  }
}

/** The first whole frame of a server: unmasked. */
function nextFrame(bytes: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | null {
  if (bytes.length < 2) return null
  const short = bytes[1]! & 0x7f
  const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < headBytes) return null
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < headBytes + length) return null
  return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(headBytes, headBytes + length), rest: bytes.subarray(headBytes + length) }
}
