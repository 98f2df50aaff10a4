import {
  type InterruptionPolicy,
  limits,
  type NewItem,
  type SessionEvent,
  type SettingsPatch,
  type ToolServer,
  type TranscriptionSettings,
} from '@sidetone/protocol'
import type { InterruptionVerdict } from '../../turns/contract.js'
import type { Effect, Input, TimerName } from '../contract.js'
import { decide } from '../decide.js'
import { allActiveReplies } from '../replies.js'
import { defaultSemanticVad, defaultServerVad } from '../settings.js'
import { replyStallMs } from '../start-reply.js'
import type { ActiveReply } from '../state.js'
import { Call, type Order, tool, toolServer, wordMs } from './call.js'
import { Invariants } from './invariants.js'
import { Random } from './random.js'

type Move = (walk: Walk) => Input | null

/**
 * Which moves a walk has beside those of every session. `semantic`: the turn engine decides, and judges speech over replies. `long`: the conversation becomes
 * too long for the language model. `tools`: the client names tool servers. `as-spoken`: words are told while they are said. `beside`: sound
 * travels beside the messages.
 */
export type WalkKind = 'server' | 'semantic' | 'long' | 'tools' | 'as-spoken' | 'transcription' | 'translation' | 'beside'

const asSpoken: TranscriptionSettings = { model: 'moonshine-tiny', language: null, prompt: null, delivery: 'as-spoken' }

/** A session under random inputs: right ones, late ones, doubled ones and senseless ones. Every step is checked. */
export class Walk {
  readonly seed: number
  readonly random: Random
  readonly call: Call
  readonly invariants: Invariants
  steps = 0
  /** Ids that were ever seen, of items, replies and calls alike, and some that were not. */
  readonly #ids: [string, ...string[]] = ['item_unknown', 'resp_unknown', 'mine_1', 'mine_2', 'mine_3']
  readonly #past: Input[] = []

  readonly #moves: readonly [Move, ...Move[]]

  constructor(seed: number, kind: WalkKind = 'server') {
    this.#moves = [...moves, ...movesOf[kind]]
    this.seed = seed
    this.random = new Random(seed)
    const tokensPerMinute = this.random.chance(0.15) ? 60 : 1_000_000
    this.call = new Call({
      kind: { type: kind === 'transcription' || kind === 'translation' ? kind : 'realtime' },
      sound: kind === 'beside' ? 'beside' : 'in-messages',
      abilities: { tokensPerMinute, sessionMs: 1e9, contextTokens: kind === 'long' ? 260 : 6_000 },
      settings: {
        turnDetection: kind === 'semantic' || (kind === 'beside' && seed % 2 === 0) ? defaultSemanticVad : this.#serverVad(),
        ...((kind === 'as-spoken' || kind === 'transcription' || kind === 'translation') && { transcription: asSpoken }),
      },
    })
    this.invariants = new Invariants(this.call)
    this.#feed({ type: 'opened' })
  }

  run(steps: number): void {
    for (let count = 0; count < steps; count++) {
      if (this.random.chance(0.3)) this.passTime(this.random.chance(0.05) ? this.random.below(70_000) : this.random.below(1_500))
      const input = this.random.chance(0.08) ? this.#again() : this.random.pick(this.#moves)(this)
      if (input) this.#feed(input)
    }
  }

