import type { VoiceState } from '@sidetone/client'

/** Each state in a word, and what a person may do in it. */
export const stateWords: Readonly<Record<VoiceState, { readonly word: string; readonly hint: string }>> = {
  idle: { word: 'Ready', hint: 'Press the button and say something.' },
  connecting: { word: 'Connecting', hint: 'You may speak already; it is kept.' },
  listening: { word: 'Listening', hint: 'Go ahead.' },
  hearing: { word: 'Hearing you', hint: 'Take your time; pauses are fine.' },
  thinking: { word: 'Thinking', hint: 'The answer is on its way.' },
  speaking: { word: 'Speaking', hint: 'Speak whenever you like: it will stop.' },
  reconnecting: { word: 'Reconnecting', hint: 'The line was lost. What you say is kept.' },
  failed: { word: 'Not connected', hint: 'It will not come back by itself.' },
}
