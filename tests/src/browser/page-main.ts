import { type CapturedAudio, createVoiceClient, type Microphone, type Speaker, type VoiceClient } from '@sidetone/client'
import { browserMicrophone, browserSpeaker, browserStore } from '@sidetone/client/browser'
import { type Sounded, Tap } from './tap.js'

/** What a test reads from the page. Times are the page's own (`performance.now`), in ms. */
export interface Talk {
  readonly client: VoiceClient
  readonly states: string[]
  /** The codes of the errors that were told. */
  readonly errors: string[]
  /** `frame`: the sample that the loudspeaker's clock was at. */
  readonly events: { readonly type: string; readonly frame: number }[]
  /** Everything since the page opened. */
  sounded(): Sounded
  /** How long the page has sounded anything since it opened. */
  soundedSeconds(): number
  /** When the microphone heard something louder than the level, 0 to 1, for the first time after a moment; null: never. */
  heardAfter(ms: number, level: number): number | null
  clicks(): number
  readonly microphone: Microphone
  readonly speaker: Speaker
  /** What the microphone told of its devices: the names of all, and of the one that is open. */
  readonly deviceChanges: { readonly all: readonly string[]; readonly current: string | null }[]
  /** The longest time between two packets of the microphone, in ms, and how many packets there were. */
  capture(): { readonly longestGapMs: number; readonly packets: number }
}

const parameters = new URLSearchParams(location.search)
const tap = new Tap()
const captured: { readonly atMs: number; readonly peak: number }[] = []
let frame = () => 0

/** What sounds passes through a tap. */
async function output(context: AudioContext): Promise<AudioNode> {
  const node = await tap.open(context)
  node.connect(context.destination)
  frame = () => context.currentTime * context.sampleRate
  return node
}

/** Notes how loud it was when. */
function watched(microphone: Microphone): Microphone {
  let tell: Microphone['onAudio'] = null
  microphone.onAudio = (audio: CapturedAudio) => {
    captured.push({ atMs: audio.atMs, peak: Math.max(...audio.samples) / 32_768 })
    tell?.(audio)
  }
  return {
    get onAudio() {
      return tell
    },
    set onAudio(listener) {
      tell = listener
    },
    get onFailure() {
      return microphone.onFailure ?? null
    },
    set onFailure(listener) {
      microphone.onFailure = listener
    },
    onDeviceChange: null,
    open: (clock) => microphone.open(clock),
    close: () => microphone.close(),
    devices: () => microphone.devices(),
    choose: (id) => microphone.choose(id),
    setGain: (gain) => microphone.setGain(gain),
  }
}

const speaker = browserSpeaker({ output })
const microphone = browserMicrophone()
const deviceChanges: { all: readonly string[]; current: string | null }[] = []
microphone.onDeviceChange = (devices, current) => {
  const name = (id: string | null) => devices.find((device) => device.id === id)?.label ?? null
  deviceChanges.push({ all: devices.map(({ label }) => label), current: name(current) })
}
const client = createVoiceClient({
  url: parameters.get('url') ?? '',
  session: { audio: { input: { transcription: { model: 'default' } } } },
  microphone: watched(microphone),
  speaker,
  store: browserStore(),
})

const states: string[] = []
const errors: string[] = []
const events: Talk['events'] = []
client.state.subscribe((state) => {
  states.push(state)
  document.querySelector('#state')!.textContent = state
})
client.transcript.subscribe((lines) => document.querySelector('#lines')!.replaceChildren(...lines.map(({ role, text }) => new Option(`${role}: ${text}`))))
client.onWire(({ direction, event }) => direction === 'received' && events.push({ type: event.type, frame: frame() }))
document.querySelector('button')!.onclick = () => void client.connect().catch(() => {})

const talk: Talk = {
  client,
  states,
  errors,
  events,
  sounded: () => tap.sounded(),
  soundedSeconds: () => tap.soundedSeconds(),
  heardAfter: (ms, level) => captured.find(({ atMs, peak }) => atMs > ms && peak > level)?.atMs ?? null,
  clicks: () => speaker.buffer().clicks,
  microphone,
  speaker,
  deviceChanges,
  capture: () => ({ longestGapMs: Math.max(...captured.map(({ atMs }, at) => atMs - (captured[at - 1]?.atMs ?? atMs))), packets: captured.length }),
}
Object.assign(window, { talk })
// Told without being asked: whatever a test asks of the page counts as a touch.
client.error.subscribe((error) => {
  if (error) errors.push(error.code)
  console.info(error?.code)
})
if (parameters.has('untouched')) void client.connect()