  /** Everything comes to rest; then a turn with words must get a reply, and the reply must end. In a transcription session it must get its transcript. */
  mustStillAnswer(): void {
    this.#order({ type: 'update-settings', patch: { turnDetection: { ...defaultServerVad }, truncation: { kind: 'auto' } } })
    this.#order({ type: 'clear-audio' })
    // Orders that wait each start a reply that stalls, and so do turns that are translated one by one; what is needed for them all is bounded.
    for (let waits = this.call.state.deferred.length + this.call.state.unanswered.size + 2; waits > 0; waits--) this.passTime(2 * replyStallMs)
    if (this.invariants.runningReplies > 0) throw new Error('N3 a reply never ended')
    if (this.call.state.pendingTranscripts.size > 0) throw new Error('N2 recognition never ended')
    const before = this.call.all('reply-started').length
    this.#feed({ type: 'user-started', audioStartMs: 1, reason: '' })
    this.#feed({ type: 'user-finished', audioEndMs: 2, reason: '' })
    this.#feed({ type: 'transcript-ended', itemId: this.call.last('turn-committed').itemId, transcript: 'are you there' })
    if (this.call.state.kind.type === 'transcription') return this.#mustHaveTranscribed()
    if (this.call.all('reply-started').length !== before + 1) throw new Error('R1 the session is deaf: a turn got no reply')
    const { replyId, modality } = this.call.reply().work.plan
    this.#feed({ type: 'text-delta', replyId, delta: 'Yes.' })
    const itemId = this.call.openItemId()
    this.#feed({ type: 'thinking-ended', replyId, because: 'completed', usage: null })
    if (modality === 'audio') this.#feed({ type: 'speaking-ended', replyId, itemId })
    const { id, status } = this.call.last('reply-ended').reply
    if (id !== replyId || status.phase !== 'completed') throw new Error('R6 the session is silent: a reply did not end')
  }

  #mustHaveTranscribed(): void {
    const { itemId, transcript } = this.call.last('transcript-ended')
    if (itemId !== this.call.last('turn-committed').itemId || transcript !== 'are you there') throw new Error('U8 the words of a turn were not told')
    if (this.call.all('reply-started').length > 0) throw new Error('K2 a reply was started in a transcription session')
  }

  passTime(ms: number): void {
    const untilMs = this.call.nowMs + ms
    for (;;) {
      const [due] = [...this.call.timers].filter(([, dueMs]) => dueMs <= untilMs).sort(([, a], [, b]) => a - b)
      if (!due) break
      this.call.timers.delete(due[0])
      this.call.nowMs = Math.max(this.call.nowMs, due[1])
      this.#feed({ type: 'timer-fired', timer: due[0], audioMs: this.call.nowMs })
    }
    this.call.nowMs = untilMs
  }

  anyId(): string {
    return this.random.pick(this.#ids)
  }

  /** An item that was spoken, where there is one. */
  spokenId(): string {
    return this.random.pick([this.anyId(), ...this.call.state.ledger.keys()])
  }

  anyReply(): ActiveReply | null {
    const active = allActiveReplies(this.call.state)
    return active[this.random.below(active.length)] ?? null
  }

  #serverVad() {
    const idleTimeoutMs = this.random.chance(0.5) ? 5_000 : null
    return { ...defaultServerVad, idleTimeoutMs, interruptReply: this.random.chance(0.6), createReply: this.random.chance(0.8) }
  }

  settings(): SettingsPatch {
    return this.random.pick<() => SettingsPatch>([
      () => ({ turnDetection: this.#serverVad() }),
      () => ({ turnDetection: this.random.chance(0.3) ? null : this.#serverVad() }),
      () => ({ turnDetection: { kind: 'semantic-vad' } }),
      () => ({ modality: this.random.pick(['audio', 'audio', 'text']) }),
      () => ({ voice: this.random.pick(['slt', 'rms', 'nobody']) }),
    ])()
  }

  toolServers(): ToolServer[] {
    const approval = this.random.pick<ToolServer['approval']>(['never', 'never', 'always'])
    const server = toolServer({ label: this.random.pick(['docs', 'more']), approval, authorization: this.random.chance(0.1) ? 'other' : null })
    return this.random.pick([[server], [server], [{ ...server, url: null }], []])
  }

  #again(): Input | null {
    return this.#past[this.random.below(this.#past.length)] ?? null
  }

  #order(command: Order): void {
    this.#feed({ type: 'command', command, bufferedMs: 1_000 })
  }

  #feed(input: Input): void {
    this.steps++
    const { state, nowMs } = this.call
    Object.freeze(state)
    try {
      const effects = this.call.feed(input)
      this.invariants.check(input, effects)
      this.#learn(effects)
      if (this.steps % 50 === 0) this.#mustBePure(decide(state, input, nowMs).effects, effects)
    } catch (error) {
      throw new Error(`Walk of seed ${this.seed} broke at step ${this.steps}, ${describe(input)}: ${(error as Error).message}`, { cause: error })
    }
    this.#past.push(input)
  }

  #mustBePure(again: readonly Effect[], effects: readonly Effect[]): void {
    if (JSON.stringify(again) !== JSON.stringify(effects)) throw new Error('the same input gave other effects')
  }

  #learn(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.do !== 'emit') continue
      const id = idOf(effect.event)
      if (id !== null) this.#ids.push(id)
    }
  }
}

