import type { DecisionEvidence } from '@sidetone/protocol'
import type { Listener, VoiceActivity } from '../listening/contract.js'
import type { InterruptionEvidence, InterruptionVerdict, JudgeInterruption, Look } from '../turns/contract.js'

/** The first look at the words: less voice has none. */
const firstLookMs = 250
/** From here on each look waits for this much more voice, so that a voice that goes on and on costs little. */
const frequentLooksMs = 800
const laterLooksGrowth = 1.25
/** Quiet by loudness that is longer than a stop consonant: the voice is over until more of it comes. */
const overAfterMs = 96
const sameEndMs = 60
/** How much one more turn counts for the level at which the user usually speaks. */
const levelWeight = 0.3

export interface InterruptionWatchParts {
  readonly listener: Listener
  readonly judge: JudgeInterruption
  readonly onVerdict: (verdict: InterruptionVerdict, evidence: InterruptionEvidence) => void
}

/** Where speech over a reply began. */
export interface SpeechOverReply {
  readonly sinceMs: number
  /** How long the reply had been audible by then. */
  readonly replyMs: number
}

interface Looking {
  readonly voiceMs: number
  readonly whole: boolean
  readonly controller: AbortController
}

/** The voice at one frame. */
type Sound = Pick<InterruptionEvidence, 'voice' | 'voiceMs' | 'quietMs' | 'voicedPart' | 'levelDbfs'>

interface Watched extends SpeechOverReply {
  readonly suspectedAfterMs: number
  readonly looks: Look[]
  looking: Looking | null
}

/** Gathers the evidence on speech over a reply: looks at its words again and again, one look at a time, and asks for the verdict with each frame and each look. */
export class InterruptionWatch {
  readonly #parts: InterruptionWatchParts
  #watched: Watched | null = null
  #sound: Sound | null = null
  #language: string | null = null
  #usualLevelDbfs: number | null = null

  constructor(parts: InterruptionWatchParts) {
    this.#parts = parts
  }

  /** Speech is suspected; calls with each frame as long as it is. */
  observe(activity: VoiceActivity, speech: SpeechOverReply, language: string | null): void {
    if (this.#watched?.sinceMs !== speech.sinceMs) {
      this.stop()
      this.#watched = { ...speech, suspectedAfterMs: Math.max(0, activity.audioMs - speech.sinceMs), looks: [], looking: null }
    }
    this.#sound = this.#listenTo(activity, speech.sinceMs)
    this.#language = language
    this.#look(this.#watched as Watched, this.#sound)
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

  #listenTo(activity: VoiceActivity, sinceMs: number): Sound {
    const { voicedPart, quietMs: lately } = this.#parts.listener.shapeOf(sinceMs)
    const quietMs = activity.voice ? lately : (activity.quietMs ?? 0)
    const voice = activity.voice && quietMs < overAfterMs
    const voiceMs = Math.max(0, activity.audioMs - quietMs - sinceMs)
    return { voice, voiceMs, quietMs, voicedPart, levelDbfs: this.#parts.listener.levelDbfs(sinceMs) }
  }

  #look(watched: Watched, { voice, voiceMs }: Sound): void {
    const whole = !voice
    const last = watched.looking ?? watched.looks.at(-1)
    if (whole ? last?.whole && isSame(last.voiceMs, voiceMs) : watched.looking !== null || voiceMs < nextLookMs(last)) return
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
    const [watched, sound] = [this.#watched, this.#sound]
    if (!watched || !sound) return
    // A look at a voice that seemed to be over holds until more of it comes.
    const looks = watched.looks.filter((look) => !look.whole || (!sound.voice && isSame(look.voiceMs, sound.voiceMs)))
    const evidence = { ...sound, suspectedAfterMs: watched.suspectedAfterMs, replyMs: watched.replyMs, usualLevelDbfs: this.#usualLevelDbfs, looks }
    this.#parts.onVerdict(this.#parts.judge(evidence, this.#language), evidence)
  }
}

/** What a decision says of its evidence: figures to a hundredth, looks by their number, without their words. */
export function toldEvidence({ looks, ...figures }: InterruptionEvidence): DecisionEvidence {
  const told = Object.entries(figures).map(([name, value]) => [name, typeof value === 'number' ? Math.round(value * 100) / 100 : value])
  return { ...Object.fromEntries(told), looks: looks.length }
}

/** The end of a voice is known the better the longer it is over. */
function isSame(voiceMs: number, otherMs: number): boolean {
  return Math.abs(voiceMs - otherMs) <= sameEndMs
}

function nextLookMs(last: { readonly voiceMs: number } | undefined): number {
  if (!last) return firstLookMs
  return last.voiceMs < frequentLooksMs ? last.voiceMs : last.voiceMs * laterLooksGrowth
}
