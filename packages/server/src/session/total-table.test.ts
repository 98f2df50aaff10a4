import type { TranscriptionSettings } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import type { Effect, Input } from './contract.js'
import { transcriptLimitMs } from './on-turn.js'
import { isActive } from './replies.js'
import { defaultSemanticVad, defaultServerVad } from './settings.js'
import { replyStallMs } from './start-reply.js'
import { Call, createReply, toolServer, typed } from './test-support/call.js'
import { floorTable } from './test-support/floor-table.js'
import { soundTable } from './test-support/sound-table.js'
import { type InputKind, type Rows, serverWork } from './test-support/table-rows.js'
import { type ReplyPhase, totalTable, type UserPhase } from './test-support/total-table.js'
import { transcriptionTable } from './test-support/transcription-table.js'

const transcription: TranscriptionSettings = { model: 'moonshine-tiny', language: null, prompt: null, delivery: 'as-spoken' }

/** A call in this phase. The first item of the conversation is typed, the second was spoken by the assistant. */
function callIn(phase: ReplyPhase, user: UserPhase, servers: 'none' | 'working' = 'none'): Call {
  const call = Call.opened({ settings: { transcription, turnDetection: { ...defaultServerVad, idleTimeoutMs: 5_000 } } })
  call.order(typed('hello'))
  call.order(createReply)
  call.says('Hi there.')
  if (servers === 'working') atWork(call)
  call.wait(1_000)
  if (phase === 'awaiting-words') call.userTurn()
  if (phase === 'awaiting-transcript') call.order({ type: 'commit-turn' })
  // A reply that runs while the user speaks was ordered by the client after the start of the speech, which would have interrupted it.
  if (user === 'speaking') call.userStarts()
  if (phase === 'awaiting-transcript' || phase === 'generating' || phase === 'draining') call.order(createReply)
  if (phase === 'generating' || phase === 'draining') {
    call.writes('What can I')
    call.plays(1)
  }
  if (phase === 'draining') call.thinkingEnds()
  return call
}

/** One tool server runs a tool for a reply that has ended, another is asked for its tools. */
function atWork(call: Call): void {
  call.learns(toolServer(), 'look_up')
  call.order(createReply)
  call.callsTool('call_9', 'look_up')
  call.thinkingEnds()
  call.order({ type: 'update-settings', patch: { toolServers: [toolServer({ label: 'more' })] } })
}

const serversFor = (kind: InputKind) => (kind in serverWork ? 'working' : 'none')

/** A transcription session with one turn behind it, and a second one whose words are missing. */
function transcriptionCall(user: UserPhase): Call {
  const call = Call.opened({ kind: { type: 'transcription' }, settings: { transcription } })
  call.words('hello', call.userTurn())
  call.userTurn()
  if (user === 'speaking') call.userStarts()
  return call
}

/** A call whose reply is generating, with speech over it that is suspected, or kept because the reply refuses interruption. */
function callOver(user: 'suspected' | 'kept', servers: 'none' | 'working' = 'none'): Call {
  const call = Call.opened({ settings: { turnDetection: defaultSemanticVad } })
  call.order(typed('hello'))
  call.order(createReply)
  call.says('Hi there.')
  if (servers === 'working') atWork(call)
  call.wait(1_000)
  call.order({ type: 'create-reply', options: { interruption: user === 'kept' ? 'refuse' : 'allow' } })
  call.writes('What can I')
  call.plays(1)
  call.userStarts()
  if (user === 'kept') call.feed({ type: 'speech-judged', verdict: { type: 'yield', reason: '' } })
  return call
}

/** A call whose sound travels beside the messages: a reply is made while it is heard, or is over and not yet heard out. */
function callWithSound(phase: 'generating' | 'heard-out', servers: 'none' | 'working'): Call {
  const call = Call.opened({ sound: 'beside', settings: { transcription, turnDetection: { ...defaultServerVad, idleTimeoutMs: 5_000 } } })
  call.order(typed('hello'))
  call.order(createReply)
  call.says('Hi there.')
  call.wait(1_000)
  if (servers === 'working') atWork(call)
  call.order(createReply)
  if (phase === 'heard-out') call.says('What can I do for you?')
  else {
    call.writes('What can I')
    call.plays(1)
  }
  return call
}