function idOf(event: SessionEvent): string | null {
  if (event.type === 'reply-started') return event.reply.id
  if (event.type === 'item-added') return event.item.id
  if (event.type === 'reply-item-started') return event.place.itemId
  return event.type === 'speech-started' ? event.itemId : null
}

function describe(input: Input): string {
  return input.type === 'command' ? input.command.type : input.type === 'timer-fired' ? `${input.type} ${input.timer}` : input.type
}

const order = (make: (walk: Walk) => Order): Move => {
  return (walk) => ({ type: 'command', command: make(walk), bufferedMs: walk.random.chance(0.9) ? 1_000 : limits.leastCommitMs - 1 })
}

const ofReply = (make: (walk: Walk, replyId: string, openId: string) => Input): Move => {
  return (walk) => {
    const reply = walk.anyReply()
    if (!reply) return null
    const open = reply.phase === 'awaiting-transcript' ? null : reply.open
    return make(walk, reply.work.plan.replyId, open && walk.random.chance(0.95) ? open.itemId : walk.anyId())
  }
}

const words: Move = (walk) => {
  const pending = [...walk.call.state.pendingTranscripts.keys()]
  const itemId = pending[walk.random.below(pending.length)] ?? walk.anyId()
  if (walk.random.chance(0.1)) return { type: 'transcript-failed', itemId, code: 'recognition-failed', message: '' }
  return { type: 'transcript-ended', itemId, transcript: walk.random.chance(0.3) ? '' : 'some words' }
}

const text = ofReply((walk, replyId) => ({ type: 'text-delta', replyId, delta: walk.random.pick(['One two three. ', 'Four', ' five', '']) }))

const audio = ofReply((walk, replyId, itemId) => {
  const { text = '', marks = [], sentMs = 0 } = walk.call.state.ledger.get(itemId) ?? {}
  const from = marks.at(-1)?.textEnd ?? 0
  const length = /^\s*\S+/.exec(text.slice(from))?.[0].length ?? 0
  const said = length > 0 && walk.random.chance(0.9) ? [{ textEnd: from + length, audioEndMs: sentMs + wordMs }] : []
  return { type: 'audio-spoken', replyId, itemId, audio: new Uint8Array(0), durationMs: wordMs, words: said }
})

const thinkingEnd = ofReply((walk, replyId) => {
  return { type: 'thinking-ended', replyId, because: walk.random.pick(['completed', 'completed', 'max-output-tokens']), usage: null }
})

const started: Move = (walk) => ({ type: 'user-started', audioStartMs: walk.call.nowMs, reason: '' })
const finished: Move = (walk) => ({ type: 'user-finished', audioEndMs: walk.call.nowMs, reason: '' })
const callId = (walk: Walk): string => walk.random.pick(['call_1', 'call_2'])

