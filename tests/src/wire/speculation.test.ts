import type { ManualClock } from '@sidetone/server/lib/clock.js'
import type { SpeculationLimit } from '@sidetone/server/lib/speculation.js'
import type { ChatRequest, LanguageModel } from '@sidetone/server/providers/llm/contract.js'
import type { SpeechRecogniser } from '@sidetone/server/providers/stt/contract.js'
import { createScriptedSynthesiser } from '@sidetone/server/providers/tts/scripted/scripted-synthesiser.js'
import type { TimelineLine } from '@sidetone/server/recording/format.js'
import { replay } from '@sidetone/server/replay/replay.js'
import { describe, expect, it } from 'vitest'

interface Asked {
  readonly atMs: number
  readonly request: ChatRequest
  readonly signal: AbortSignal
}

interface Call {
  readonly timeline: readonly TimelineLine[]
  /** What is recognised each time, in order. */
  readonly words: readonly string[]
  readonly speculation?: SpeculationLimit
}

const detection = { type: 'semantic_vad', eagerness: 'high' }
const opening: TimelineLine = {
  atMs: 0,
  from: 'client',
  message: { type: 'session.update', session: { type: 'realtime', audio: { input: { transcription: { model: 'whisper-1' }, turn_detection: detection } } } },
}
const question: readonly TimelineLine[] = [
  opening,
  { atMs: 500, from: 'client', audio: { voiceMs: 1_000 } },
  { atMs: 1_500, from: 'client', audio: { silenceMs: 2_500 } },
]
/** A pause of 150 ms: shorter than any that ends a turn, longer than it takes to begin a reply in secret. */
const pausedQuestion: readonly TimelineLine[] = [
  opening,
  { atMs: 500, from: 'client', audio: { voiceMs: 1_000 } },
  { atMs: 1_500, from: 'client', audio: { silenceMs: 150 } },
  { atMs: 1_650, from: 'client', audio: { voiceMs: 600 } },
  { atMs: 2_250, from: 'client', audio: { silenceMs: 2_500 } },
]

/** The whole gateway with a language model that answers at once and notes when it was asked, and with which signal. */
async function play({ timeline, words, speculation = 'full' }: Call) {
  const requests: Asked[] = []
  const recognitions: { atMs: number }[] = []
  const spoken: { atMs: number; text: string; signal: AbortSignal }[] = []
  const left = [...words]
  const providers = (clock: ManualClock) => {
    const model: LanguageModel = {
      name: 'noting',
      seesImages: false,
      async *stream(request, signal) {
        requests.push({ atMs: clock.nowMs(), request, signal })
        yield { type: 'text-delta', delta: 'It is noon.' }
        yield { type: 'end', because: 'completed', usage: { inputTokens: 90, outputTokens: 5, cachedTokens: 0 } }
      },
      close: async () => {},
    }
    const recogniser: SpeechRecogniser = {
      name: 'noting',
      async recognise() {
        recognitions.push({ atMs: clock.nowMs() })
        return { text: left.shift() ?? '' }
      },
      close: async () => {},
    }
    const voice = createScriptedSynthesiser('anything')
    const synthesiser: typeof voice = {
      ...voice,
      synthesise(request, signal) {
        spoken.push({ atMs: clock.nowMs(), text: request.text, signal })
        return voice.synthesise(request, signal)
      },
    }
    return { model, recogniser, synthesiser }
  }
  const { happenings, decisions, ahead } = await replay({ folder: '', timeline, script: {} }, { providers, speculation })
  const events = happenings.flatMap((each) => ('event' in each ? [each] : []))
  const decided = decisions.find(({ decision }) => decision === 'user-finished')
  return { requests, recognitions, spoken, ahead, events, decidedAtMs: decided?.atMs ?? Number.NaN }
}

type Played = Awaited<ReturnType<typeof play>>
const told = ({ events }: Played) => events.map(({ event }) => event.type)
const usages = ({ events }: Played) => events.flatMap(({ event }) => (event.type === 'response.done' ? [event.response.usage] : []))

