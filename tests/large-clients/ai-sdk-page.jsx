// A page as an application would write it, with the realtime hook of the AI SDK.
import { openai } from '@ai-sdk/openai'
import { experimental_useRealtime as useRealtime } from '@ai-sdk/react'
import { useMemo, useRef } from 'react'
import { createRoot } from 'react-dom/client'

function Page() {
  const model = useMemo(() => openai.experimental_realtime('gpt-realtime', { api: 'realtime' }), [])
  const api = useMemo(() => ({ token: '/token' }), [])
  const errors = useRef([])
  const asked = useRef([])
  const realtime = useRealtime({
    model,
    api,
    onError: (error) => errors.current.push(error.message),
    onToolCall: ({ toolCall }) => {
      asked.current.push(toolCall)
      return 'sunny'
    },
  })
  // What the driver looks at and presses.
  window.realtime = { ...realtime, errors: errors.current, asked: asked.current }
  return <p>{realtime.status}</p>
}

createRoot(document.getElementById('root')).render(<Page />)
