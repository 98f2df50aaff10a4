import { type CapturedAudio, type Microphone, systemClock, type VoiceClient, type WireMessage } from '@sidetone/client'
import { type Decision, readDecision } from '../session-log/fact.js'
import type { TurnSettings } from './turn-settings.js'
import { type Utterance, utteranceRateHz } from './utterance.js'

const packetMs = 40
/** Behind the utterance, at most so much silence is sent for the last decision to fall. */
const longestQuietMs = 8_000
/** The session has to be there, and the last decision told, within this time. */
const answerLimitMs = 10_000

/**
 * The decisions of a session that hears this utterance under these settings, and says nothing. It runs beside the conversation, at the speed of speech, because
 * recognition takes its own time. Rejects when the server refuses, and when it is aborted.
 */
export async function hearAgain(
  client: VoiceClient,
  utterance: Utterance,
  settings: TurnSettings,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<readonly Decision[]> {
  const microphone = new SilentMicrophone()
  const input = (client.session.value?.audio as { input?: Record<string, unknown> } | undefined)?.input
  const beside = client.beside({
    microphone,
    gate: false,
    adaptQuality: false,
    reconnectForMs: 0,
    session: {
      audio: {
        input: {
          ...(input?.transcription ? { transcription: input.transcription } : {}),
          ...(input?.noise_reduction ? { noise_reduction: input.noise_reduction } : {}),
          turn_detection: { ...settings, create_response: false },
        },
      },
    },
  })
  const decisions: Decision[] = []
  const stopListening = beside.onWire(({ direction, event }: WireMessage) => {
    if (direction === 'received' && event.type === 'sidetone.turn.decision') decisions.push(readDecision(event))
  })
  try {
    await within(answerLimitMs, beside.connect(), signal)
    await play(utterance, microphone, () => decisions.at(-1)?.decision === 'user_finished', {
      signal,
      onProgress,
      refused: () => beside.error.value?.message ?? null,
    })
    return decisions
  } finally {
    stopListening()
    beside.disconnect()
  }
}

async function play(
  { samples }: Utterance,
  microphone: SilentMicrophone,
  isQuiet: () => boolean,
  { signal, onProgress, refused }: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void; readonly refused: () => string | null },
): Promise<void> {
  const packetSamples = (utteranceRateHz / 1_000) * packetMs
  const startedAtMs = systemClock.nowMs()
  const lengthMs = (samples.length / utteranceRateHz) * 1_000
  for (let sentMs = 0; sentMs < lengthMs || (sentMs < lengthMs + longestQuietMs && !isQuiet()); sentMs += packetMs) {
    const problem = refused()
    if (problem !== null) throw new Error(problem)
    const at = Math.round(sentMs / packetMs) * packetSamples
    const packet = new Int16Array(packetSamples)
    packet.set(samples.subarray(at, at + packetSamples))
    microphone.onAudio?.({ samples: packet, sampleRateHz: utteranceRateHz, atMs: systemClock.nowMs() })
    onProgress(Math.min(1, sentMs / lengthMs))
    await pause(startedAtMs + sentMs + packetMs - systemClock.nowMs(), signal)
  }
}

/** Brings what it is given, and hears nothing. */
class SilentMicrophone implements Microphone {
  onAudio: ((audio: CapturedAudio) => void) | null = null
  onDeviceChange = null
  async open(): Promise<void> {}
  close(): void {}
  devices = async () => []
  choose = async () => {}
  setGain(): void {}
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      cancel()
      reject(signal.reason)
    }
    const cancel = systemClock.after(Math.max(0, ms), () => {
      signal.removeEventListener('abort', leave)
      resolve()
    })
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
}

async function within<Value>(ms: number, work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const waiting = new AbortController()
  const limit = pause(ms, AbortSignal.any([signal, waiting.signal])).then(() => {
    throw new Error('The server did not open a second session in time.')
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    waiting.abort()
    limit.catch(() => {})
  }
}
