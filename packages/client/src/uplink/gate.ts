import type { CapturedAudio, VoiceActivity } from '../contract.js'

export interface GateSettings {
  /** Sent from before the first sound that counted as voice: its soft beginning. */
  readonly preRollMs: number
  /** Sent on behind the last sound that counted as voice. */
  readonly hangoverMs: number
}

/** `skippedMs`: audio that was held back since the last packet that was sent, and stays unsent. */
export interface Gated {
  readonly isVoice: boolean
  readonly packets: readonly CapturedAudio[]
  readonly skippedMs: number
}

export interface Gate {
  /** `keepOpen`: the server is in the middle of a turn, which it can only end by hearing silence. */
  take(audio: CapturedAudio, keepOpen: boolean): Gated
  /** Closes, and drops what is kept; returns how much that was, in ms. */
  forget(): number
}

/** Holds back what no voice is near to. The last `preRollMs` are kept for the moment at which somebody speaks. */
export function createGate(activity: VoiceActivity, { preRollMs, hangoverMs }: GateSettings): Gate {
  let held: CapturedAudio[] = []
  let heldMs = 0
  let openForMs = 0
  return {
    take(audio, keepOpen) {
      const ms = durationMs(audio)
      const isVoice = activity.isVoice(audio.samples, audio.sampleRateHz)
      if (isVoice) openForMs = hangoverMs
      else openForMs = Math.max(0, openForMs - ms)
      if (openForMs > 0 || keepOpen) {
        const packets = [...held, audio]
        held = []
        heldMs = 0
        return { isVoice, packets, skippedMs: 0 }
      }
      held.push(audio)
      heldMs += ms
      let skippedMs = 0
      while (held.length > 0 && heldMs - durationMs(held[0] as CapturedAudio) >= preRollMs) {
        const oldestMs = durationMs(held.shift() as CapturedAudio)
        heldMs -= oldestMs
        skippedMs += oldestMs
      }
      return { isVoice, packets: [], skippedMs }
    },
    forget() {
      const forgottenMs = heldMs
      held = []
      heldMs = 0
      openForMs = 0
      return forgottenMs
    },
  }
}

export function durationMs({ samples, sampleRateHz }: CapturedAudio): number {
  return (samples.length / sampleRateHz) * 1_000
}
