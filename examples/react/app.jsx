// A voice in a React page: one button, the state, captions, and a tool that the model may call. The server shows it at /react/ of its page.
import { createVoiceClient } from '@sidetone/client'
import { browserMicrophone, browserSpeaker } from '@sidetone/client/browser'
import { Captions, TalkButton, useObservable, useVoice, VoiceProvider } from '@sidetone/react'
import { createRoot } from 'react-dom/client'

const linked = (id) => document.getElementById(id).href
const client = createVoiceClient({
  microphone: browserMicrophone({ workletUrl: linked('microphone-worklet') }),
  speaker: browserSpeaker({ workletUrl: linked('speaker-worklet') }),
  session: { audio: { input: { transcription: { model: 'gpt-4o-transcribe' } } } },
  tools: {
    roll_dice: { description: 'Rolls one die', parameters: { type: 'object', properties: {} }, run: () => 1 + Math.floor(Math.random() * 6) },
  },
})

function State() {
  const { state, error } = useVoice()
  const problem = useObservable(error)
  return (
    <>
      <p role="status">{useObservable(state)}</p>
      {problem && (
        <p role="alert">
          {problem.message} {problem.repair}
        </p>
      )}
    </>
  )
}

createRoot(document.getElementById('root')).render(
  <VoiceProvider client={client}>
    <main>
      <h1>Talk to it</h1>
      <TalkButton />
      <State />
      <Captions>Nothing has been said yet.</Captions>
    </main>
  </VoiceProvider>,
)