function inputOf(kind: InputKind, call: Call): Input {
  const { reply, conversation, pendingTranscripts } = call.state
  const replyId = isActive(reply) ? reply.work.plan.replyId : 'resp_unknown'
  const itemId = isActive(reply) && reply.phase !== 'awaiting-transcript' && reply.open ? reply.open.itemId : 'item_unknown'
  const pending = [...pendingTranscripts.keys()][0] ?? 'item_unknown'
  const listId = [...call.state.toolServers.values()].find((each) => each.tools === 'listing')?.listId ?? 'item_unknown'
  const serverCallId = [...call.state.serverCalls.keys()][0] ?? 'item_unknown'
  const spokenId = conversation[1]?.id ?? ''
  const order = (command: (Input & { type: 'command' })['command']): Input => ({ type: 'command', command, bufferedMs: 1_000 })
  const timer = (name: (Input & { type: 'timer-fired' })['timer'], afterMs = 0): Input => {
    call.nowMs += afterMs
    return { type: 'timer-fired', timer: name, audioMs: call.nowMs }
  }
  const inputs: Record<InputKind, () => Input> = {
    opened: () => ({ type: 'opened' }),
    'turn-decided': () => ({ type: 'turn-decided', decision: 'user-started', reason: '', evidence: {}, words: null, audioMs: call.nowMs }),
    'user-started': () => ({ type: 'user-started', audioStartMs: call.nowMs, reason: '' }),
    'user-finished': () => ({ type: 'user-finished', audioEndMs: call.nowMs, reason: '' }),
    'speech-judged': () => ({ type: 'speech-judged', verdict: { type: 'yield', reason: '' } }),
    'words-settled': () => ({ type: 'words-settled', text: 'so far' }),
    'transcript-ended': () => ({ type: 'transcript-ended', itemId: pending, transcript: 'yes' }),
    'transcript-failed': () => ({ type: 'transcript-failed', itemId: pending, code: 'recognition-failed', message: '' }),
    'text-delta': () => ({ type: 'text-delta', replyId, delta: ' do' }),
    'tool-call-started': () => ({ type: 'tool-call-started', replyId, callId: 'call_1', name: 'clock' }),
    'tool-call-delta': () => ({ type: 'tool-call-delta', replyId, callId: 'call_1', delta: '{' }),
    'tool-call-ended': () => ({ type: 'tool-call-ended', replyId, callId: 'call_1' }),
    'thinking-ended': () => ({ type: 'thinking-ended', replyId, because: 'completed', usage: null }),
    'audio-spoken': () => ({ type: 'audio-spoken', replyId, itemId, audio: new Uint8Array(2), durationMs: 100, words: [] }),
    'speaking-ended': () => ({ type: 'speaking-ended', replyId, itemId }),
    'reply-failed': () => ({ type: 'reply-failed', replyId, code: 'language-model-failed', message: '' }),
    'summary-ended': () => ({ type: 'summary-ended', summary: 'All is well.' }),
    'summary-failed': () => ({ type: 'summary-failed', code: 'language-model-failed', message: '' }),
    'tool-list-ended': () => ({ type: 'tool-list-ended', itemId: listId, tools: [] }),
    'tool-list-failed': () => ({ type: 'tool-list-failed', itemId: listId, code: 'tool-server-failed', message: '' }),
    'server-call-ended': () => ({ type: 'server-call-ended', itemId: serverCallId, output: '21' }),
    'server-call-failed': () => ({ type: 'server-call-failed', itemId: serverCallId, failure: { kind: 'execution', message: '' } }),
    'append-refused': () => ({ type: 'append-refused', commandId: null, because: 'full' }),
    'link-lost': () => ({ type: 'link-lost' }),
    'timer session-end': () => timer('session-end'),
    'timer idle': () => timer('idle'),
    'timer reply-watch': () => timer('reply-watch', replyStallMs),
    'timer transcript-watch': () => timer('transcript-watch', transcriptLimitMs),
    'timer suspicion': () => timer('suspicion'),
    'timer kept-speech': () => timer('kept-speech'),
    'timer passed-speech': () => timer('passed-speech'),
    'timer summary': () => timer('summary'),
    'timer playback': () => timer('playback', 10_000),
    'order update-settings': () => order({ type: 'update-settings', patch: { speed: 1.1 } }),
    'order commit-turn': () => order({ type: 'commit-turn' }),
    'order clear-audio': () => order({ type: 'clear-audio' }),
    'order add-item': () => order(typed('by the way')),
    'order retrieve-item': () => order({ type: 'retrieve-item', itemId: spokenId }),
    'order truncate-item': () => order({ type: 'truncate-item', itemId: spokenId, contentIndex: 0, audioEndMs: 100 }),
    'order delete-item': () => order({ type: 'delete-item', itemId: spokenId }),
    'order create-reply': () => order(createReply),
    'order cancel-reply': () => order({ type: 'cancel-reply' }),
    'order clear-playback': () => order({ type: 'clear-playback' }),
    'order end-session': () => order({ type: 'end-session' }),
  }
  return inputs[kind]()
}

