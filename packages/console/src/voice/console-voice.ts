import { createVoiceClient, type Microphone, observable, type Settable, type Speaker, type Tool, type VoiceClient } from '@sidetone/client'
import { browserMicrophone, browserSpeaker, browserStore } from '@sidetone/client/browser'
import { sileroVoiceActivity } from '@sidetone/client/silero'
import { serverKey } from '../settings/server-key.js'
import { type CannedTool, type Settings, sessionOf } from '../settings/settings.js'
import { storedSettings } from '../settings/stored-settings.js'
import { Gate } from './gate.js'
import { mayHear } from './may-hear.js'
import { microphoneMemory } from './microphone-memory.js'
import { OptionalMicrophone } from './optional-microphone.js'
import { isRefusal, type Problem, whyRefused } from './problem.js'

/** The one voice of the page, and what the page does with it. */
export interface ConsoleVoice {
  readonly client: VoiceClient
  readonly microphone: OptionalMicrophone
  readonly speaker: Speaker
  readonly gate: Gate
  readonly settings: Settable<Settings>
  /** What the banner shows: the newest error, until it is mended or put away. */
  readonly problem: Settable<Problem | null>
  /** A conversation of before the page was loaded again is over, and nothing has begun in its place yet. */
  readonly missed: Settable<boolean>
  /** Goes on with the conversation of before the page was loaded again, where there is one: with the microphone, when it was on and may be without a question. */
  goOn(): Promise<void>
  /** Changes settings here and, in a conversation, at the server. Rejects with the server's refusal. */
  change(settings: Partial<Settings>): Promise<void>
  /** Talks, where there is a microphone: begins a conversation with it, or turns it on in the one that is on. */
  talk(): Promise<void>
  /** Connects once more, with the microphone when it was on. */
  tryAgain(): Promise<void>
  /** Types a line; begins a conversation without a microphone where there is none. False: there is none, and the line was not sent. */
  type(text: string): Promise<boolean>
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
    key: async () => serverKey.value,
    microphone,
    speaker,
    gate: gate.isOn,
    voiceActivity: gate,
    session: sessionOf(settings.value),
    store: browserStore(),
    tools: Object.fromEntries(tools.map((tool) => [tool.name, canned(tool)])),
  })
  const problem = observable<Problem | null>(null)
  client.error.subscribe(async (error) => {
    const reason = error && isRefusal(error) ? await whyRefused(error, serverKey.value) : error
    if (client.error.value === error) problem.set(reason)
  })
  const missed = observable(false)
  const isConnected = () => client.state.value !== 'idle' && client.state.value !== 'failed'
  /** A person wants to talk, by voice or in writing. */
  let asked = false
  const wasOn = microphoneMemory(microphone)
  const connect = async () => {
    missed.set(false)
    // Why a connection fails is in `client.error`.
    await client.connect().catch(() => {})
  }

  return {
    client,
    microphone,
    speaker,
    gate,
    settings,
    problem,
    missed,
    async goOn() {
      if (client.continuation.value !== 'kept') return
      const stop = client.continuation.subscribe((became) => {
        stop()
        if (became !== 'gone' || asked) return
        // Nobody asked for a new one. It ends before anything is said to it.
        queueMicrotask(() => {
          client.disconnect()
          missed.set(true)
        })
      })
      // Together with the loudspeaker: a page that has a microphone may sound before it is touched.
      if (wasOn && (await mayHear())) {
        void gate.prepare()
        await microphone.turnOn()
      }
      await connect()
    },
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
      asked = true
      void gate.prepare()
      try {
        await microphone.turnOn()
        problem.set(null)
      } catch (error) {
        problem.set(error as Problem)
      }
      if (!isConnected()) await connect()
    },
    tryAgain: connect,
    async type(text) {
      asked = true
      if (!isConnected()) {
        microphone.turnOff()
        await connect()
      }
      const connected = isConnected()
      if (connected) client.say(text)
      return connected
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
