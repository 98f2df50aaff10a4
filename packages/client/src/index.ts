export type * from './contract.js'
export { systemClock } from './system-clock.js'
export { createVoiceClient } from './voice-client.js'
export { VoiceFailure } from './voice-failure.js'
