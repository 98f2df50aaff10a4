import { OpenAIRealtimeWebRTC, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime'
import { type Sounded, Tap } from './tap.js'

/** What a test reads from the page. */
export interface CallPage {
  readonly session: RealtimeSession
  readonly transport: OpenAIRealtimeWebRTC
  readonly events: readonly { readonly type: string; readonly [field: string]: unknown }[]
  /** The call's sound as it came in. */
  sounded(): Sounded
  failure: string | null
}

const parameters = new URLSearchParams(location.search)
const audioElement = document.createElement('audio')
audioElement.autoplay = true
document.body.append(audioElement)

const transport = new OpenAIRealtimeWebRTC({ baseUrl: parameters.get('calls') ?? '', audioElement })
const agent = new RealtimeAgent({ name: 'Librarian', instructions: 'Be brief.', voice: 'cedar' })
const session = new RealtimeSession(agent, { transport, config: { audio: { input: { turnDetection: { type: 'server_vad', silenceDurationMs: 500 } } } } })

const events: CallPage['events'][number][] = []
session.on('transport_event', (event) => events.push(event as CallPage['events'][number]))

const tap = new Tap()
const context = new AudioContext()

const call: CallPage = {
  session,
  transport,
  events,
  sounded: () => tap.sounded(),
  failure: null,
}
Object.assign(window, { call })

document.querySelector('button')!.onclick = async () => {
  try {
    await session.connect({ apiKey: parameters.get('key') ?? '' })
    context.createMediaStreamSource(audioElement.srcObject as MediaStream).connect(await tap.open(context))
    document.querySelector('#state')!.textContent = 'connected'
  } catch (error) {
    call.failure = String(error)
  }
}
