import { useObservable, VoiceProvider } from '@sidetone/react'
import { createContext, type ReactNode, useContext } from 'react'
import type { Settings } from '../settings/settings.js'
import type { ConsoleVoice } from './console-voice.js'

const ConsoleVoiceContext = createContext<ConsoleVoice | null>(null)

export function ConsoleVoiceProvider({ voice, children }: { readonly voice: ConsoleVoice; readonly children: ReactNode }) {
  return (
    <ConsoleVoiceContext value={voice}>
      <VoiceProvider client={voice.client}>{children}</VoiceProvider>
    </ConsoleVoiceContext>
  )
}

export function useConsoleVoice(): ConsoleVoice {
  const voice = useContext(ConsoleVoiceContext)
  if (!voice) throw new Error('Put a <ConsoleVoiceProvider voice={…}> around what uses the voice.')
  return voice
}

export function useSettings(): Settings {
  return useObservable(useConsoleVoice().settings)
}
