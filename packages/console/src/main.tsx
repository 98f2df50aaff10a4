import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.js'
import { heardMemory } from './session-log/heard-memory.js'
import { sessionLogOf } from './session-log/session-log.js'
import { createConsoleVoice } from './voice/console-voice.js'
import { ConsoleVoiceProvider } from './voice/use-console-voice.js'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no place for the console.')

/** The page links to files whose names change with what is in them. */
function linked(id: string): string {
  return (document.getElementById(id) as HTMLLinkElement).href
}

const voice = createConsoleVoice({ microphone: linked('microphone-worklet'), speaker: linked('speaker-worklet') })
heardMemory(sessionLogOf(voice.client).audio)
void voice.goOn()
createRoot(root).render(
  <StrictMode>
    <ConsoleVoiceProvider voice={voice}>
      <App />
    </ConsoleVoiceProvider>
  </StrictMode>,
)
