import { createVoiceClient, type Microphone, observable, type Settable, type Speaker, type Tool, type VoiceClient, type VoiceError } from '@sidetone/client'
import { browserMicrophone, browserSpeaker } from '@sidetone/client/browser'
import { sileroVoiceActivity } from '@sidetone/client/silero'
import { serverKey } from '../settings/server-key.js'
import { type CannedTool, type Settings, sessionOf } from '../settings/settings.js'
import { storedSettings } from '../settings/stored-settings.js'
import { Gate } from './gate.js'
import { OptionalMicrophone } from './optional-microphone.js'

/** The one voice of the page, and what the page does with it. */
export interface ConsoleVoice {
  readonly client: VoiceClient
  readonly microphone: OptionalMicrophone
  readonly speaker: Speaker
  readonly gate: Gate
  readonly settings: Settable<Settings>
  /** What the banner shows: the newest error, until it is mended or put away. */
  readonly problem: Settable<VoiceError | null>
  /** Changes settings here and, in a conversation, at the server. Rejects with the server's refusal. */
  change(settings: Partial<Settings>): Promise<void>
  /** Talks, where there is a microphone: begins a conversation with it, or turns it on in the one that is on. */
  talk(): Promise<void>
  /** Types a line; begins a conversation without a microphone where there is none. */
  type(text: string): Promise<void>
  /** The chosen microphone once more, for a look at it beside the conversation. */
  anotherMicrophone(): Microphone
  addTool(tool: CannedTool): void
  removeTool(name: string): void
}

/** Where a Sidetone server has it. */
const voiceModelUrl = '/models/silero-vad-v6.onnx'

/** `worklets`: where the two modules of the audio thread are served. */
export function createConsoleVoice(worklets: { readonly microphone: string; readonly speaker: string }): ConsoleVoice {
  const settings = storedSettings(localStorage)
  const { microphoneId, speakerId, volume, tools } = settings.value
  const openable = (deviceId: string | null) => browserMicrophone({ workletUrl: worklets.microphone, ...(deviceId === null ? {} : { deviceId }) })
  const microphone = new OptionalMicrophone(openable(microphoneId))
  const speaker = browserSpeaker({ workletUrl: worklets.speaker, volume })
  if (speakerId !== null) void speaker.choose(speakerId)
  const gate = new Gate(settings.value.gate, () => sileroVoiceActivity({ modelUrl: voiceModelUrl }))
  const client = createVoiceClient({
    key: async () => serverKey.read(),
    microphone,
    speaker,
    gate: gate.isOn,
    voiceActivity: gate,
    session: sessionOf(settings.value),
    tools: Object.fromEntries(tools.map((tool) => [tool.name, canned(tool)])),
  })
  const problem = observable<VoiceError | null>(null)
  client.error.subscribe((error) => problem.set(error))
  const isConnected = () => client.state.value !== 'idle' && client.state.value !== 'failed'

  return {
    client,
    microphone,
    speaker,
    gate,
    settings,
    problem,
    async change(changed) {
      const before = sessionOf(settings.value)
      settings.set({ ...settings.value, ...changed })
      if (changed.gate !== undefined) {
        gate.choose(changed.gate)
        if (microphone.isOpen.value) void gate.prepare()
      }
      const session = sessionOf(settings.value)
      if (JSON.stringify(session) !== JSON.stringify(before)) await client.update(changedPart(changed, session))
    },
    async talk() {
      void gate.prepare()
      try {
        await microphone.turnOn()
        problem.set(null)
      } catch (error) {
        problem.set(error as VoiceError)
      }
      // Why a connection fails is in `client.error`.
      if (!isConnected()) await client.connect().catch(() => {})
    },
    async type(text) {
      if (!isConnected()) {
        microphone.turnOff()
        await client.connect().catch(() => {})
      }
      if (isConnected()) client.say(text)
    },
    anotherMicrophone: () => openable(settings.value.microphoneId),
    addTool(tool) {
      settings.set({ ...settings.value, tools: [...settings.value.tools.filter(({ name }) => name !== tool.name), tool] })
      client.addTool(tool.name, canned(tool))
    },
    removeTool(name) {
      settings.set({ ...settings.value, tools: settings.value.tools.filter((tool) => tool.name !== name) })
      client.removeTool(name)
    },
  }
}

/** The voice may not change once it has spoken: an update that leaves it out is not refused because of it. */
function changedPart({ voice, speed, turns, instructions }: Partial<Settings>, session: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const audio = session.audio as { readonly input: { readonly turn_detection: unknown } }
  return {
    ...(instructions === undefined ? {} : { instructions }),
    audio: {
      input: turns === undefined ? {} : { turn_detection: audio.input.turn_detection },
      output: { ...(voice === undefined ? {} : { voice }), ...(speed === undefined ? {} : { speed }) },
    },
  }
}

function canned({ description, parameters, answer }: CannedTool): Tool {
  return { description, parameters, run: () => answer }
}
