import { useObservable } from '@sidetone/react'
import { type StateWords, wordsOf } from './state-words.js'
import { useConsoleVoice } from './use-console-voice.js'

export function useStateWords(): StateWords {
  const { client, microphone } = useConsoleVoice()
  const state = useObservable(client.state)
  const muted = useObservable(client.muted)
  const isOpen = useObservable(microphone.isOpen)
  return wordsOf(state, { isOpen, muted })
}
