import { setImmediate } from 'node:timers/promises'
import { openaiRealtime } from '@sidetone/protocol/openai-realtime'
import { openaiRealtimeBeta } from '@sidetone/protocol/openai-realtime-beta'
import { Random } from '@sidetone/server/session/test-support/random.js'
import { inBetaForm } from '../replay/in-beta-form.js'
import type { WireEvent } from '../support/wire-log.js'
import { type FrameKind, fatal, flood, harmless } from './frame-kinds.js'
import { RandomClient } from './random-client.js'
import { frame, opcodes, RawSocket } from './raw-socket.js'

export interface FuzzOptions {
  readonly realtimeUrl: string
  readonly frames: number
  readonly seed: number
  readonly connections?: number
  /** A flood is many frames: one connection in so many ends in it. */
  readonly connectionsPerFlood?: number
  readonly onProgress?: (frames: number) => void
}

export interface KindReport {
  frames: number
  /** Sent as such: one message may be several frames. */
  times: number
}

export interface FuzzReport {
  readonly frames: number
  readonly sessions: number
  readonly kinds: ReadonlyMap<string, KindReport>
  /** How often an `error` event came. */
  readonly errors: number
  readonly closes: ReadonlyMap<string, number>
  /** Ordinary turns at the end of fuzzed sessions, each answered. */
  readonly turns: number
  /** What went wrong, in sentences. */
  readonly failures: readonly string[]
}

/** Frames of one connection, at most. */
const framesOfAConnection = 150
/** How long the server may take to read, to close or to answer, in all but the worst case of a busy machine. */
const patienceMs = 30_000

/** Sends so many frames over real sockets, several connections at a time, and judges what comes back. */
export async function fuzzSockets({ realtimeUrl, frames, seed, connections = 8, connectionsPerFlood = 250, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const kinds = new Map<string, KindReport>()
  const closes = new Map<string, number>()
  const failures: string[] = []
  let sent = 0
  let sessions = 0
  let errors = 0
  let turns = 0

  const count = (kind: FrameKind, made: number) => {
    const row = kinds.get(kind.name) ?? { frames: 0, times: 0 }
    kinds.set(kind.name, { frames: row.frames + made, times: row.times + 1 })
    sent += made
    onProgress?.(sent)
  }

  async function fuzzOne(connectionSeed: number): Promise<void> {
    const random = new Random(connectionSeed)
    const beta = random.chance(0.3)
    const client = new RandomClient(random, beta ? inBetaForm : undefined)
    const reader = (beta ? openaiRealtimeBeta : openaiRealtime).connect(() => '')
    const socket = await RawSocket.open(realtimeUrl, beta ? ['OpenAI-Beta: realtime=v1'] : [])
    sessions++
    const heard: WireEvent[] = []
    let told = 0
    let refused = 0
    socket.onText = (text) => {
      const event = JSON.parse(text) as WireEvent
      client.hear(event)
      if (event.type === 'error') told++
      heard.push(event)
      if (heard.length > 400) heard.splice(0, 200)
    }
    const send = async (kind: FrameKind) => {
      const { pieces, frames: made, text } = kind.make(client)
      if (text !== undefined && reader.read(text).type === 'rejected') refused++
      let written = 0
      for (const piece of pieces) {
        if (socket.closed !== null) break
        await socket.write(piece)
        written++
        if (pieces.length > 1) await setImmediate()
      }
      count(kind, Math.ceil((made * written) / pieces.length))
    }
    const attacks = 20 + random.below(framesOfAConnection - 20)
    for (let attack = 0; attack < attacks && sent < frames && socket.closed === null; attack++) {
      await send(random.pick(harmless))
      if (attack % 10 === 9) await within(socket.readByServer(), 'read what was sent')
    }
    await within(socket.readByServer(), 'read what was sent')
    if (socket.closed !== null) throw new Error(`the session ended with ${socket.closed} although nothing fatal was sent`)
    errors += told
    if (told < refused) throw new Error(`${refused} messages cannot be read, but only ${told} errors came`)
    if (random.chance(0.4)) {
      await within(ordinaryTurn(socket, heard, beta), 'answer an ordinary turn')
      turns++
    }
    if (random.chance(0.1)) {
      // In the middle of a frame.
      await socket.write(Buffer.from([0x81, 0xfe, 0x10]))
      socket.cut()
    } else {
      const kind = sessions % connectionsPerFlood === 0 ? flood : random.pick(fatal)
      await send(kind)
      await within(socket.ended, 'close')
      closes.set(String(socket.closed), (closes.get(String(socket.closed)) ?? 0) + 1)
      // A line that is cut while the other side still sends may lose the last bytes that came.
      if (socket.closed !== kind.closes && socket.closed !== 'cut') throw new Error(`"${kind.name}" was closed with ${socket.closed}, not ${kind.closes}`)
    }
  }

  let next = seed * 1_000_003
  async function work(): Promise<void> {
    while (sent < frames && failures.length < 20) {
      const connectionSeed = next++
      try {
        await fuzzOne(connectionSeed)
      } catch (error) {
        failures.push(`connection of seed ${connectionSeed}: ${(error as Error).message}`)
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  return { frames: sent, sessions, kinds, errors, closes, turns, failures }
}

/** A written question is answered, whatever went before. */
async function ordinaryTurn(socket: RawSocket, heard: readonly WireEvent[], beta: boolean): Promise<void> {
  const send = async (event: object) => {
    await socket.write(frame(opcodes.text, JSON.stringify(beta ? inBetaForm(event) : event)))
  }
  await send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } })
  await send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Are you there?' }] } })
  for (let tries = 0; ; tries++) {
    const name = `turn_${tries}`
    // What still runs from before would refuse it.
    await send({ type: 'response.cancel' })
    await send({ type: 'response.create', event_id: name, response: { output_modalities: ['text'], metadata: { name } } })
    for (;;) {
      await socket.readByServer()
      if (socket.closed !== null) throw new Error(`the session ended with ${socket.closed} in the middle of an ordinary turn`)
      const answer = heard.find(({ type, error, response }) => {
        return (type === 'error' && error.event_id === name) || (type === 'response.done' && response.metadata?.name === name)
      })
      if (answer?.type === 'response.done' && answer.response.status === 'completed') return
      if (answer) break
      await setImmediate()
    }
  }
}

async function within<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the server did not ${what} within ${patienceMs / 1000} s`)), patienceMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
