import type { Command, ServerTool, SessionEvent, SessionKind, SessionSettings, ToolServer } from '@sidetone/protocol'
import type { HeardMark } from '../../speaking/contract.js'
import type { Effect, Input, TimerName } from '../contract.js'
import { decide } from '../decide.js'
import { isActive } from '../replies.js'
import { defaultSettings } from '../settings.js'
import { type Abilities, type ActiveReply, initialState, type SessionState, type SoundPath } from '../state.js'

export type Order = Exclude<Command, { type: 'append-audio' }>
export type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>

export interface CallOptions {
  readonly kind?: SessionKind
  readonly sound?: SoundPath
  readonly settings?: Partial<SessionSettings>
  readonly abilities?: Partial<Abilities>
}

export const abilities: Abilities = {
  voices: ['slt', 'rms'],
  seesImages: false,
  leadMs: 200,
  tokensPerMinute: 1_000_000,
  sessionMs: 3_600_000,
  contextTokens: 6_000,
  summarises: true,
  prompts: {},
  toolServers: { allowed: ['*'], allowPlainHttp: false },
}

/** How long each word sounds when a test plays it, in ms. */
export const wordMs = 100

/** A session under `decide` alone: the test says what happens and reads what followed. Time stands still until `wait`. */
export class Call {
  state: SessionState
  nowMs = 1_000
  readonly events: SessionEvent[] = []
  readonly effects: Effect[] = []
  /** When each armed timer is due. */
  readonly timers = new Map<TimerName, number>()
  #read = 0

  constructor({ kind = { type: 'realtime' }, sound = 'in-messages', settings, abilities: more }: CallOptions = {}) {
    const transcription = { model: 'moonshine-tiny', language: null, prompt: null }
    this.state = initialState({
      id: 'sess_1',
      kind,
      sound,
      idSeed: 'AAAAAAAAAAAAAAAA',
      abilities: { ...abilities, ...more },
      settings: { ...defaultSettings('sidetone', 'slt'), transcription, ...settings },
      expiresAtMs: 3_600_000,
    })
  }

  static opened(options?: CallOptions): Call {
    const call = new Call(options)
    call.feed({ type: 'opened' })
    call.read()
    return call
  }

  /** Gives one input and returns the effects of it. */
  feed(input: Input): Effect[] {
    const { state, effects } = decide(this.state, input, this.nowMs)
    this.state = state
    this.effects.push(...effects)
    for (const effect of effects) {
      if (effect.do === 'emit') this.events.push(effect.event)
      else if (effect.do === 'arm-timer') this.timers.set(effect.timer, this.nowMs + effect.delayMs)
      else if (effect.do === 'cancel-timer') this.timers.delete(effect.timer)
    }
    return effects
  }

