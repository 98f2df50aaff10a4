import { useObservable } from './use-observable.js'
import { useVoice } from './voice-provider.js'

/** There is a conversation, or one is being opened or mended: `disconnect` is what makes sense. */
export function useConnected(): boolean {
  const state = useObservable(useVoice().state)
  return state !== 'idle' && state !== 'failed'
}
