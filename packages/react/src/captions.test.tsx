import { createVoiceClient, type Socket, type VoiceClient } from '@sidetone/client'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Captions } from './captions.js'
import { TalkButton } from './talk-button.js'
import { VoiceProvider } from './voice-provider.js'

/** A client, and what lets it hear events as a server would tell them. */
function clientOnWire(): { readonly client: VoiceClient; tell(event: Record<string, unknown>): void } {
  const socket: Socket = { bufferedAmount: 0, onopen: null, onmessage: null, onclose: null, onerror: null, send() {}, close() {} }
  const client = createVoiceClient({ url: 'ws://localhost', openSocket: () => socket })
  return { client, tell: (event) => socket.onmessage?.({ data: JSON.stringify(event) }) }
}

async function conversing() {
  const wire = clientOnWire()
  const connected = wire.client.connect()
  // The socket is opened behind the key.
  await Promise.resolve()
  await Promise.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  wire.tell({ type: 'session.created', session: { id: 'sess_1', type: 'realtime' } })
  await connected
  return wire
}

const shown = (client: VoiceClient) =>
  renderToStaticMarkup(
    <VoiceProvider client={client}>
      <TalkButton start="Talk" stop="End" />
      <Captions names={{ assistant: 'Sidetone' }}>Nothing yet.</Captions>
    </VoiceProvider>,
  )
const message = (id: string, role: string, content: unknown, status = 'completed') => ({ id, type: 'message', role, status, content: [content] })

describe('captions and talk button', () => {
  it('before a conversation there is a place to begin, and what is said instead of lines', () => {
    const html = shown(clientOnWire().client)
    expect(html).toContain('data-connected="false">Talk</button>')
    expect(html).toContain('Nothing yet.')
  })

  it('lines say who, how and how far; only settled ones are announced', async () => {
    const { client, tell } = await conversing()
    tell({ type: 'conversation.item.added', previous_item_id: null, item: message('item_1', 'user', { type: 'input_text', text: 'A story, please.' }) })
    tell({
      type: 'conversation.item.added',
      previous_item_id: 'item_1',
      item: message('item_2', 'assistant', { type: 'output_audio', transcript: '' }, 'in_progress'),
    })
    tell({ type: 'response.output_audio_transcript.delta', item_id: 'item_2', delta: 'Once upon' })
    const html = shown(client)
    client.disconnect()
    expect(html).toContain('data-connected="true">End</button>')
    expect(html).toContain('<li data-role="user" data-status="final" data-by="text"><span data-part="name">You</span>')
    expect(html).toContain('data-role="assistant" data-status="partial" data-by="voice"><span data-part="name">Sidetone</span>')
    const [, announced = ''] = html.split('aria-live="polite"')
    expect(announced).toContain('A story, please.')
    expect(announced).not.toContain('Once upon')
  })

  it('a word that was understood in another way at first is marked, and announced as any other', async () => {
    const { client, tell } = await conversing()
    tell({ type: 'input_audio_buffer.speech_started', item_id: 'item_1' })
    tell({ type: 'conversation.item.input_audio_transcription.delta', item_id: 'item_1', delta: 'The whether' })
    tell({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'item_1', transcript: 'The weather, please.' })
    const html = shown(client)
    client.disconnect()
    expect(html).toContain('The <span data-part="corrected" title="First understood: whether">weather,</span> please.')
    expect(html).toContain('<p>You: The weather, please.</p>')
  })
})
