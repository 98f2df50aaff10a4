import type { VoiceActivity } from './contract.js'
import { bottomDb, hopSamples, LevelTrack } from './level-track.js'
import { toMs, toSamples } from './sample-rate.js'
import { hasSound, voiceEnd, voiceStart } from './voice-edges.js'

/** A stretch of voice: positions in 16 kHz samples of the session. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** History that the edges of a voice are judged by: 4 s. */
const historyHops = 400

/** What is shorter is a click or a breath and leaves no trace. */
export const leastVoiceMs = 80
const leastVoiceSamples = toSamples(leastVoiceMs)

/** Between two syllables a sound is not over. */
const soundHops = 30
/** The softest onsets of voices lie here, in dB of full scale (112 human clips). */
const faintestSoundDb = -60

type Quiet = { phase: 'none' } | { phase: 'over'; from: number; to: number }
type Voice = Quiet | { phase: 'on'; from: number; before: Quiet }

/** Turns the detector's verdict on each frame into stretches of voice with their acoustic edges. */
export class VoiceTracker {
  readonly #levels = new LevelTrack()
  #voice: Voice = { phase: 'none' }
  /** Voices that are over, oldest first. */
  #spans: Span[] = []
  #position = 0

  /** Takes a frame of 16 kHz samples and whether the detector heard voice in it. */
  accept(borrowed: Float32Array, detected: boolean): VoiceActivity {
    const frameStart = this.#position
    this.#position += borrowed.length
    this.#levels.append(borrowed)
    if (detected && this.#voice.phase !== 'on') this.#begin(this.#voice, frameStart)
    else if (!detected && this.#voice.phase === 'on') this.#end(this.#voice, frameStart)
    return this.#activity()
  }

  /** Voice between two positions, oldest first. The voice that is on lasts until now. */
  spansWithin(from: number, to: number): Span[] {
    const all = this.#voice.phase === 'on' ? [...this.#spans, { from: this.#voice.from, to: this.#position }] : this.#spans
    return all.map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) })).filter((span) => span.from < span.to)
  }

  /** The louder parts since `position`: the 90th percentile of its levels. */
  levelDbfs(position: number): number {
    const levels = this.#levels.since(Math.floor(position / hopSamples)).levelsDb.sort()
    return levels[Math.floor(levels.length * 0.9)] ?? bottomDb
  }

  /**
   * Where the last voice ended by its loudness, in samples: the detector lets go of a voice later. While voice is on this is a guess that the next
   * frame may refute; null before any voice and when what there is of it is too short to be one.
   */
  acousticEnd(): number | null {
    switch (this.#voice.phase) {
      case 'none':
        return null
      case 'over':
        return this.#voice.to
      case 'on': {
        if (this.#position - this.#voice.from < leastVoiceSamples) return null
        const { firstHop, levelsDb } = this.#levels.since(this.#levels.hops - historyHops)
        return Math.max(this.#voice.from, (firstHop + voiceEnd(levelsDb, levelsDb.length)) * hopSamples)
      }
    }
  }

  /** The detector takes up a soft voice as late as 450 ms after its onset; its loudness says sooner that there is something. */
  hasSound(): boolean {
    return hasSound(this.#levels.since(this.#levels.hops - historyHops).levelsDb, soundHops, faintestSoundDb)
  }

  /** Forgets voices that were over before `position`. */
  dropBefore(position: number): void {
    if (this.#spans[0] && this.#spans[0].to <= position) this.#spans = this.#spans.filter((span) => span.to > position)
  }

  #begin(before: Quiet, frameStart: number): void {
    const { firstHop, levelsDb } = this.#levels.since(this.#levels.hops - historyHops)
    const onset = Math.min(frameStart, (firstHop + voiceStart(levelsDb, Math.floor(frameStart / hopSamples) - firstHop)) * hopSamples)
    // An onset before the end of the last voice: the detector lost a voice that went on.
    if (before.phase === 'over' && onset <= before.to) {
      this.#spans.pop()
      this.#voice = { phase: 'on', from: before.from, before: { phase: 'none' } }
    } else this.#voice = { phase: 'on', from: onset, before }
  }

  #end({ from, before }: Voice & { phase: 'on' }, frameStart: number): void {
    if (frameStart - from < leastVoiceSamples) {
      this.#voice = before
      return
    }
    const { firstHop, levelsDb } = this.#levels.since(this.#levels.hops - historyHops)
    const to = Math.max(from, (firstHop + voiceEnd(levelsDb, Math.floor(frameStart / hopSamples) - firstHop)) * hopSamples)
    this.#voice = { phase: 'over', from, to }
    this.#spans.push({ from, to })
  }

  #activity(): VoiceActivity {
    const audioMs = toMs(this.#position)
    switch (this.#voice.phase) {
      case 'none':
        return { audioMs, voice: false, voiceStartMs: null, quietMs: null }
      case 'on':
        return { audioMs, voice: true, voiceStartMs: toMs(this.#voice.from), quietMs: 0 }
      case 'over':
        return { audioMs, voice: false, voiceStartMs: toMs(this.#voice.from), quietMs: audioMs - toMs(this.#voice.to) }
    }
  }
}
