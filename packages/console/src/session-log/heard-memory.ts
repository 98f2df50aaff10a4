import type { AudioKeeper } from './audio-keeper.js'

const place = 'sidetone.heard'

/** How much audio the session has heard when the page goes, for the page that goes on with it. Kept for this tab. */
export function heardMemory(audio: AudioKeeper): void {
  audio.goOnAt(Number(sessionStorage.getItem(place)) || 0)
  addEventListener('pagehide', () => sessionStorage.setItem(place, String(audio.heardMs)))
}
