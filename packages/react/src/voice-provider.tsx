import type { VoiceClient } from '@sidetone/client'
import { createContext, type ReactNode, useContext } from 'react'

const VoiceContext = createContext<VoiceClient | null>(null)

/** Gives a client to all hooks and parts below. Who made the client connects and ends it. */
export function VoiceProvider({ client, children }: { readonly client: VoiceClient; readonly children: ReactNode }) {
  // React 18 knows a context as a provider by this name only.
  return <VoiceContext.Provider value={client}>{children}</VoiceContext.Provider>
}

/** The client of the nearest `VoiceProvider`; throws where there is none. */
export function useVoice(): VoiceClient {
  const client = useContext(VoiceContext)
  if (!client) throw new Error('Put a <VoiceProvider client={…}> around what uses the voice.')
  return client
}