describe('a reply that is begun while it is undecided whether the user has finished', () => {
  it('A1 is used when the decision falls, and was not asked for twice', async () => {
    const played = await play({ timeline: question, words: ['What time is it?'] })
    expect(played.requests).toHaveLength(1)
    expect(played.requests[0]?.atMs).toBeLessThan(played.decidedAtMs)
    expect(played.spoken).toMatchObject([{ text: 'It is noon.' }])
    expect(played.spoken[0]?.atMs).toBeLessThan(played.decidedAtMs)
    expect(played.ahead).toMatchObject({
      recognitions: { started: 1, used: 1, thrownAway: 0 },
      requests: { started: 1, used: 1, thrownAway: 0, thrownAwayTokens: 0 },
      firstClauses: { started: 1, used: 1, thrownAway: 0 },
    })
    expect(told(played).filter((type) => type === 'response.output_audio.delta')).not.toHaveLength(0)
  })

  it('A2 shows nothing of itself before the decision, and leaves the same events and the same usage as one that is not', async () => {
    const begun = await play({ timeline: question, words: ['What time is it?'] })
    const before = begun.events.filter(({ atMs }) => atMs < begun.decidedAtMs).map(({ event }) => event.type)
    expect(before).toEqual(['session.created', 'session.updated', 'input_audio_buffer.speech_started'])
    const plain = await play({ timeline: question, words: ['What time is it?'], speculation: 'transcription' })
    expect(told(begun)).toEqual(told(plain))
    expect(usages(begun)).toHaveLength(1)
    expect(usages(begun)).toEqual(usages(plain))
  })

  it('A3 is cancelled when speech resumes, and is in no usage, no history and no later request', async () => {
    const played = await play({ timeline: pausedQuestion, words: ['What time is it?', 'What time is it in Rome?'] })
    expect(played.requests).toHaveLength(2)
    const [first, second] = played.requests as [Asked, Asked]
    expect(first.signal.aborted).toBe(true)
    expect(first.signal.reason).toMatchObject({ message: 'The user went on.' })
    expect(second.request.messages.filter(({ role }) => role !== 'system')).toMatchObject([{ role: 'user', text: 'What time is it in Rome?' }])
    expect(JSON.stringify(played.events)).not.toContain('"transcript":"What time is it?"')
    expect(told(played).filter((type) => type === 'response.done')).toHaveLength(1)
    expect(played.ahead).toMatchObject({
      recognitions: { started: 2, used: 1, thrownAway: 1 },
      requests: { started: 2, used: 1, thrownAway: 1, thrownAwayTokens: 95 },
      firstClauses: { started: 2, used: 1, thrownAway: 1 },
    })
    const plain = await play({ timeline: pausedQuestion, words: ['What time is it?', 'What time is it in Rome?'], speculation: 'transcription' })
    expect(usages(played)).toEqual(usages(plain))
  })

  it('A3 is cancelled when the client leaves', async () => {
    const leaves: TimelineLine = { atMs: 1_640, from: 'client', leaves: true }
    const played = await play({ timeline: [...question.slice(0, 2), { atMs: 1_500, from: 'client', audio: { silenceMs: 140 } }, leaves], words: ['Why?'] })
    expect(played.requests.map(({ signal }) => signal.aborted)).toEqual([true])
    expect(played.ahead.requests).toMatchObject({ started: 1, used: 0, thrownAway: 1 })
    expect(told(played)).not.toContain('response.created')
  })
})

describe('the limit of speculation', () => {
  it('A4 transcription: words are there before the decision, no request and no speech', async () => {
    const { requests, recognitions, spoken, ahead, decidedAtMs } = await play({
      timeline: question,
      words: ['What time is it?'],
      speculation: 'transcription',
    })
    expect(recognitions[0]?.atMs).toBeLessThan(decidedAtMs)
    expect(requests.map(({ atMs }) => atMs >= decidedAtMs)).toEqual([true])
    expect(spoken.map(({ atMs }) => atMs >= decidedAtMs)).toEqual([true])
    expect(ahead).toMatchObject({ recognitions: { started: 1 }, requests: { started: 0 }, firstClauses: { started: 0 } })
  })

  it('A4 off: nothing at all is begun before the decision', async () => {
    const played = await play({ timeline: pausedQuestion, words: ['What time is it in Rome?'], speculation: 'off' })
    for (const { atMs } of [...played.recognitions, ...played.requests, ...played.spoken]) expect(atMs).toBeGreaterThanOrEqual(played.decidedAtMs)
    expect(played.recognitions).toHaveLength(1)
    expect(played.requests).toHaveLength(1)
    expect(played.ahead).toMatchObject({ recognitions: { started: 0 }, requests: { started: 0 }, firstClauses: { started: 0 } })
  })
})
