import type { SoundLine } from './contract.js'

/** The same line, with someone else hearing what the client says. */
export function overheard(sound: SoundLine, hear: (audio: Uint8Array) => void): SoundLine {
  const line: SoundLine = { onAudio: null, play: (audio) => sound.play(audio), clear: () => sound.clear() }
  sound.onAudio = (audio) => {
    hear(audio)
    line.onAudio?.(audio)
  }
  return line
}
