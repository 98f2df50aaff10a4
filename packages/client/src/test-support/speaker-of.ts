import type { Speaker } from '../contract.js'
import type { Loudspeaker } from './loudspeaker.js'

/** A loudspeaker, with the parts of a speaker that its player is not. */
export function speakerOf(loudspeaker: Loudspeaker): Speaker {
  const { player } = loudspeaker
  const speaker: Speaker = {
    onSound: null,
    onLevel: null,
    open: async () => {},
    close() {},
    play: (...audio) => player.play(...audio),
    end: (...part) => player.end(...part),
    flush: () => player.flush(),
    position: () => player.position(),
    buffer: () => player.buffer(),
    devices: async () => [],
    choose: async () => {},
    setVolume() {},
  }
  loudspeaker.onSound = (event) => speaker.onSound?.(event)
  return speaker
}