/** Likelier moves stand here more often. */
const moves: readonly [Move, ...Move[]] = [
  started,
  ...[finished, finished, words, words, words, text, text, text, audio, audio, audio, audio, thinkingEnd],
  ofReply((_, replyId, itemId) => ({ type: 'speaking-ended', replyId, itemId })),
  ofReply((_, replyId, itemId) => ({ type: 'speaking-ended', replyId, itemId })),
  ofReply((walk, replyId) => ({ type: 'tool-call-started', replyId, callId: callId(walk), name: 'clock' })),
  ofReply((walk, replyId) => ({ type: 'tool-call-delta', replyId, callId: callId(walk), delta: '{}' })),
  ofReply((walk, replyId) => ({ type: 'tool-call-ended', replyId, callId: callId(walk) })),
  ofReply((walk, replyId) => (walk.random.chance(0.2) ? { type: 'reply-failed', replyId, code: 'language-model-failed', message: '' } : finished(walk)!)),
  (walk) => ({ type: 'text-delta', replyId: walk.anyId(), delta: 'late' }),
  (walk) => ({ type: 'timer-fired', timer: walk.random.pick<TimerName>(['idle', 'reply-watch', 'transcript-watch']), audioMs: walk.call.nowMs }),
  order(() => ({ type: 'create-reply', options: {} })),
  order(() => ({ type: 'create-reply', options: {} })),
  order((walk) => ({ type: 'create-reply', options: { conversation: 'none', modality: walk.random.pick(['audio', 'text']) } })),
  order((walk) => ({ type: 'create-reply', options: { input: [{ type: 'item-reference', id: walk.anyId() }], voice: walk.random.pick(['slt', 'nobody']) } })),
  order((walk) => ({ type: 'cancel-reply', ...(walk.random.chance(0.5) ? { replyId: walk.anyId() } : {}) })),
  order(() => ({ type: 'commit-turn' })),
  order(() => ({ type: 'clear-audio' })),
  order((walk) => ({ type: 'update-settings', patch: walk.settings() })),
  order((walk) => ({ type: 'add-item', item: { type: 'tool-output', callId: callId(walk), output: 'noon' }, after: { at: 'end' } })),
  order((walk) => ({
    type: 'add-item',
    item: { type: 'user-message', content: [{ type: 'text', text: 'typed' }], ...(walk.random.chance(0.5) ? { id: walk.anyId() } : {}) },
    after: walk.random.pick<(Order & { type: 'add-item' })['after']>([{ at: 'end' }, { at: 'start' }, { at: 'item', id: walk.anyId() }]),
  })),
  order((walk) => ({ type: 'truncate-item', itemId: walk.spokenId(), contentIndex: 0, audioEndMs: walk.random.below(1_500) })),
  order((walk) => ({ type: 'delete-item', itemId: walk.anyId() })),
  order((walk) => ({ type: 'retrieve-item', itemId: walk.anyId() })),
]

const judged: Move = (walk) => ({
  type: 'speech-judged',
  verdict: walk.random.pick<InterruptionVerdict>([
    { type: 'wait', reply: 'held' },
    { type: 'wait', reply: 'playing' },
    { type: 'yield', reason: '' },
    { type: 'go-on', because: 'backchannel', reason: '' },
    { type: 'go-on', because: 'noise', reason: '' },
  ]),
})

/** Besides the others, where the conversation becomes too long. */
const summaryMoves: readonly Move[] = [
  () => ({ type: 'summary-ended', summary: 'Words were said.' }),
  () => ({ type: 'summary-failed', code: 'language-model-failed', message: '' }),
  (walk) => ({ type: 'timer-fired', timer: 'summary', audioMs: walk.call.nowMs }),
  order((walk) => ({ type: 'update-settings', patch: { truncation: { kind: walk.random.pick(['auto', 'disabled']) } } })),
  order((walk) => ({ type: 'update-settings', patch: { truncation: { kind: 'retention-ratio', ratio: walk.random.below(100) / 100, mostTokens: null } } })),
]

/** Besides the others, where the turn engine decides. */
const suspicionMoves: readonly Move[] = [
  ...[judged, judged, judged, judged, started, started, text, audio, audio],
  ofReply((walk, replyId, itemId) => ({
    type: 'audio-spoken',
    replyId,
    itemId,
    audio: new Uint8Array(0),
    durationMs: wordMs,
    words: [],
    ...(walk.random.chance(0.5) ? { endsSentence: true } : {}),
  })),
  (walk) => ({ type: 'timer-fired', timer: walk.random.pick<TimerName>(['suspicion', 'kept-speech', 'passed-speech']), audioMs: walk.call.nowMs }),
  order((walk) => ({ type: 'create-reply', options: { interruption: walk.random.pick<InterruptionPolicy>(['allow', 'finish-sentence', 'refuse']) } })),
  order((walk) => ({ type: 'create-reply', options: { interruption: walk.random.pick<InterruptionPolicy>(['finish-sentence', 'refuse']) } })),
]