  /** Events since the last reading. */
  read(): SessionEvent[] {
    const unread = this.events.slice(this.#read)
    this.#read = this.events.length
    return unread
  }

  types(): SessionEvent['type'][] {
    return this.read().map((event) => event.type)
  }

  all<Type extends SessionEvent['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type)
  }

  last<Type extends SessionEvent['type']>(type: Type): EventOf<Type> {
    const found = this.all(type).at(-1)
    if (!found) throw new Error(`No ${type} has happened.`)
    return found
  }

  order(command: Order, bufferedMs = 1_000): void {
    this.feed({ type: 'command', command, bufferedMs })
  }

  /** Lets time pass; timers fire when they are due. */
  wait(ms: number): void {
    const untilMs = this.nowMs + ms
    for (;;) {
      const [due] = [...this.timers].filter(([, dueMs]) => dueMs <= untilMs).sort(([, a], [, b]) => a - b)
      if (!due) break
      this.timers.delete(due[0])
      this.nowMs = Math.max(this.nowMs, due[1])
      this.feed({ type: 'timer-fired', timer: due[0], audioMs: this.nowMs })
    }
    this.nowMs = untilMs
  }

  // the user

  userStarts(): void {
    this.feed({ type: 'user-started', audioStartMs: this.nowMs, reason: 'voice for 96 ms' })
  }

  userFinishes(afterMs = 0): void {
    this.wait(afterMs)
    this.feed({ type: 'user-finished', audioEndMs: this.nowMs, reason: 'quiet for 500 ms' })
  }

  /** A whole turn without its words. Returns the item's id. */
  userTurn(): string {
    this.userStarts()
    this.userFinishes(1_000)
    return this.last('turn-committed').itemId
  }

  /** Recognition of a turn ends; of the last one when the test does not say. */
  words(transcript: string, itemId = this.last('turn-committed').itemId): void {
    this.feed({ type: 'transcript-ended', itemId, transcript })
  }

  recognitionFails(itemId = this.last('turn-committed').itemId): void {
    this.feed({ type: 'transcript-failed', itemId, code: 'recognition-failed', message: 'Speech recognition failed.' })
  }

  /** A whole turn with its words. Returns the item's id. */
  hears(transcript: string): string {
    const itemId = this.userTurn()
    this.words(transcript, itemId)
    return itemId
  }

  // the reply

  /** The reply of the conversation that runs, or the one with this id. */
  reply(replyId?: string): ActiveReply {
    const found = replyId === undefined ? this.state.reply : this.state.sideReplies.get(replyId)
    if (!found || !isActive(found)) throw new Error('No such reply runs.')
    return found
  }

  openItemId(replyId?: string): string {
    const reply = this.reply(replyId)
    const itemId = reply.phase === 'awaiting-transcript' ? undefined : reply.open?.itemId
    if (itemId === undefined) throw new Error('The reply has no open item.')
    return itemId
  }

  writes(delta: string, replyId?: string): void {
    this.feed({ type: 'text-delta', replyId: this.reply(replyId).work.plan.replyId, delta })
  }

  /** The audio of the next words of the open item leaves, `wordMs` each. */
  plays(words: number, replyId?: string): void {
    const itemId = this.openItemId(replyId)
    for (let count = 0; count < words; count++) {
      const { text, marks, sentMs } = this.state.ledger.get(itemId) ?? { text: '', marks: [], sentMs: 0 }
      const from = marks.at(-1)?.textEnd ?? 0
      const length = /^\s*\S+/.exec(text.slice(from))?.[0].length ?? 0
      const marksNow: HeardMark[] = length > 0 ? [{ textEnd: from + length, audioEndMs: sentMs + wordMs }] : []
      const audio = new Uint8Array(0)
      this.feed({ type: 'audio-spoken', replyId: this.reply(replyId).work.plan.replyId, itemId, audio, durationMs: wordMs, words: marksNow })
    }
  }

  thinkingEnds(because: 'completed' | 'max-output-tokens' | 'content-filter' = 'completed', replyId?: string): void {
    this.feed({ type: 'thinking-ended', replyId: this.reply(replyId).work.plan.replyId, because, usage: null })
  }

  speakingEnds(replyId?: string): void {
    this.feed({ type: 'speaking-ended', replyId: this.reply(replyId).work.plan.replyId, itemId: this.openItemId(replyId) })
  }

  callsTool(callId: string, name = 'clock', json = '{}'): void {
    const { replyId } = this.reply().work.plan
    this.feed({ type: 'tool-call-started', replyId, callId, name })
    this.feed({ type: 'tool-call-delta', replyId, callId, delta: json })
    this.feed({ type: 'tool-call-ended', replyId, callId })
  }

  /** A server that answered when it was asked for its tools, whose names these are. */
  learns(server: ToolServer, ...names: string[]): void {
    this.order({ type: 'update-settings', patch: { toolServers: [server] } })
    this.feed({ type: 'tool-list-ended', itemId: this.last('tool-list-started').itemId, tools: names.map(tool) })
  }

  /** The running reply says this and ends; all of its audio has left and nothing of it was heard yet. */
  says(text: string, replyId?: string): void {
    this.writes(text, replyId)
    const audio = this.reply(replyId).work.plan.modality === 'audio'
    if (audio) this.plays(text.trim().split(/\s+/).length, replyId)
    this.thinkingEnds('completed', replyId)
    if (audio) this.speakingEnds(replyId)
  }

  // what is there now

  /** Every item of the conversation as one line. */
  history(): string[] {
    return this.state.conversation.map((item) => {
      if (item.type === 'tool-call') return `calls ${item.name}(${item.arguments})`
      if (item.type === 'tool-output') return `gives ${item.output}`
      if (item.type === 'tool-list') return `${item.server} has ${item.tools.map((tool) => tool.name).join(' ')}`
      if (item.type === 'server-call') return `${item.server} runs ${item.name}(${item.arguments}): ${item.output ?? item.failure?.message ?? '…'}`
      if (item.type === 'approval-request') return `may ${item.server} run ${item.name}?`
      if (item.type === 'approval-response') return item.approve ? 'yes' : 'no'
      const who = item.type === 'user-message' ? 'user' : item.type === 'assistant-message' ? 'assistant' : 'system'
      const text = item.content.map((part) => (part.type === 'audio' ? String(part.transcript) : part.type === 'text' ? part.text : part.url)).join(' ')
      return `${who}: ${text}`
    })
  }

  /** Effects other than events, in short: `arm-timer idle`, `speak`. */
  orders(): string[] {
    return this.effects.filter((effect) => effect.do !== 'emit').map((effect) => ('timer' in effect ? `${effect.do} ${effect.timer}` : effect.do))
  }
}

export function toolServer(more: Partial<ToolServer> = {}): ToolServer {
  const plain = { url: 'https://docs.example.com/mcp', description: null, authorization: null, headers: {}, allowedTools: null }
  return { label: 'docs', ...plain, approval: 'never', ...more }
}

export function tool(name: string): ServerTool {
  return { name, description: null, parameters: { type: 'object' }, annotations: null }
}

/** A user's typed message. */
export function typed(text: string, id?: string): Order {
  return { type: 'add-item', item: { type: 'user-message', content: [{ type: 'text', text }], ...(id === undefined ? {} : { id }) }, after: { at: 'end' } }
}

export const createReply: Order = { type: 'create-reply', options: {} }
export const cancelReply: Order = { type: 'cancel-reply' }
