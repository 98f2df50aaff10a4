import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../lib/clock.js'
import type { SpeechSynthesiser, WordTiming } from '../providers/tts/contract.js'
import type { ClauseEnd } from './clauses.js'
import type { HeardMark, Speak, SpokenAudio } from './contract.js'
import { EdgeSilence } from './edge-silence.js'
import { HeardMarks } from './heard-marks.js'
import { type AudioChunk, OutputAudio } from './output-audio.js'
import { Pacer } from './pacer.js'
import { pauseAfter } from './pause.js'
import { type ClauseSpeech, speechAhead } from './speech-ahead.js'
import { warmUp } from './warm-up.js'

export interface SpeakDependencies {
  readonly synthesiser: SpeechSynthesiser
  readonly clock: Clock
}

/** The speaking stage: text deltas to clauses, to words, to speech, to paced audio. */
export function createSpeak({ synthesiser, clock }: SpeakDependencies): Speak {
  warmUp()
  return async function* speak(text, settings, pace, signal) {
    signal.throwIfAborted()
    const audio = new OutputAudio(settings.format, settings.longestPieceMs)
    const pacer = new Pacer(clock, settings.leadMs, pace, signal)
    const marks = new HeardMarks()
    let spokenBefore: ClauseEnd | null = null

    /** Lets chunks out one by one, each when its time has come, with the marks that `marksUntil` gives it. */
    const release = async function* (
      chunks: Iterable<AudioChunk>,
      marksUntil: (endMs: number) => HeardMark[],
      end: ClauseEnd | null,
    ): AsyncGenerator<SpokenAudio> {
      const sentence = end === 'sentence' || end === 'paragraph' ? ({ endsSentence: true } as const) : {}
      for (const { audio: bytes, durationMs, endMs } of chunks) {
        await pacer.pass(durationMs)
        yield { audio: bytes, durationMs, words: marksUntil(endMs), ...sentence }
        // Others have their turn before the next chunk is made.
        await nextTurn()
        signal.throwIfAborted()
      }
    }
    const inside = (chunks: Iterable<AudioChunk>) => release(chunks, (endMs) => marks.until(endMs), null)
    const atEnd = (chunks: Iterable<AudioChunk>, end: ClauseEnd) => release(chunks, (endMs) => marks.all(endMs), end)

    const speakClause = async function* ({ clause, words, pieces }: ClauseSpeech): AsyncGenerator<SpokenAudio> {
      const clauseEnd = clause.start + clause.text.length
      /** Words and when they end, from the first sample that the synthesiser gave for the clause. */
      const said: Pick<WordTiming, 'textEnd' | 'endMs'>[] = []
      let givenMs = 0
      let edges: EdgeSilence | null = null
      let sampleRateHz = 0
      let startMs: number | null = null

      const put = async function* (parts: readonly Int16Array[]): AsyncGenerator<SpokenAudio> {
        if (parts.every((part) => part.length === 0)) return
        if (startMs === null) {
          const pauseMs = spokenBefore === null ? 0 : Math.max(0, pauseAfter(spokenBefore, settings.speed) - pacer.silentMs)
          yield* inside(audio.writeSilence(pauseMs, sampleRateHz))
          startMs = audio.writtenMs - ((edges?.skippedSamples ?? 0) / sampleRateHz) * 1000
        }
        for (const { textEnd, endMs } of said.splice(0)) {
          const last = !/[\p{L}\p{N}]/u.test(words.spoken.slice(textEnd))
          marks.add({ textEnd: last ? clauseEnd : clause.start + words.originalEndOf(textEnd), audioEndMs: startMs + endMs })
        }
        for (const part of parts) yield* inside(audio.write(part, sampleRateHz))
      }

      for await (const piece of pieces) {
        sampleRateHz = piece.sampleRateHz
        edges ??= new EdgeSilence(sampleRateHz)
        for (const { textEnd, endMs } of piece.words) said.push({ textEnd, endMs: givenMs + endMs })
        givenMs += (piece.samples.length / sampleRateHz) * 1000
        yield* put(edges.push(piece.samples))
      }
      if (edges) yield* put(edges.end())
      if (startMs === null) return
      if (marks.textEnd < clauseEnd) marks.add({ textEnd: clauseEnd, audioEndMs: audio.writtenMs })
      yield* atEnd(audio.cut(), clause.end)
      spokenBefore = clause.end
    }

    for await (const speech of speechAhead(text, synthesiser, settings, signal)) yield* speakClause(speech)
  }
}
