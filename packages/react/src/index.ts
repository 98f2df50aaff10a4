export { useObservable } from './use-observable.js'
export { useVoice, VoiceProvider } from './voice-provider.js'
