import type { SessionEvent } from '@sidetone/protocol'
import type { Effect, Input } from '../contract.js'
import { heardMs, heardText, textAsHeard } from '../ledger.js'
import { transcriptLimitMs } from '../on-turn.js'
import { allActiveReplies, isActive } from '../replies.js'
import { replyStallMs, userHoldsFloor } from '../start-reply.js'
import type { Call } from './call.js'

interface Told {
  readonly outOfBand: boolean
  /** The item that is open, and whether its part is. */
  open: { itemId: string; part: boolean } | null
  itemIds: string[]
}

/** What must be true of a session whatever happens. Follows its effects as a client would and throws with the rule that was broken. */
export class Invariants {
  readonly #call: Call
  readonly #running = new Map<string, Told>()
  readonly #ended = new Set<string>()
  readonly #itemIds = new Set<string>()
  readonly #thinking = new Set<string>()
  readonly #speaking = new Set<string>()
  /** The conversation as a client builds it up from events. */
  #conversation: string[] = []
  #addedId: string | null = null
  readonly #committed = new Set<string>()
  readonly #transcribed = new Set<string>()
  readonly #toldWords = new Map<string, string>()
  readonly #cutByClient = new Map<string, number>()
  /** The last items of replies that were stopped. */
  readonly #stopped = new Set<string>()
  #speechId: string | null = null
  /** Tool lists and server calls that a client was told of, and that have not ended. */
  readonly #lists = new Set<string>()
  readonly #calls = new Set<string>()
  readonly #approved = new Set<string>()
  readonly #called = new Set<string>()
  /** Replies whose speech is held. */
  readonly #held = new Set<string>()
  /** The reply that is heard, where sound travels beside the messages. */
  #playing: string | null = null
  readonly #played = new Set<string>()
  #keepsAll = false
  #summing = false

  constructor(call: Call) {
    this.#call = call
  }

  check(input: Input, effects: readonly Effect[]): void {
    if (input.type === 'summary-ended') this.#summing = false
    this.#floor(input, effects)
    this.#suspicion(effects)
    for (const effect of effects) {
      if (effect.do === 'emit') this.#event(effect.event)
      else this.#order(effect)
    }
    this.#must(!this.#summing || this.#call.timers.has('summary'), 'N7 a summary is made without a limit')
    this.#must(this.#addedId === null, 'U2 an added item was not ended')
    this.#state()
  }