function inShort(effects: Effect[]): string {
  return effects.map((effect) => (effect.do === 'emit' ? effect.event.type : `>${effect.do}${'timer' in effect ? `:${effect.timer}` : ''}`)).join(' ')
}

const phases = Object.keys(totalTable) as ReplyPhase[]
const kinds = Object.keys(totalTable.none) as InputKind[]

/** Every input comes to a call of its own. */
function expectAnswers(rows: Rows, user: UserPhase, callFor: (kind: InputKind) => Call): void {
  const answers: Partial<Record<InputKind, string>> = {}
  const expected: Partial<Record<InputKind, string>> = {}
  for (const kind of kinds) {
    const call = callFor(kind)
    answers[kind] = inShort(call.feed(inputOf(kind, call)))
    const cell = rows[kind]
    expected[kind] = typeof cell === 'string' ? cell : cell[user]
  }
  expect(answers).toEqual(expected)
}

describe('the total table', () => {
  for (const phase of phases) {
    for (const user of ['silent', 'speaking'] as const) {
      it(`R2 reply ${phase}, user ${user}: every input has its answer`, () => {
        expect(callIn(phase, user).state).toMatchObject({ reply: { phase }, user: { phase: user } })
        expectAnswers(totalTable[phase], user, (kind) => callIn(phase, user, serversFor(kind)))
      })
    }
  }

  for (const user of ['silent', 'speaking'] as const) {
    it(`K1 a transcription session, user ${user}: every input has its answer`, () => {
      expectAnswers(transcriptionTable, user, () => transcriptionCall(user))
    })
  }

  for (const user of ['suspected', 'kept'] as const) {
    it(`I1 user ${user} over a reply: every input has its answer`, () => {
      expect(callOver(user).state).toMatchObject({ reply: { phase: 'generating' }, user: { phase: user } })
      expectAnswers(floorTable[user], 'speaking', (kind) => callOver(user, serversFor(kind)))
    })
  }

  for (const phase of ['generating', 'heard-out'] as const) {
    it(`P2 sound beside the messages, reply ${phase}: every input has its answer`, () => {
      expectAnswers(soundTable[phase], 'silent', (kind) => callWithSound(phase, serversFor(kind)))
    })
  }

  it('R3 in no phase does a fact of another reply change anything', () => {
    for (const phase of phases) {
      const call = callIn(phase, 'silent')
      const before = call.state
      for (const kind of kinds) {
        const input = inputOf(kind, callIn(phase, 'silent'))
        if ('replyId' in input) expect(call.feed({ ...input, replyId: 'resp_other' })).toEqual([])
      }
      expect(call.state).toBe(before)
    }
  })

  it('S7 before the start and after the end every input is answered by nothing', () => {
    for (const kind of kinds) {
      const changesLife = kind === 'opened' || kind === 'link-lost'
      if (!changesLife) expect(new Call().feed(inputOf(kind, callIn('generating', 'silent')))).toEqual([])
      const late = callIn('generating', 'silent')
      const input = inputOf(kind, late)
      late.feed({ type: 'link-lost' })
      const { state } = late
      expect(late.feed(input)).toEqual([])
      expect(late.state).toBe(state)
    }
  })
})
