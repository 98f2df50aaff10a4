import type { VoiceState } from '@sidetone/client'

export interface StateWords {
  readonly word: string
  readonly hint: string
}

/** Each state in a word, and what a person may do in it. */
const stateWords: Readonly<Record<VoiceState, StateWords>> = {
  idle: { word: 'Ready', hint: 'Press the button and say something.' },
  connecting: { word: 'Connecting', hint: 'You may speak already; it is kept.' },
  listening: { word: 'Listening', hint: 'Go ahead.' },
  hearing: { word: 'Hearing you', hint: 'Take your time; pauses are fine.' },
  thinking: { word: 'Thinking', hint: 'The answer is on its way.' },
  speaking: { word: 'Speaking', hint: 'Speak whenever you like: it will stop.' },
  reconnecting: { word: 'Reconnecting', hint: 'The line was lost. What you say is kept.' },
  failed: { word: 'Not connected', hint: 'Press the button to try again.' },
}

/** What else may be done where nobody listens. */
const unheardHints: Partial<Readonly<Record<VoiceState, string>>> = {
  connecting: 'A moment.',
  speaking: 'Type a line or press Interrupt: it will stop.',
  reconnecting: 'The line was lost. What you type is kept.',
}

/** Nobody listens while the microphone is off. */
const unheard: StateWords = { word: 'Connected', hint: 'Type a line, or use the microphone.' }

export function wordsOf(state: VoiceState, microphone: { readonly isOpen: boolean; readonly muted: boolean }): StateWords {
  const { word, hint } = stateWords[state]
  if (microphone.isOpen && !microphone.muted) return { word, hint }
  if (state !== 'listening') return { word, hint: unheardHints[state] ?? hint }
  return microphone.isOpen ? { word: 'Muted', hint: 'Your microphone is on, and nothing of it leaves this page.' } : unheard
}
