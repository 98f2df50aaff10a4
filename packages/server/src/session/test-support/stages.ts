import type { SessionEvent, SessionSettings } from '@sidetone/protocol'
import { abortable } from '../../lib/abort.js'
import { type Clock, ManualClock, type Timer } from '../../lib/clock.js'
import type { CommittedAudio, CreateListener, ListeningSettings } from '../../listening/contract.js'
import type { Pace, Speak } from '../../speaking/contract.js'
import type { Summarise, SummaryRequest, Think, ThinkingRequest } from '../../thinking/contract.js'
import type { ToolServers } from '../../tools/contract.js'
import type { DecideTurn, JudgeInterruption } from '../../turns/contract.js'
import { Session } from '../session.js'
import { defaultSettings } from '../settings.js'
import type { Abilities } from '../state.js'
import { abilities } from './call.js'

/** A hand-set clock that knows how many timers are armed. */
export class CountingClock implements Clock {
  readonly #clock = new ManualClock()
  readonly #armed = new Set<Timer>()

  nowMs = (): number => this.#clock.nowMs()
  wallTime = (): Date => this.#clock.wallTime()
  advance = (byMs: number): Promise<void> => this.#clock.advance(byMs)

  get armed(): number {
    return this.#armed.size
  }

  after(delayMs: number, fire: () => void): Timer {
    const inner = this.#clock.after(delayMs, () => {
      this.#armed.delete(timer)
      fire()
    })
    const timer: Timer = {
      cancel: () => {
        this.#armed.delete(timer)
        inner.cancel()
      },
    }
    this.#armed.add(timer)
    return timer
  }
}

/** What the stages of a test do and what was asked of them. Each stage follows its contract. */
export class Script {
  /** The words of each commit, in order; a function may fail or wait. Without one: silence. */
  readonly words: ((signal: AbortSignal) => Promise<string>)[] = []
  /** What the model says to each request, in order; without one it waits until it is aborted. */
  readonly answers: ((signal: AbortSignal) => ReturnType<Think>)[] = []
  /** Throws instead of speaking, once. */
  speechFailure: Error | null = null
  /** What each look at speech over a reply finds, in order. Without one: nothing. */
  readonly looks: ((signal: AbortSignal) => Promise<string>)[] = []
  levelDbfs = -25
  /** What each summary is, in order; without one it waits until it is aborted. */
  readonly summaries: (() => Promise<string>)[] = []
  readonly summed: { request: SummaryRequest; signal: AbortSignal }[] = []
  readonly heard: CommittedAudio[] = []
  readonly requests: { request: ThinkingRequest; signal: AbortSignal }[] = []
  readonly speeches: { signal: AbortSignal; pace: Pace }[] = []
  readonly configured: ListeningSettings[] = []
  /** What tool servers do; they never answer unless a test says what. */
  servers: ToolServers = {
    list: (_, signal) => abortable(new Promise(() => {}), signal),
    call: (...[, , , signal]) => abortable(new Promise(() => {}), signal),
    close: () => {},
  }
  listenersClosed = 0
  readonly listenerUsedAfterClose: string[] = []

  hears(words: string): this {
    this.words.push(async () => words)
    return this
  }

  answersWith(text: string): this {
    this.answers.push(async function* () {
      yield { type: 'text-delta', delta: text }
      yield { type: 'end', because: 'completed', usage: null }
    })
    return this
  }
}

function summariseOf(script: Script): Summarise {
  return (request, signal) => {
    script.summed.push({ request, signal })
    return script.summaries.shift()?.() ?? abortable(new Promise<never>(() => {}), signal)
  }
}

/** Bytes of PCM16 at 24 kHz are voice when they are not zero. One activity for each packet. */
function listenerOf(script: Script): CreateListener {
  return (onActivity) => {
    let audioMs = 0
    let committedMs = 0
    let voiceStartMs: number | null = null
    let voiceEndMs = 0
    const used = (what: string): void => {
      if (script.listenersClosed > 0) script.listenerUsedAfterClose.push(what)
    }
    return {
      configure(settings) {
        used('configure')
        script.configured.push(settings)
      },
      append(borrowed) {
        used('append')
        const startMs = audioMs
        audioMs += borrowed.length / 48
        const voice = borrowed[0] !== 0
        if (voice && (voiceStartMs === null || voiceEndMs < startMs)) voiceStartMs = startMs
        if (voice) voiceEndMs = audioMs
        onActivity({ audioMs, voice, voiceStartMs, quietMs: voiceStartMs === null ? null : audioMs - voiceEndMs })
      },
      bufferedMs: () => audioMs - committedMs,
      commit(endMs) {
        used('commit')
        const audio = { startMs: committedMs, endMs: endMs ?? audioMs }
        committedMs = audio.endMs
        script.heard.push(audio)
        return audio
      },
      clear: () => {
        committedMs = audioMs
      },
      transcribe: (_, signal) => script.words.shift()?.(signal) ?? Promise.resolve(''),
      recogniseSoFar: (_, signal) => script.looks.shift()?.(signal) ?? Promise.resolve(''),
      levelDbfs: () => script.levelDbfs,
      hasSound: () => voiceStartMs !== null && audioMs - voiceEndMs < 300,
      shapeOf: () => ({ voicedPart: 1, quietMs: voiceStartMs === null ? 0 : audioMs - voiceEndMs }),
      close: () => void script.listenersClosed++,
    }
  }
}

