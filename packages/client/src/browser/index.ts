export { type BrowserMicrophoneOptions, browserMicrophone } from './browser-microphone.js'
export { type BrowserSpeakerOptions, browserSpeaker } from './browser-speaker.js'
export { type BrowserStoreOptions, browserStore } from './browser-store.js'
