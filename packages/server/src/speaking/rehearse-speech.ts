import { AsyncQueue } from '../lib/queue.js'
import type { SpeculationLedger, Venture } from '../lib/speculation.js'
import type { SpeechPiece, SpeechRequest, SpeechSynthesiser } from '../providers/tts/contract.js'
import { ClauseSplitter } from './clauses.js'
import type { SpeakingSettings } from './contract.js'
import { iterate } from './iterate.js'
import { speakable } from './speakable/speakable.js'

/** A synthesiser that has the first clause of a reply ready when it is asked for. */
export interface RehearsedSynthesiser extends SpeechSynthesiser {
  /** Speaks the first clause of a text in secret. What nobody has asked for when the signal aborts is thrown away. */
  rehearse(text: AsyncIterable<string>, settings: SpeakingSettings, signal: AbortSignal): Promise<void>
}

interface Rehearsal {
  readonly controller: AbortController
  readonly pieces: AsyncQueue<SpeechPiece>
  readonly venture: Venture
}

/** The ledger hears what is begun and what becomes of it. */
export function rehearseSpeech(synthesiser: SpeechSynthesiser, ledger: SpeculationLedger): RehearsedSynthesiser {
  const waiting = new Map<string, Rehearsal>()

  return {
    name: synthesiser.name,
    voices: synthesiser.voices,
    close: () => synthesiser.close(),

    async *synthesise(request, signal) {
      const key = keyOf(request)
      const begun = waiting.get(key)
      if (!begun) return yield* synthesiser.synthesise(request, signal)
      waiting.delete(key)
      begun.venture.use()
      try {
        yield* iterate(begun.pieces, signal)
      } finally {
        begun.controller.abort(new Error('The speech has ended.'))
      }
    },

    async rehearse(text, { voice, speed }, signal) {
      const spoken = await firstClause(text)
      if (spoken === null || signal.aborted) return
      const request: SpeechRequest = { text: spoken, voice, speed }
      const key = keyOf(request)
      if (waiting.has(key)) return
      const begun: Rehearsal = { controller: new AbortController(), pieces: new AsyncQueue(), venture: ledger.begin('firstClauses') }
      waiting.set(key, begun)
      const throwAway = () => {
        if (waiting.get(key) !== begun) return
        waiting.delete(key)
        begun.venture.throwAway()
        begun.controller.abort(signal.reason)
      }
      signal.addEventListener('abort', throwAway, { once: true })
      try {
        for await (const piece of synthesiser.synthesise(request, begun.controller.signal)) begun.pieces.push(piece)
        begun.pieces.end()
      } catch (error) {
        begun.pieces.fail(error)
      } finally {
        begun.venture.end()
      }
    },
  }
}

/** The words of the first clause that has any, as `speechAhead` would say them. */
async function firstClause(text: AsyncIterable<string>): Promise<string | null> {
  const splitter = new ClauseSplitter()
  const said = (clauses: readonly { text: string }[]) => clauses.map((clause) => speakable(clause.text).spoken).find((spoken) => spoken !== '') ?? null
  for await (const delta of text) {
    const spoken = said(splitter.push(delta))
    if (spoken !== null) return spoken
  }
  return said(splitter.end())
}

function keyOf({ text, voice, speed }: SpeechRequest): string {
  return JSON.stringify([text, voice, speed])
}
