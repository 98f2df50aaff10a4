import { sleep } from '../../lib/abort.js'
import type { Clock } from '../../lib/clock.js'
import { CliError } from '../cli-error.js'
import { Conversation } from './conversation.js'
import type { Line } from './dial.js'
import { joinPackets, packetAt, packetMs, sendAtPace } from './packets.js'
import { Playback } from './playback.js'
import { TurnPrinter } from './print.js'
import { findSpeech } from './speech-edges.js'
import { appendAudio, truncateItem } from './wire.js'
import type { WireFormat } from './wire-format.js'

export interface FileTalk {
  readonly clock: Clock
  readonly line: Line
  readonly format: WireFormat
  readonly samples: Int16Array
  readonly say: (line: string) => void
  /** How long to wait for an answer once the recording has been sent. */
  readonly waitMs: number
}

/** How far the energy's idea of the end of speech and a turn's may differ for the turn to count as the last one. */
const sameEndMs = 400
/** What the server may need to notice speech at the very end of a recording. */
const noticeMs = 3_000

/** Streams a recording at its natural pace, then silence until the answers are there. Returns what a listener would have heard of them. */
export async function talkFile({ clock, line, format, samples, say, waitMs }: FileTalk): Promise<Int16Array> {
  const startedAtMs = clock.nowMs()
  const endsAtMs = startedAtMs + (samples.length / format.sampleRateHz) * 1000
  const speech = findSpeech(samples, format.sampleRateHz)
  const lastSpeechMs = speech.lastEndMs(Number.POSITIVE_INFINITY)
  const conversation = new Conversation((nowMs) => {
    const endMs = speech.lastEndMs(nowMs - startedAtMs)
    return endMs === null ? null : startedAtMs + endMs
  })
  const printer = new TurnPrinter(format, say)
  const played: Int16Array[] = []
  const playback = new Playback(clock, format.sampleRateHz, (packet) => {
    if (packet) played.push(packet)
  })
  let lastNewsAtMs = startedAtMs
  let closed: string | null = null
  line.ended.then((how) => {
    closed = how
  })
  line.listen((news) => {
    lastNewsAtMs = clock.nowMs()
    conversation.observe(news, lastNewsAtMs)
    if (news.type === 'reply-audio') playback.push(news.itemId, news.contentIndex, format.decode(news.audio))
    if (news.type === 'speech-started') {
      const cut = playback.cut()
      if (cut) line.send(truncateItem(cut.itemId, cut.contentIndex, cut.playedMs))
    }
    printer.update(conversation.turns)
  })

  const isOver = (nowMs: number): boolean => {
    if (closed !== null) return true
    if (nowMs < endsAtMs) return false
    if (!conversation.settled) return nowMs - Math.max(lastNewsAtMs, endsAtMs) > waitMs
    const lastTurnEndMs = conversation.turns.at(-1)?.speechEndedAtMs ?? null
    const allHeard = lastTurnEndMs !== null && lastSpeechMs !== null && lastTurnEndMs >= startedAtMs + lastSpeechMs - sameEndMs
    return allHeard || nowMs - Math.max(lastNewsAtMs, endsAtMs) > noticeMs
  }

  const over = new AbortController()
  const sending = sendAtPace(clock, startedAtMs, (index) => line.send(appendAudio(format.encode(packetAt(samples, format.sampleRateHz, index)))), over.signal)
  while (!isOver(clock.nowMs())) await sleep(clock, packetMs, over.signal)
  over.abort()
  await sending
  playback.drain()
  printer.update(conversation.turns, true)

  for (const problem of conversation.problems) say(`The server reported: ${problem}`)
  if (conversation.turns.some((turn) => turn.outcome === 'answered' || turn.outcome === 'interrupted')) return joinPackets(played)
  throw new CliError(whyNoAnswer(conversation, closed, speech.loudestDbfs, waitMs))
}

function whyNoAnswer({ turns }: Conversation, closed: string | null, loudestDbfs: number, waitMs: number): string {
  if (closed !== null) return `The server closed the connection before it had answered (${closed}).`
  if (turns.length === 0)
    return `The server heard no speech in it. Its loudest moment is at ${Math.round(loudestDbfs)} dBFS (speech is usually between -35 and -10).`
  if (turns.some((turn) => turn.outcome === 'waiting' || turn.outcome === 'answering')) {
    return `No answer came within ${waitMs / 1000} s. The server's log says why; --wait-ms waits longer.`
  }
  if (turns.some((turn) => turn.outcome === 'failed')) return 'The server could not answer.'
  return 'The server heard speech, but no words in it.'
}
