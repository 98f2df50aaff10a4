import { limits } from '@sidetone/protocol'
import type { Random } from '@sidetone/server/session/test-support/random.js'
import type { RandomClient } from './random-client.js'
import { frame, opcodes } from './raw-socket.js'

/** Pieces that are written one by one, with turns of the event loop between them, and how many frames they are. */
export interface Attack {
  readonly pieces: readonly Buffer[]
  readonly frames: number
  /** The message, where it is one that must be answered when it is refused. */
  readonly text?: string
}

export interface FrameKind {
  readonly name: string
  readonly make: (client: RandomClient) => Attack
  /** The code that the server closes with; null: the session goes on. */
  readonly closes: number | null
}

const one = (bytes: Buffer): Attack => ({ pieces: [bytes], frames: 1 })
const whole = (text: string): Attack => ({ ...one(frame(opcodes.text, text)), text })
const valid = (client: RandomClient) => JSON.stringify(client.valid())

function nextOf(client: RandomClient, kind: 'near-valid' | 'garbage'): string {
  for (;;) {
    const next = client.next()
    if (next.kind === kind) return typeof next.message === 'string' ? next.message : JSON.stringify(next.message)
  }
}

/** A message in several frames, with pings between them: control frames may come there. */
function fragmented(text: string, random: Random): Attack {
  const bytes = Buffer.from(text)
  const pieces: Buffer[] = []
  const count = 2 + random.below(6)
  for (let index = 0; index < count; index++) {
    const part = bytes.subarray(Math.floor((index * bytes.length) / count), Math.floor(((index + 1) * bytes.length) / count))
    pieces.push(frame(index === 0 ? opcodes.text : opcodes.continuation, part, { last: index === count - 1 }))
    if (index < count - 1 && random.chance(0.4)) pieces.push(frame(opcodes.ping, 'between'))
  }
  return { pieces, frames: pieces.length, text }
}

/** A frame whose bytes arrive in small pieces. */
function split(text: string, random: Random): Attack {
  const bytes = frame(opcodes.text, text)
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(Math.max(8, bytes.length / 6))
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return { pieces, frames: 1, text }
}

/** The session goes on behind these. The likelier ones stand here more often. */
export const harmless: readonly [FrameKind, ...FrameKind[]] = [
  ...repeat(6, { name: 'valid', closes: null, make: (client) => whole(valid(client)) }),
  ...repeat(6, { name: 'nearly valid', closes: null, make: (client) => whole(nextOf(client, 'near-valid')) }),
  ...repeat(5, { name: 'garbage', closes: null, make: (client) => whole(nextOf(client, 'garbage')) }),
  ...repeat(4, {
    name: 'fragmented',
    closes: null,
    make: (client) => fragmented(client.random.chance(0.6) ? valid(client) : nextOf(client, 'near-valid'), client.random),
  }),
  ...repeat(3, { name: 'split', closes: null, make: (client) => split(client.random.chance(0.6) ? valid(client) : nextOf(client, 'garbage'), client.random) }),
  {
    name: 'several in one packet',
    closes: null,
    make: (client) => together(Array.from({ length: 2 + client.random.below(8) }, () => nextOf(client, 'garbage'))),
  },
  { name: 'empty', closes: null, make: () => whole('') },
  { name: 'ping and pong', closes: null, make: ({ random }) => one(frame(random.pick([opcodes.ping, opcodes.pong]), Buffer.alloc(random.below(126)))) },
  { name: 'long nonsense', closes: null, make: ({ random }) => whole(random.pick(['[', '"', '{"a":', ' ']).repeat(random.below(100_000))) },
  {
    name: 'many values',
    closes: null,
    make: ({ random }) => whole(`{"type":"response.cancel","more":[${'0,'.repeat(random.below(2 * limits.messageValues))}0]}`),
  },
]

/** The connection ends with these. */
export const fatal: readonly [FrameKind, ...FrameKind[]] = [
  { name: 'binary', closes: 1003, make: ({ random }) => one(frame(opcodes.binary, Buffer.alloc(random.below(2_000)))) },
  { name: 'no UTF-8', closes: 1007, make: () => one(frame(opcodes.text, Buffer.from([0x22, 0xff, 0xfe, 0x22]))) },
  { name: 'reserved bits', closes: 1002, make: ({ random }) => one(frame(opcodes.text, '{}', { reserved: 1 + random.below(7) })) },
  { name: 'unknown opcode', closes: 1002, make: ({ random }) => one(frame(random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), 'x')) },
  { name: 'without a mask', closes: 1002, make: () => one(frame(opcodes.text, '{}', { masked: false })) },
  { name: 'continuation of nothing', closes: 1002, make: () => one(frame(opcodes.continuation, '{}')) },
  { name: 'text inside a message', closes: 1002, make: () => ({ pieces: [frame(opcodes.text, '{', { last: false }), frame(opcodes.text, '}')], frames: 2 }) },
  { name: 'ping in pieces', closes: 1002, make: () => one(frame(opcodes.ping, 'x', { last: false })) },
  { name: 'ping that is too long', closes: 1002, make: () => one(frame(opcodes.ping, Buffer.alloc(126))) },
  { name: 'close code that is none', closes: 1002, make: () => one(frame(opcodes.close, Buffer.from([0x03, 0xe7]))) },
  {
    name: 'declared too large',
    closes: 1009,
    make: ({ random }) => one(frame(opcodes.text, 'x', { declaredBytes: limits.messageBytes + 1 + random.below(2 ** 31) })),
  },
  { name: 'too large in pieces', closes: 1009, make: () => tooLargeInPieces() },
]

/** More messages than the limit allows, however slowly they are read: it is sent until the server has closed. */
export const flood: FrameKind = {
  name: 'flood',
  closes: 3000,
  make: () => {
    const piece = Buffer.concat(Array.from({ length: 500 }, () => frame(opcodes.text, '{"type":"input_audio_buffer.clear"}')))
    const pieces = Array.from({ length: (3 * limits.messageBurst) / 500 }, () => piece)
    return { pieces, frames: 500 * pieces.length }
  },
}

function together(texts: readonly string[]): Attack {
  return { pieces: [Buffer.concat(texts.map((text) => frame(opcodes.text, text)))], frames: texts.length }
}

/** Fragments that are each small enough. */
function tooLargeInPieces(): Attack {
  const piece = Buffer.alloc(limits.messageBytes / 3 + 1, ' ')
  return { pieces: [0, 1, 2].map((index) => frame(index === 0 ? opcodes.text : opcodes.continuation, piece, { last: false })), frames: 3 }
}

function repeat(times: number, kind: FrameKind): [FrameKind, ...FrameKind[]] {
  return [kind, ...Array.from({ length: times - 1 }, () => kind)]
}
