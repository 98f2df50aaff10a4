import type { OptionalMicrophone } from './optional-microphone.js'

const place = 'sidetone.microphone'

/** Whether the microphone was on when this page was loaded; from now on it is noted for the next time. Kept for this tab. */
export function microphoneMemory(microphone: OptionalMicrophone): boolean {
  const wasOn = sessionStorage.getItem(place) === 'on'
  microphone.isOpen.subscribe((isOpen) => sessionStorage.setItem(place, isOpen ? 'on' : 'off'))
  return wasOn
}
