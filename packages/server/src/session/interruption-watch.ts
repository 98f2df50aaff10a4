import type { Listener, VoiceActivity } from '../listening/contract.js'
import type { InterruptionEvidence, InterruptionVerdict, JudgeInterruption, Look } from '../turns/contract.js'

/** The first look at the words: less voice has none. */
const firstLookMs = 250
/** From here on each look waits for this much more voice, so that a voice that goes on and on costs little. */
const frequentLooksMs = 800
const laterLooksGrowth = 1.25
/** How much one more turn counts for the level at which the user usually speaks. */
const levelWeight = 0.3

export interface InterruptionWatchParts {
  readonly listener: Listener
  readonly judge: JudgeInterruption
  readonly onVerdict: (verdict: InterruptionVerdict, evidence: InterruptionEvidence) => void
}

interface Looking {
  readonly voiceMs: number
  readonly whole: boolean
  readonly controller: AbortController
}

interface Watched {
  readonly sinceMs: number
  readonly looks: Look[]
  looking: Looking | null
}

/** Gathers the evidence on speech over a reply: looks at its words again and again, one look at a time, and asks for the verdict with each frame and each look. */
export class InterruptionWatch {
  readonly #parts: InterruptionWatchParts
  #watched: Watched | null = null
  #activity: VoiceActivity | null = null
  #language: string | null = null
  #usualLevelDbfs: number | null = null

  constructor(parts: InterruptionWatchParts) {
    this.#parts = parts
  }

  /** Speech that began at `sinceMs` is suspected; calls with each frame as long as it is. */
  observe(activity: VoiceActivity, sinceMs: number, language: string | null): void {
    if (this.#watched?.sinceMs !== sinceMs) {
      this.stop()
      this.#watched = { sinceMs, looks: [], looking: null }
    }
    this.#activity = activity
    this.#language = language
    this.#look(this.#watched as Watched, activity)
    this.#judge()
  }

  /** Nothing is suspected any more. Idempotent. */
  stop(): void {
    this.#watched?.looking?.controller.abort(new Error('The suspicion is over.'))
    this.#watched = null
  }

  /** A turn of the user is over, which began at `sinceMs`: so loud is he. */
  learnLevel(sinceMs: number): void {
    const level = this.#parts.listener.levelDbfs(sinceMs)
    this.#usualLevelDbfs = this.#usualLevelDbfs === null ? level : this.#usualLevelDbfs + levelWeight * (level - this.#usualLevelDbfs)
  }

  #look(watched: Watched, activity: VoiceActivity): void {
    const voiceMs = voiceMsOf(watched, activity)
    const whole = !activity.voice
    const last = watched.looking ?? watched.looks.at(-1)
    if (whole ? last?.whole && last.voiceMs === voiceMs : watched.looking !== null || voiceMs < nextLookMs(last)) return
    // A look at part of a voice that is over is of no use any more.
    watched.looking?.controller.abort(new Error('The voice is over.'))
    const looking: Looking = { voiceMs, whole, controller: new AbortController() }
    watched.looking = looking
    const ended = (look: Look | null) => {
      if (watched.looking !== looking || this.#watched !== watched) return
      watched.looking = null
      if (look) watched.looks.push(look)
      this.#judge()
    }
    this.#parts.listener.recogniseSoFar(watched.sinceMs, looking.controller.signal).then(
      (text) => ended({ text, voiceMs, whole }),
      // The verdict has its limits without words, and recognition that fails for good is told when the turn is recognised.
      () => ended(null),
    )
  }

  #judge(): void {
    const [watched, activity] = [this.#watched, this.#activity]
    if (!watched || !activity) return
    const { voice, quietMs } = activity
    const voiceMs = voiceMsOf(watched, activity)
    const levelDbfs = this.#parts.listener.levelDbfs(watched.sinceMs)
    const looks = voice ? watched.looks : watched.looks.filter((look) => !look.whole || look.voiceMs === voiceMs)
    const evidence = { voice, voiceMs, quietMs: quietMs ?? 0, levelDbfs, usualLevelDbfs: this.#usualLevelDbfs, looks }
    this.#parts.onVerdict(this.#parts.judge(evidence, this.#language), evidence)
  }
}

function voiceMsOf({ sinceMs }: Watched, { audioMs, quietMs }: VoiceActivity): number {
  return Math.max(0, audioMs - (quietMs ?? 0) - sinceMs)
}

function nextLookMs(last: { readonly voiceMs: number } | undefined): number {
  if (!last) return firstLookMs
  return last.voiceMs < frequentLooksMs ? last.voiceMs : last.voiceMs * laterLooksGrowth
}
