import { SidetoneError } from '@sidetone/protocol'
import { AsyncQueue } from '../lib/queue.js'
import type { SpeechPiece, SpeechSynthesiser } from '../providers/tts/contract.js'
import { type Clause, ClauseSplitter } from './clauses.js'
import type { SpeakingSettings } from './contract.js'
import { iterate } from './iterate.js'
import { type Speakable, speakable } from './speakable/speakable.js'

/** A clause with its words and its speech as it comes from the synthesiser. */
export interface ClauseSpeech {
  readonly clause: Clause
  readonly words: Speakable
  readonly pieces: AsyncIterable<SpeechPiece>
}

/** While one clause is spoken, so many more are synthesised: enough to bridge short ones, little to throw away at an interruption. */
const clausesAhead = 2

/** Clauses with their speech, one synthesis at a time, ahead of the reader. Text is read as fast as it comes. Clauses with nothing to say are left out. */
export async function* speechAhead(
  text: AsyncIterable<string>,
  synthesiser: SpeechSynthesiser,
  { voice, speed }: SpeakingSettings,
  signal: AbortSignal,
): AsyncGenerator<ClauseSpeech, void, undefined> {
  const stop = new AbortController()
  const onAbort = () => stop.abort(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const clauses = new AsyncQueue<Clause>()
  const speeches = new AsyncQueue<ClauseSpeech>()
  const places = new AsyncQueue<void>()
  for (let place = 0; place <= clausesAhead; place++) places.push()

  const readText = async () => {
    const splitter = new ClauseSplitter()
    for await (const delta of iterate(text, stop.signal)) for (const clause of splitter.push(delta)) clauses.push(clause)
    for (const clause of splitter.end()) clauses.push(clause)
  }

  const synthesise = async () => {
    const nextPlace = iterate(places, stop.signal)
    for await (const clause of iterate(clauses, stop.signal)) {
      const words = speakable(clause.text)
      if (words.spoken === '') continue
      await nextPlace.next()
      const pieces = new AsyncQueue<SpeechPiece>()
      speeches.push({ clause, words, pieces })
      try {
        for await (const piece of iterate(synthesiser.synthesise({ text: words.spoken, voice, speed }, stop.signal), stop.signal)) pieces.push(piece)
        pieces.end()
      } catch (error) {
        pieces.fail(stop.signal.aborted ? stop.signal.reason : synthesisFailure(error))
        return
      }
    }
  }

  readText().then(
    () => clauses.end(),
    (error) => clauses.fail(error),
  )
  synthesise().then(
    () => speeches.end(),
    (error) => speeches.fail(error),
  )
  try {
    for await (const speech of iterate(speeches, stop.signal)) {
      yield { ...speech, pieces: iterate(speech.pieces, stop.signal) }
      places.push()
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    stop.abort()
  }
}

function synthesisFailure(error: unknown): SidetoneError {
  if (error instanceof SidetoneError && error.code === 'synthesis-failed') return error
  return new SidetoneError('synthesis-failed', 'The synthesiser failed', { cause: error })
}
