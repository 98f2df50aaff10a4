import { createVoiceClient, type VoiceClient } from '@sidetone/client'
import { browserMicrophone, browserSpeaker } from '@sidetone/client/browser'
import { VoiceProvider } from '@sidetone/react'
import { createElement as h, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { sessionLogOf } from '../../../packages/console/dist/session-log/session-log.js'
import { WhyPanel } from '../../../packages/console/dist/why/index.js'
import { WirePanel } from '../../../packages/console/dist/wire/index.js'

declare global {
  // For the test.
  var panels: { readonly client: VoiceClient }
}

const parameters = new URLSearchParams(location.search)
const client = createVoiceClient({
  url: parameters.get('url') ?? '',
  session: { audio: { input: { transcription: { model: 'default' } } } },
  microphone: browserMicrophone(),
  speaker: browserSpeaker(),
})
sessionLogOf(client)
globalThis.panels = { client }

/** The two panels without the rest of the console. */
function Panels() {
  const [panel, setPanel] = useState<'Why' | 'Wire'>('Why')
  const tab = (name: 'Why' | 'Wire') => h('button', { type: 'button', 'aria-pressed': panel === name, onClick: () => setPanel(name) }, name)
  const connect = h('button', { type: 'button', onClick: () => void client.connect() }, 'Connect')
  const heading = h('h1', { className: 'visually-hidden' }, 'Sidetone')
  const main = h('main', { style: { padding: 16, maxWidth: 1100, margin: '0 auto' } }, heading, h(panel === 'Why' ? WhyPanel : WirePanel))
  return h(VoiceProvider, { client, children: [h('nav', { key: 'nav' }, connect, tab('Why'), tab('Wire')), h('div', { key: 'main' }, main)] })
}

const root = document.getElementById('root')
if (!root) throw new Error('The page has no place for the panels.')
createRoot(root).render(h(Panels))