/** Besides the others, where sound travels beside the messages. */
const besideMoves: readonly Move[] = [
  ...suspicionMoves,
  ...[audio, audio, audio, text],
  order(() => ({ type: 'clear-playback' })),
  order(() => ({ type: 'clear-playback' })),
  (walk) => ({ type: 'timer-fired', timer: 'playback', audioMs: walk.call.nowMs }),
  order((walk) => ({ type: 'update-settings', patch: { outputFormat: { encoding: walk.random.pick(['mulaw', 'alaw']), sampleRateHz: 8_000 } } })),
]

/** Something that a tool server answers, or a client to a question. */
const ofServer: Move = (walk) => {
  const { toolServers, serverCalls } = walk.call.state
  const listing = [...toolServers.values()].find((each) => each.tools === 'listing')?.listId ?? walk.anyId()
  const pending = [...serverCalls.values()]
  const call = pending[walk.random.below(pending.length)]
  const itemId = call?.item.id ?? walk.anyId()
  const approvalRequestId = call?.item.approvalRequestId ?? walk.anyId()
  const answer: NewItem = { type: 'approval-response', approvalRequestId, approve: walk.random.chance(0.7), reason: null }
  const answered: Input = { type: 'command', command: { type: 'add-item', item: answer, after: { at: 'end' } }, bufferedMs: 0 }
  if (call?.phase === 'awaiting-approval' && walk.random.chance(0.7)) return answered
  return walk.random.pick<Input>([
    { type: 'tool-list-ended', itemId: listing, tools: [tool('look_up'), tool('clock')] },
    { type: 'tool-list-ended', itemId: listing, tools: [tool('look_up')] },
    { type: 'tool-list-ended', itemId: listing, tools: [tool('look_up')] },
    { type: 'tool-list-failed', itemId: listing, code: 'tool-server-failed', message: '' },
    { type: 'server-call-ended', itemId, output: '21' },
    { type: 'server-call-ended', itemId, output: '22' },
    { type: 'server-call-failed', itemId, failure: { kind: 'execution', message: 'no' } },
    answered,
    { type: 'command', command: { type: 'delete-item', itemId }, bufferedMs: 0 },
  ])
}

/** A tool is called whole, as a model does that does not speak first. */
const toolCalled = ofReply((walk, replyId) =>
  walk.random.pick<Input>([
    { type: 'tool-call-started', replyId, callId: callId(walk), name: 'look_up' },
    { type: 'tool-call-delta', replyId, callId: callId(walk), delta: walk.random.pick(['{}', '{}', 'no']) },
    { type: 'tool-call-ended', replyId, callId: callId(walk) },
  ]),
)

/** Besides the others, where there are tool servers. */
const toolMoves: readonly Move[] = [
  ...[ofServer, ofServer, ofServer, ofServer, ofServer, ofServer, ofServer, toolCalled, toolCalled, toolCalled, toolCalled, toolCalled, toolCalled],
  ...[toolCalled, toolCalled, toolCalled, toolCalled, thinkingEnd, thinkingEnd],
  order((walk) => ({ type: 'update-settings', patch: { toolServers: walk.toolServers(), modality: 'text' } })),
  order((walk) => ({ type: 'create-reply', options: { toolServers: walk.toolServers() } })),
  order((walk) => ({ type: 'create-reply', options: { toolChoice: { server: 'docs', tool: walk.random.pick([null, 'look_up']) } } })),
]

const settled: Move = (walk) => ({ type: 'words-settled', text: walk.random.pick(['some', 'some words', 'some words that', 'other words']) })
const wordMoves: readonly Move[] = [settled, settled, settled, settled, started, started]

const movesOf: { readonly [Kind in WalkKind]: readonly Move[] } = {
  server: [],
  semantic: suspicionMoves,
  long: summaryMoves,
  tools: toolMoves,
  'as-spoken': wordMoves,
  transcription: wordMoves,
  translation: wordMoves,
  beside: besideMoves,
}
