export { SileroNetwork, sileroFrameSamples } from './silero-network.js'
export { type SileroVoiceActivityOptions, sileroVoiceActivity } from './silero-voice-activity.js'
export { VoiceModelError } from './voice-model-error.js'
