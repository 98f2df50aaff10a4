import { OpenAIRealtimeWebRTC, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime'

/** What a test reads from the page. */
export interface CallPage {
  readonly session: RealtimeSession
  readonly transport: OpenAIRealtimeWebRTC
  readonly events: readonly { readonly type: string; readonly [field: string]: unknown }[]
  /** The call's sound as it came in, since the last `forget`, as base64 of PCM16. */
  sounded(): { readonly base64: string; readonly sampleRateHz: number }
  forget(): void
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

const pieces: Float32Array[] = []
const context = new AudioContext()

/** What comes in passes through a tap as well. */
async function tap(stream: MediaStream): Promise<void> {
  await context.audioWorklet.addModule('/tap-worklet.js')
  const node = new AudioWorkletNode(context, 'tap')
  node.port.onmessage = ({ data }) => pieces.push(data.samples)
  context.createMediaStreamSource(stream).connect(node)
}

const call: CallPage = {
  session,
  transport,
  events,
  sounded() {
    const samples = Int16Array.from(
      pieces.flatMap((piece) => [...piece]),
      (sample) => Math.max(-1, Math.min(1, sample)) * 32_767,
    )
    let binary = ''
    for (const byte of new Uint8Array(samples.buffer)) binary += String.fromCharCode(byte)
    return { base64: btoa(binary), sampleRateHz: context.sampleRate }
  },
  forget: () => {
    pieces.length = 0
  },
  failure: null,
}
Object.assign(window, { call })

document.querySelector('button')!.onclick = async () => {
  try {
    await session.connect({ apiKey: parameters.get('key') ?? '' })
    await tap(audioElement.srcObject as MediaStream)
    document.querySelector('#state')!.textContent = 'connected'
  } catch (error) {
    call.failure = String(error)
  }
}