/** Speech that goes on for 400 ms interrupts, and so does the word "stop"; what is over without it goes by. */
const judgeInterruption: JudgeInterruption = ({ voice, voiceMs, looks }) => {
  if (voiceMs >= 400 || looks.some(({ text }) => text === 'stop')) return { type: 'yield', reason: 'words' }
  if (!voice && looks.at(-1)?.whole) return { type: 'go-on', because: 'backchannel', reason: 'no words' }
  return { type: 'wait', reply: 'held' }
}

/** Voice of 80 ms starts a turn, 200 ms of quiet end it. */
const decideTurn: DecideTurn = (floor, { audioMs, voice, voiceStartMs, quietMs }) => {
  if (floor.phase === 'silent' && voice && voiceStartMs !== null && audioMs - voiceStartMs >= 80) {
    return {
      floor: { ...floor, phase: 'speaking', sinceMs: voiceStartMs },
      decision: { type: 'user-started', audioStartMs: voiceStartMs, reason: 'voice' },
      neededQuietMs: null,
    }
  }
  if (floor.phase === 'speaking' && quietMs !== null && quietMs >= 200) {
    return { floor: { ...floor, phase: 'silent' }, decision: { type: 'user-finished', audioEndMs: audioMs, reason: 'quiet' }, neededQuietMs: null }
  }
  return { floor, decision: null, neededQuietMs: null }
}

function thinkOf(script: Script): Think {
  return (request, signal) => {
    script.requests.push({ request, signal })
    return script.answers.shift()?.(signal) ?? untilAborted(signal)
  }
}

export async function* untilAborted(signal: AbortSignal): AsyncGenerator<never> {
  await abortable(new Promise(() => {}), signal)
}

/** Every delta is one packet of 100 ms that ends with its last word. */
function speakOf(script: Script): Speak {
  return async function* (text, _, pace, signal) {
    script.speeches.push({ signal, pace })
    const failure = script.speechFailure
    script.speechFailure = null
    let textEnd = 0
    let audioEndMs = 0
    const deltas = text[Symbol.asyncIterator]()
    for (let next = await abortable(deltas.next(), signal); !next.done; next = await abortable(deltas.next(), signal)) {
      if (failure) throw failure
      textEnd += next.value.length
      audioEndMs += 100
      yield { audio: new Uint8Array(4_800), durationMs: 100, words: [{ textEnd, audioEndMs }] }
    }
  }
}

function createPace(): Pace {
  let released = false
  let held = false
  let mostLeadMs = Number.POSITIVE_INFINITY
  return {
    get released() {
      return released
    },
    get held() {
      return held
    },
    get mostLeadMs() {
      return mostLeadMs
    },
    limitLead: (limitMs) => {
      mostLeadMs = limitMs
    },
    release: () => {
      released = true
    },
    hold: () => {
      held = true
    },
    resume: () => {
      held = false
    },
    onChange: () => () => {},
  }
}

export interface SessionUnderTest {
  readonly abilities?: Partial<Abilities>
  readonly settings?: Partial<SessionSettings>
  readonly onEvent?: (event: SessionEvent, session: Session) => void
}

/** An open session on scripted stages. `onEvent` hears each event as a connection would. */
export function openSession(options: SessionUnderTest = {}) {
  const made = makeSession(options)
  made.session.open()
  return made
}

/** The same, before it is opened. */
export function makeSession({ settings = {}, abilities: more = {}, onEvent }: SessionUnderTest) {
  const script = new Script()
  const clock = new CountingClock()
  const events: SessionEvent[] = []
  const transcription = { model: 'moonshine-tiny', language: null, prompt: null }
  const session: Session = new Session({
    id: 'sess_1',
    kind: { type: 'realtime' },
    idSeed: 'AAAAAAAAAAAAAAAA',
    abilities: { ...abilities, ...more },
    settings: { ...defaultSettings('sidetone', 'slt'), transcription, ...settings },
    expiresAtMs: 0,
    clock,
    stages: {
      createListener: listenerOf(script),
      decideTurn,
      judgeInterruption,
      think: thinkOf(script),
      speak: speakOf(script),
      summarise: summariseOf(script),
      createPace,
      openToolServers: () => script.servers,
    },
    emit: (event) => {
      events.push(event)
      onEvent?.(event, session)
    },
  })
  /** Sends packets of 20 ms. */
  const send = (kind: 'voice' | 'quiet', ms: number): void => {
    for (let sentMs = 0; sentMs < ms; sentMs += 20) session.receive({ type: 'append-audio', audio: new Uint8Array(960).fill(kind === 'voice' ? 1 : 0) })
  }
  /** A user's turn, and time for all that follows from it. */
  const say = async (): Promise<void> => {
    send('voice', 500)
    send('quiet', 200)
    await clock.advance(0)
  }
  const types = (): string[] => events.splice(0).map((event) => event.type)
  return { session, script, clock, events, send, say, types }
}