  /** A user whom replies yield to is not spoken over, unless the client orders it now. */
  #floor(input: Input, effects: readonly Effect[]): void {
    const { state } = this.#call
    if (!userHoldsFloor(state)) return
    const started = effects.some((effect) => effect.do === 'emit' && effect.event.type === 'reply-started' && !effect.event.reply.outOfBand)
    const ordered = input.type === 'command' && input.command.type === 'create-reply'
    this.#must(!started || ordered, 'R1 R9 a reply started over the user')
    const begun = effects.some((effect) => effect.do === 'emit' && effect.event.type === 'speech-started')
    this.#must(!begun || !isActive(state.reply), 'U3 speech did not interrupt the reply')
  }

  /** Speech over a reply is not told before it is judged, and no reply is held beyond that. */
  #suspicion(effects: readonly Effect[]): void {
    const { user, reply } = this.#call.state
    const told = effects.some((effect) => effect.do === 'emit' && effect.event.type === 'speech-started')
    this.#must(!told || user.phase === 'speaking' || user.phase === 'silent', 'I1 speech was told while it is suspected or kept')
    const { timers } = this.#call
    if (user.phase === 'suspected' && user.held) this.#must(timers.has('suspicion'), 'N6 a reply is held without a limit')
    if (this.#call.state.passedStartMs !== null) this.#must(timers.has('passed-speech') && user.phase === 'silent', 'I4 a backchannel is kept without a limit')
    if (user.phase === 'kept' && !isActive(reply)) this.#must(timers.has('kept-speech'), 'I5 kept speech waits for nothing')
  }

  get runningReplies(): number {
    return this.#running.size
  }

  #must(holds: boolean, rule: string): void {
    if (!holds) throw new Error(rule)
  }

  #order(effect: Exclude<Effect, { do: 'emit' }>): void {
    switch (effect.do) {
      case 'start-thinking':
        this.#must(this.#running.has(effect.replyId) && !this.#thinking.has(effect.replyId), 'R4 a reply thinks once, after its start')
        this.#thinking.add(effect.replyId)
        this.#must(
          !effect.request.items.some((item) => this.#conversation.includes(item.id) && this.#call.state.pendingTranscripts.has(item.id)),
          'R10 a reply was thought out before the words were there',
        )
        this.#seesWhatBelongsTogether(effect.replyId)
        break
      case 'start-summary':
        this.#must(!this.#summing, 'T4 one summary at a time')
        this.#summing = true
        break
      case 'stop-summary':
        this.#summing = false
        break
      case 'start-speaking':
        this.#must(this.#running.get(effect.replyId)?.open?.itemId === effect.itemId, 'R4 only an open item is spoken')
        this.#speaking.add(effect.itemId)
        break
      case 'speak':
      case 'end-text':
      case 'release-speech':
        this.#must(this.#running.has(effect.replyId) && this.#speaking.has(effect.itemId), 'R4 text is spoken after speaking was started')
        break
      case 'hold-speech':
        this.#must(this.#running.has(effect.replyId), 'I2 only a running reply is held')
        this.#held.add(effect.replyId)
        break
      case 'keep-buffer':
        this.#keepsAll = effect.all
        break
      case 'resume-speech':
        this.#held.delete(effect.replyId)
        break
      case 'call-server-tool': {
        const question = this.#call.state.serverCalls.get(effect.itemId)?.item.approvalRequestId
        this.#must(question === null || question === undefined || this.#approved.has(question), 'M5 a tool ran that was not approved')
        this.#must(!this.#called.has(effect.itemId), 'M4 a call runs once')
        this.#called.add(effect.itemId)
        break
      }
      case 'commit-audio':
        this.#must(this.#committed.has(effect.itemId), 'U4 audio is recognised for a turn that was committed')
    }
  }

  #seesWhatBelongsTogether(replyId: string): void {
    const { reply, conversation, forgotten } = this.#call.state
    if (!isActive(reply) || reply.work.plan.replyId !== replyId) return
    this.#must(forgotten.summingUp === null, 'T5 a summary is made while a reply is thought out')
    for (const [at, item] of conversation.entries()) {
      if (item.type !== 'tool-output' || !forgotten.itemIds.has(item.id)) continue
      const call = conversation.slice(0, at).findLast((each) => each.type === 'tool-call' && each.callId === item.callId)
      this.#must(!call || forgotten.itemIds.has(call.id), 'T2 an output is left out without its call')
    }
  }

  #event(event: SessionEvent): void {
    if ('place' in event) this.#must(this.#running.has(event.place.replyId), `R6 ${event.type} of a reply that does not run`)
    switch (event.type) {
      case 'speech-started':
        this.#newId(event.itemId)
        this.#speechId = event.itemId
        break
      case 'turn-committed':
        if (event.itemId !== this.#speechId) this.#newId(event.itemId)
        this.#must(event.previousItemId === (this.#conversation.at(-1) ?? null), 'U4 a turn is committed at the end')
        this.#committed.add(event.itemId)
        this.#speechId = null
        break
      case 'idle-timed-out':
        this.#must(this.#call.state.user.phase === 'silent', 'U7 a user who speaks was nudged')
        this.#speechId = event.itemId
        break
      case 'transcript-delta':
        this.#must(this.#mayBeTold(event.itemId), 'W1 words are told of the turn that is being said, or of one whose words are missing')
        this.#toldWords.set(event.itemId, (this.#toldWords.get(event.itemId) ?? '') + event.delta)
        break
      case 'transcript-ended':
      case 'transcript-failed':
        if (event.type === 'transcript-ended')
          this.#must((this.#toldWords.get(event.itemId) ?? '') === event.transcript, 'U8 the deltas make up the transcript')
        this.#must(this.#committed.has(event.itemId) && !this.#transcribed.has(event.itemId), 'U8 words once, and of a committed turn')
        this.#transcribed.add(event.itemId)
        break
      case 'item-added': {
        this.#must(this.#isFree(event.item.id), `C2 the id ${event.item.id} is taken`)
        this.#itemIds.add(event.item.id)
        this.#insert(event.item.id, event.previousItemId)
        if (event.item.type === 'tool-list') this.#lists.add(event.item.id)
        else this.#addedId = event.item.id
        if (event.item.type === 'approval-response' && event.item.approve) this.#approved.add(event.item.approvalRequestId)
        break
      }
      case 'item-ended':
        if (event.item.type === 'tool-list') {
          this.#must(this.#lists.delete(event.item.id), 'M2 a list ends once')
          break
        }
        if (event.item.type === 'server-call') {
          this.#must(this.#calls.delete(event.item.id), 'M4 a call ends once')
          this.#must((event.item.output === null) !== (event.item.failure === null), 'M4 a call has one outcome')
          break
        }
        this.#must(this.#addedId === event.item.id, 'U2 an item ends right behind its addition')
        this.#addedId = null
        break
      case 'settings-updated':
        if (event.session.settings.turnDetection === null) this.#speechId = null
        break
      case 'audio-cleared':
        this.#speechId = null
        break
      case 'item-deleted':
        this.#conversation = this.#conversation.filter((id) => id !== event.itemId)
        this.#cutByClient.delete(event.itemId)
        break
      case 'item-truncated':
        this.#must(event.audioEndMs <= (this.#cutByClient.get(event.itemId) ?? Number.POSITIVE_INFINITY), 'L4 a truncation grew')
        this.#cutByClient.set(event.itemId, event.audioEndMs)
        break
      case 'reply-started': {
        const { id, outOfBand } = event.reply
        this.#must(!this.#running.has(id) && !this.#ended.has(id), 'R6 a reply starts once')
        this.#must(outOfBand || ![...this.#running.values()].some((each) => !each.outOfBand), 'R2 two replies in the conversation')
        this.#running.set(id, { outOfBand, open: null, itemIds: [] })
        break
      }
      case 'reply-item-started': {
        const told = this.#told(event.place.replyId)
        this.#must(told.open === null, 'R5 an item opened while another is open')
        this.#must(event.place.outputIndex === told.itemIds.length, 'R4 items are numbered in order')
        this.#newId(event.place.itemId)
        told.open = { itemId: event.place.itemId, part: false }
        told.itemIds.push(event.place.itemId)
        if (event.item.type === 'server-call') this.#calls.add(event.item.id)
        this.#must((event.conversation === null) === told.outOfBand, 'R8 an out-of-band item entered the conversation')
        if (event.conversation) {
          this.#must(event.conversation.previousItemId === (this.#conversation.at(-1) ?? null), 'R4 a reply writes at the end')
          this.#insert(event.place.itemId, event.conversation.previousItemId)
        }
        break
      }
      case 'playback-started':
        this.#must(this.#call.state.sound === 'beside' && this.#playing === null, 'P2 two replies are heard at once')
        this.#must(!this.#played.has(event.replyId), 'P2 a reply is heard once')
        this.#played.add(event.replyId)
        this.#playing = event.replyId
        break
      case 'playback-stopped':
      case 'playback-cleared':
        this.#must(this.#playing === event.replyId, 'P3 playback ends that was not begun')
        this.#playing = null
        break
      case 'reply-part-started':
        this.#must(!this.#open(event.place).part, 'R5 a part opened twice')
        this.#open(event.place).part = true
        break
      case 'reply-audio-delta':
        if (this.#call.state.sound === 'beside') this.#must(this.#running.get(event.place.replyId)?.outOfBand === false, 'P6 two voices')
        this.#must(this.#open(event.place).part, 'R5 a delta outside of a part')
        break
      case 'reply-text-delta':
        this.#must(this.#open(event.place).part, 'R5 a delta outside of a part')
        break
      case 'reply-part-ended':
        this.#must(this.#open(event.place).part, 'R5 a part closed that was not open')
        this.#open(event.place).part = false
        break
      case 'reply-item-ended': {
        this.#must(!this.#open(event.place).part, 'R5 an item closed with an open part')
        this.#told(event.place.replyId).open = null
        if (event.item.type === 'server-call' && event.conversation) this.#must(this.#calls.delete(event.item.id), 'M4 a call ends once')
        const index = this.#conversation.indexOf(event.place.itemId)
        if (event.conversation && index >= 0) this.#must(event.conversation.previousItemId === (this.#conversation[index - 1] ?? null), 'R5 previous item')
        break
      }
      case 'reply-ended': {
        const told = this.#told(event.reply.id)
        this.#must(told.open === null, 'R5 a reply ended with an open item')
        this.#must(event.reply.output.map((item) => item.id).join() === told.itemIds.join(), 'R6 the output is what was told')
        this.#must(event.reply.usage !== null && event.reply.status.phase !== 'in-progress', 'R6 an end has its status and usage')
        const { status, output } = event.reply
        const last = output.at(-1)
        if (last && (status.phase === 'cancelled' || status.phase === 'failed')) this.#stopped.add(last.id)
        this.#running.delete(event.reply.id)
        this.#held.delete(event.reply.id)
        this.#ended.add(event.reply.id)
      }
    }
  }

  #state(): void {
    const { state, nowMs, timers } = this.#call
    if (state.life === 'ended') {
      this.#must(timers.size === 0, 'S7 a timer runs after the end')
      return
    }
    this.#must(state.conversation.map((item) => item.id).join() === this.#conversation.join(), 'R4 the conversation differs from what a client was told')
    const listing = [...state.toolServers.values()].filter((each) => each.tools === 'listing').map((each) => each.listId)
    this.#must(listing.length === this.#lists.size && listing.every((id) => this.#lists.has(id)), 'M2 a list is open that nobody waits for')
    const written = allActiveReplies(state).flatMap((each) =>
      each.phase !== 'awaiting-transcript' && each.open?.type === 'server-call' ? [each.open.itemId] : [],
    )
    const pending = [...state.serverCalls.keys(), ...written]
    this.#must(pending.length === this.#calls.size && pending.every((id) => this.#calls.has(id)), 'M4 a call is open that nobody waits for')
    const active = allActiveReplies(state)
    this.#must(active.map((reply) => reply.work.plan.replyId).every((id) => this.#running.has(id)) && active.length === this.#running.size, 'R6 running')
    const watchedAtMs = timers.get('reply-watch') ?? Number.POSITIVE_INFINITY
    for (const { work } of active) this.#must(watchedAtMs <= Math.max(nowMs, work.lastProgressAtMs + replyStallMs * 1.25), 'N3 a reply runs unwatched')
    for (const [itemId, sinceMs] of state.pendingTranscripts) {
      this.#must(this.#committed.has(itemId) && !this.#transcribed.has(itemId), 'U8 words are awaited of a turn that has them')
      this.#must((timers.get('transcript-watch') ?? Number.POSITIVE_INFINITY) <= Math.max(nowMs, sinceMs + transcriptLimitMs), 'N2 recognition is unwatched')
    }
    for (const itemId of this.#committed) this.#must(this.#transcribed.has(itemId) || state.pendingTranscripts.has(itemId), 'U8 words of a turn were lost')
    const { reply, unanswered, deferred } = state
    this.#must(isActive(reply) || (reply.phase === 'awaiting-words') === unanswered.size > 0, 'R1 a turn without an answer is forgotten')
    const held = userHoldsFloor(state) || [...unanswered].some((id) => state.pendingTranscripts.has(id))
    this.#must(isActive(reply) || unanswered.size === 0 || held, 'R1 a turn could be answered and is not')
    this.#must(isActive(reply) || deferred.length === 0 || userHoldsFloor(state), 'R9 an order waits for nothing')
    const { user } = state
    this.#must(this.#keepsAll === (user.phase === 'kept'), 'I5 audio is kept for as long as the speech is')
    this.#must(this.#held.size === 0 || (user.phase === 'suspected' && user.held), 'I2 a reply is held without a suspicion')
    this.#heard()
    this.#playback()
  }

  #playback(): void {
    const { state, nowMs, timers } = this.#call
    const [first] = state.playback
    this.#must((first?.replyId ?? null) === this.#playing, 'P2 what is heard differs from what a client was told')
    this.#must(state.sound === 'beside' || first === undefined, 'P2 sound in messages is played')
    if (!first || this.#running.has(first.replyId)) return
    this.#must((timers.get('playback') ?? Number.POSITIVE_INFINITY) <= Math.max(nowMs, first.endsAtMs), 'P3 the end of what is heard is unwatched')
    if (state.sound === 'beside') this.#must(state.settings.outputFormat.encoding === 'pcm16', 'P1 the format of sound beside the messages')
  }

  #heard(): void {
    const { state, nowMs } = this.#call
    for (const played of state.ledger.values()) {
      const heard = heardMs(played, nowMs)
      this.#must(heard >= 0 && heard <= played.sentMs, 'L2 more was heard than was sent')
      const text = heardText(played, heard)
      this.#must(played.text.startsWith(text), 'L3 what was heard is not the beginning of the text')
      this.#must(text === '' || played.marks.some((mark) => played.text.slice(0, mark.textEnd).trimEnd() === text), 'L3 a word was cut in two')
      const item = state.conversation.find((each) => each.id === played.itemId)
      if (item?.type !== 'assistant-message' || item.status === 'in-progress') continue
      const [part] = item.content
      this.#must(part?.type === 'audio' && part.transcript === textAsHeard(played), 'L3 the history differs from what was heard')
      const sent = Math.max(0, ...played.marks.map((mark) => mark.textEnd))
      if (this.#stopped.has(item.id)) this.#must(textAsHeard(played).length <= sent, 'L3 the history holds words that never left')
    }
    const open = allActiveReplies(state).flatMap((reply) => (reply.phase !== 'awaiting-transcript' && reply.open ? [reply.open.itemId] : []))
    for (const itemId of state.ledger.keys()) {
      this.#must(
        this.#conversation.includes(itemId) || allActiveReplies(state).some((reply) => this.#told(reply.work.plan.replyId).itemIds.includes(itemId)),
        'R8 the ledger keeps what nobody can hear',
      )
    }
    this.#must(new Set(open).size === open.length, 'R5 two replies write the same item')
  }

  #mayBeTold(itemId: string): boolean {
    const { user, awaitedTurn } = this.#call.state
    return this.#committed.has(itemId) ? !this.#transcribed.has(itemId) : itemId === awaitedTurn || (user.phase === 'speaking' && user.itemId === itemId)
  }

  #told(replyId: string): Told {
    const told = this.#running.get(replyId)
    if (!told) throw new Error('R6 a reply that was not started')
    return told
  }

  #open(place: { replyId: string; itemId: string }): { itemId: string; part: boolean } {
    const { open } = this.#told(place.replyId)
    if (open?.itemId !== place.itemId) throw new Error('R5 something happened in an item that is not open')
    return open
  }

  /** An id that the session minted was never seen before. */
  #newId(id: string): void {
    this.#must(!this.#itemIds.has(id), `two items bear the id ${id}`)
    this.#itemIds.add(id)
  }

  /** A client may use an id again that nothing bears now. */
  #isFree(id: string): boolean {
    return !this.#conversation.includes(id) && id !== this.#speechId && ![...this.#running.values()].some((told) => told.open?.itemId === id)
  }

  #insert(id: string, previous: string | null): void {
    const index = previous === null ? 0 : this.#conversation.indexOf(previous) + 1
    this.#must(previous === null || index > 0, 'R4 the previous item is unknown')
    this.#conversation.splice(index, 0, id)
  }
}
