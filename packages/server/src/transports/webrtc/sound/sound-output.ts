import { bytesFromInt16 } from '@sidetone/audio'
import { soundRateHz } from './contract.js'

/** Below this a sound is taken for quiet: -44 dBFS. */
const quietLevel = 200
/** Quiet shortens no earlier than this: by then the end of a turn has been heard. */
const settledSamples = soundRateHz
/** More than this is not made up for. */
const mostOwedSamples = soundRateHz

/**
 * Where decoded sound leaves as bytes. When silence was let out for sound that came after all, there is more sound than time has passed; that is made up
 * for in long quiet, of which every second piece is left out.
 */
export class SoundOutput {
  readonly #onAudio: (borrowed: Uint8Array) => void
  #bytes = new Uint8Array(0)
  #owedSamples = 0
  #quietSamples = 0
  #leftOutLast = false

  constructor(onAudio: (borrowed: Uint8Array) => void) {
    this.#onAudio = onAudio
  }

  /** So much silence was let out too much. */
  owe(samples: number): void {
    this.#owedSamples = Math.min(mostOwedSamples, this.#owedSamples + samples)
  }

  /** Returns how many samples have left: all, or none. */
  write(samples: Int16Array): number {
    if (samples.length === 0 || this.#mayLeaveOut(samples)) return 0
    if (this.#bytes.length < samples.length * 2) this.#bytes = new Uint8Array(samples.length * 2)
    this.#onAudio(bytesFromInt16(samples, this.#bytes))
    return samples.length
  }

  #mayLeaveOut(samples: Int16Array): boolean {
    const mayBe = this.#owedSamples >= samples.length && isQuiet(samples)
    this.#quietSamples = mayBe ? this.#quietSamples + samples.length : 0
    this.#leftOutLast = this.#quietSamples > settledSamples && !this.#leftOutLast
    if (this.#leftOutLast) this.#owedSamples -= samples.length
    return this.#leftOutLast
  }
}

function isQuiet(samples: Int16Array): boolean {
  for (let index = 0; index < samples.length; index++) if (Math.abs(samples[index] as number) > quietLevel) return false
  return true
}
