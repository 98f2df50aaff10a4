import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { bytesFromInt16, int16FromBytes } from '@sidetone/audio'
import type { Clock } from '../../lib/clock.js'
import { CliError } from '../cli-error.js'
import { type FoundTool, firstInstalled, installAdvice, players, recorders } from './audio-tools.js'
import { Conversation } from './conversation.js'
import type { Line } from './dial.js'
import { joinPackets } from './packets.js'
import { Playback } from './playback.js'
import { TurnPrinter } from './print.js'
import { appendAudio, truncateItem } from './wire.js'
import type { WireFormat } from './wire-format.js'

export interface LiveTalk {
  readonly clock: Clock
  readonly line: Line
  readonly format: WireFormat
  readonly say: (line: string) => void
  /** Aborts when the user has had enough. */
  readonly signal: AbortSignal
}

export interface AudioTools {
  readonly recorder: FoundTool
  readonly player: FoundTool
}

/** The microphone and the loudspeaker of this machine, or a `CliError` that says what to install. */
export function findAudioTools(): AudioTools {
  const recorder = firstInstalled(recorders)
  const player = firstInstalled(players)
  if (!recorder) throw new CliError(`No program to record with was found (${names(recorders)}). ${installAdvice()}`)
  if (!player) throw new CliError(`No program to play with was found (${names(players)}). ${installAdvice()}`)
  return { recorder, player }
}

function names(tools: readonly { name: string }[]): string {
  return tools.map(({ name }) => name).join(', ')
}

/** Talks through microphone and loudspeaker until the signal aborts. When the user speaks, what is still to be played is dropped and the server is told what was heard. */
export async function talkLive({ recorder, player }: AudioTools, { clock, line, format, say, signal }: LiveTalk): Promise<Int16Array> {
  const conversation = new Conversation(() => null)
  const printer = new TurnPrinter(format, say)
  const microphone = spawn(recorder.path, recorder.tool.arguments(format.sampleRateHz), { stdio: ['ignore', 'pipe', 'pipe'] })
  const loudspeaker = spawn(player.path, player.tool.arguments(format.sampleRateHz), { stdio: ['pipe', 'ignore', 'pipe'] })
  const played: Int16Array[] = []
  // The player is always fed, with silence between replies: players that run dry click, stall or leave.
  const silence = new Uint8Array((format.sampleRateHz / 50) * 2)
  loudspeaker.stdin.on('error', () => {})
  const playback = new Playback(clock, format.sampleRateHz, (packet) => {
    if (packet) played.push(packet)
    loudspeaker.stdin.write(packet ? bytesFromInt16(packet) : silence)
  })
  line.listen((news) => {
    conversation.observe(news, clock.nowMs())
    if (news.type === 'reply-audio') playback.push(news.itemId, news.contentIndex, format.decode(news.audio))
    if (news.type === 'speech-started') {
      const cut = playback.cut()
      if (cut) line.send(truncateItem(cut.itemId, cut.contentIndex, cut.playedMs))
    }
    if (news.type === 'failed') say(`The server reported: ${news.message} (${news.code})`)
    printer.update(conversation.turns)
  })
  const cutPackets = packetCutter(format.sampleRateHz / 50, (packet) => line.send(appendAudio(format.encode(packet))))
  microphone.stdout.on('data', cutPackets)
  try {
    await Promise.race([
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
      line.ended.then((how) => Promise.reject(new CliError(`The server closed the connection (${how}).`))),
      stopped(microphone, recorder.tool.name),
      stopped(loudspeaker, player.tool.name),
    ])
  } finally {
    playback.close()
    microphone.kill()
    loudspeaker.kill()
    printer.update(conversation.turns, true)
  }
  return joinPackets(played)
}

/** Cuts a stream of bytes, however it comes in, into packets of `length` samples. */
export function packetCutter(length: number, onPacket: (packet: Int16Array) => void): (bytes: Uint8Array) => void {
  let rest: Uint8Array = new Uint8Array(0)
  return (bytes) => {
    const all = Buffer.concat([rest, bytes])
    const whole = Math.floor(all.length / (length * 2))
    for (let index = 0; index < whole; index++) onPacket(int16FromBytes(all.subarray(index * length * 2, (index + 1) * length * 2)))
    rest = all.subarray(whole * length * 2)
  }
}

/** Rejects when an audio program cannot run or gives up, with its own last words. */
function stopped(program: ChildProcessByStdio<Writable | null, Readable | null, Readable>, name: string): Promise<never> {
  let lastWords = ''
  program.stderr.on('data', (part: Buffer) => {
    lastWords = (lastWords + part).slice(-500)
  })
  return new Promise((_, reject) => {
    program.once('error', (error) => reject(new CliError(`${name} cannot be started: ${error.message}.`)))
    program.once('close', () => reject(new CliError(`${name} stopped: ${lastWords.trim() || 'it gave no reason'}. Is there a microphone and a loudspeaker?`)))
  })
}
