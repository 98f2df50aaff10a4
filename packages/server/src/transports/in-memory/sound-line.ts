import type { SoundLine } from '../contract.js'

/** The client's end of a sound line, for tests. */
export interface InMemoryEar {
  /** The client's microphone. */
  speak(audio: Uint8Array): void
  /** What was played, in order; `cleared` where all that had not yet left was dropped. */
  readonly played: readonly (Uint8Array | 'cleared')[]
}

/** Sound inside one process: what is played arrives at once. */
export function createSoundPair(): { sound: SoundLine; ear: InMemoryEar } {
  const played: (Uint8Array | 'cleared')[] = []
  const sound: SoundLine = {
    onAudio: null,
    play: (audio) => void played.push(new Uint8Array(audio)),
    clear: () => void played.push('cleared'),
  }
  return { sound, ear: { speak: (audio) => sound.onAudio?.(audio), played } }
}
