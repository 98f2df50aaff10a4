import { limits, type ToolServer } from '@sidetone/protocol'
import { describe, expect, it } from 'vitest'
import { defaultServerVad } from './settings.js'
import { Call, cancelReply, createReply, type EventOf, type Order, tool, toolServer } from './test-support/call.js'

const written = { settings: { modality: 'text' } } as const

function update(...toolServers: ToolServer[]): Order {
  return { type: 'update-settings', patch: { toolServers } }
}

/** A session that knows a server with the tool `look_up`, and whose reply has called it. Returns the call's item. */
function calling(server: Partial<ToolServer> = {}): { call: Call; itemId: string } {
  const call = Call.opened(written)
  call.learns(toolServer(server), 'look_up')
  call.order(createReply)
  call.callsTool('call_1', 'look_up', '{"word":"love"}')
  return { call, itemId: call.last('reply-item-ended').item.id }
}

function lastRequest(call: Call) {
  const effect = call.effects.findLast((each) => each.do === 'start-thinking')
  if (!effect) throw new Error('No reply was thought out.')
  return effect.request
}

function answer(call: Call, approve: boolean, reason: string | null = null): Order {
  const request = call.state.conversation.find((item) => item.type === 'approval-request')
  return { type: 'add-item', item: { type: 'approval-response', approvalRequestId: request?.id ?? '', approve, reason }, after: { at: 'end' } }
}

describe('tool servers', () => {
  it('M1 one server that may not be named refuses the whole update', () => {
    const call = Call.opened({ abilities: { toolServers: { allowed: ['docs.example.com'], allowPlainHttp: false } } })
    call.order(update(toolServer(), toolServer({ label: 'other', url: 'https://other.example.com' })))
    expect(call.types()).toEqual(['failed'])
    expect(call.last('failed')).toMatchObject({ code: 'tool-server-not-allowed', detail: { url: 'https://other.example.com' } })
    expect(call.state.settings.toolServers).toEqual([])
  })

  it('M1 a label alone means the server that bore it; one that never did is refused', () => {
    const call = Call.opened()
    call.order(update(toolServer({ url: null })))
    expect(call.last('failed').code).toBe('tool-server-unknown')
    call.learns(toolServer({ allowedTools: { names: ['look_up'], readOnly: null } }), 'look_up')
    call.order(update())
    call.read()
    call.order(update(toolServer({ url: null, approval: 'always' })))
    expect(call.types()).toEqual(['settings-updated'])
    expect(call.state.settings.toolServers).toEqual([toolServer({ allowedTools: { names: ['look_up'], readOnly: null } })])
  })

  it('M1 a session knows a limited number of servers', () => {
    const call = Call.opened()
    for (let count = 0; count < limits.toolServers; count++) call.order(update(toolServer({ label: `server ${count}` })))
    call.order(update(toolServer({ label: 'one more' })))
    expect(call.last('failed').code).toBe('too-many-tool-servers')
  })

  it('M1 servers of the settings that a session starts with are checked as those of an update', () => {
    const refused = new Call({ settings: { toolServers: [toolServer()] }, abilities: { toolServers: { allowed: [], allowPlainHttp: false } } })
    refused.feed({ type: 'opened' })
    expect(refused.types()).toEqual(['session-started', 'failed'])
    expect(refused.state.settings.toolServers).toEqual([])
    const call = new Call({ settings: { toolServers: [toolServer()] } })
    call.feed({ type: 'opened' })
    expect(call.types()).toEqual(['session-started', 'item-added', 'tool-list-started'])
  })

  it('M2 a server is asked for its tools behind the update that names it, and its list is an item', () => {
    const call = Call.opened()
    call.order(update(toolServer({ allowedTools: { names: ['look_up', 'clock'], readOnly: true } })))
    expect(call.types()).toEqual(['settings-updated', 'item-added', 'tool-list-started'])
    const itemId = call.last('tool-list-started').itemId
    const readOnly = { ...tool('look_up'), annotations: { readOnlyHint: true } }
    call.feed({ type: 'tool-list-ended', itemId, tools: [readOnly, tool('clock'), { ...tool('other'), annotations: { readOnlyHint: true } }] })
    expect(call.types()).toEqual(['tool-list-ended', 'item-ended'])
    expect(call.history()).toEqual(['docs has look_up'])
  })

  it('M2 a server is asked again when it is reached otherwise, or when it failed, and not else', () => {
    const call = Call.opened()
    call.order(update(toolServer()))
    const first = call.last('tool-list-started').itemId
    call.read()
    call.order(update(toolServer({ approval: 'always', description: 'Words.' })))
    expect(call.types()).toEqual(['settings-updated'])
    call.order(update(toolServer({ authorization: 'other' })))
    expect(call.types()).toEqual(['settings-updated', 'tool-list-failed', 'item-ended', 'item-added', 'tool-list-started'])
    expect(call.feed({ type: 'tool-list-ended', itemId: first, tools: [tool('stale')] })).toEqual([])
    call.feed({ type: 'tool-list-failed', itemId: call.last('tool-list-started').itemId, code: 'tool-server-failed', message: 'no' })
    call.read()
    call.order(update(toolServer({ authorization: 'other' })))
    expect(call.types()).toEqual(['settings-updated', 'item-added', 'tool-list-started'])
  })

  it('M3 the model sees the tools of servers that have told of them, and no others', () => {
    const call = Call.opened(written)
    call.order({ type: 'update-settings', patch: { tools: [{ name: 'clock', description: null, parameters: {} }] } })
    call.order(update(toolServer({ description: 'Words.' }), toolServer({ label: 'slow' })))
    call.feed({ type: 'tool-list-ended', itemId: call.all('tool-list-started')[0]?.itemId ?? '', tools: [tool('clock'), tool('look up')] })
    call.order(createReply)
    expect(lastRequest(call).tools.map(({ name }) => name)).toEqual(['clock', 'docs_clock', 'look_up'])
    expect(lastRequest(call).tools[2]?.description).toBe('(docs: Words.)')
  })

  it('M3 a choice of a server is a choice among its tools, as soon as it has some', () => {
    const call = Call.opened(written)
    call.order({
      type: 'update-settings',
      patch: { tools: [{ name: 'clock', description: null, parameters: {} }], toolChoice: { server: 'docs', tool: null } },
    })
    call.order(update(toolServer()))
    call.order(createReply)
    expect(lastRequest(call)).toMatchObject({ toolChoice: 'auto', tools: [{ name: 'clock' }] })
    call.order(cancelReply)
    call.feed({ type: 'tool-list-ended', itemId: call.last('tool-list-started').itemId, tools: [tool('a'), tool('b')] })
    call.order(createReply)
    expect(lastRequest(call)).toMatchObject({ toolChoice: 'required', tools: [{ name: 'a' }, { name: 'b' }] })
    call.order(cancelReply)
    call.order({ type: 'create-reply', options: { toolChoice: { server: 'docs', tool: 'b' } } })
    expect(lastRequest(call)).toMatchObject({ toolChoice: { tool: 'b' }, tools: [{ name: 'clock' }, { name: 'a' }, { name: 'b' }] })
  })

  it('M3 servers that a reply names are asked too, but their tools are not there for this reply', () => {
    const call = Call.opened(written)
    call.order({ type: 'create-reply', options: { tools: [], toolServers: [toolServer()] } })
    expect(call.types()).toEqual(['item-added', 'tool-list-started', 'reply-started'])
    expect(lastRequest(call).tools).toEqual([])
    expect(call.state.settings.toolServers).toEqual([])
  })

  it('M3 a reply beside the conversation sees no tools of servers, and may not name any', () => {
    const call = Call.opened(written)
    call.learns(toolServer(), 'look_up')
    call.order({ type: 'create-reply', options: { conversation: 'none' } })
    expect(lastRequest(call).tools).toEqual([])
    call.order({ type: 'create-reply', options: { conversation: 'none', toolServers: [toolServer()] } })
    expect(call.last('failed').code).toBe('tool-servers-need-conversation')
  })
})

describe('calls of server tools', () => {
  it('M4 a call runs behind its reply and ends in the conversation', () => {
    const { call, itemId } = calling()
    call.thinkingEnds()
    call.read()
    expect(call.state.reply.phase).toBe('none')
    call.feed({ type: 'server-call-ended', itemId, output: 'everything' })
    expect(call.types()).toEqual(['server-call-ended', 'item-ended'])
    expect(call.history()).toEqual(['docs has look_up', 'docs runs look_up({"word":"love"}): everything'])
    expect(call.feed({ type: 'server-call-ended', itemId, output: 'again' })).toEqual([])
  })

  it('M4 the call is told in order, and its item is open beyond the reply', () => {
    const { call } = calling()
    call.thinkingEnds()
    expect(call.types().slice(-7)).toEqual([
      'reply-item-started',
      'server-arguments-delta',
      'server-arguments-ended',
      'server-call-started',
      'reply-item-ended',
      'reply-ended',
      'limits-updated',
    ])
    expect(call.last('reply-item-ended').conversation).toBeNull()
  })

  it('M4 a call that ends before its reply is whole in the output of the reply', () => {
    const { call, itemId } = calling()
    call.feed({ type: 'server-call-ended', itemId, output: 'everything' })
    call.thinkingEnds()
    expect(call.last('reply-ended').reply.output).toMatchObject([{ id: itemId, status: 'completed', output: 'everything' }])
  })

  it.each([
    ['are no JSON', '{"word'],
    ['are no object', '["love"]'],
    ['are too long', `{"word":"${'x'.repeat(limits.serverArgumentsCharacters)}"}`],
  ])('M4 a call whose arguments %s fails without reaching its server', (_, json) => {
    const call = Call.opened(written)
    call.learns(toolServer(), 'look_up')
    call.order(createReply)
    call.callsTool('call_1', 'look_up', json)
    expect(call.last('server-call-failed').failure).toMatchObject({ kind: 'protocol', code: -32_602 })
    expect(call.orders()).not.toContain('call-server-tool')
  })

  it('M4 a limited number of calls wait or run', () => {
    const call = Call.opened(written)
    call.learns(toolServer(), 'look_up')
    call.order(createReply)
    for (let count = 0; count <= limits.serverCalls; count++) call.callsTool(`call_${count}`, 'look_up')
    expect(call.all('server-call-started')).toHaveLength(limits.serverCalls)
    expect(call.all('server-call-failed')).toHaveLength(1)
  })

  it('M4 nobody is nudged while a call runs', () => {
    const call = Call.opened({
      settings: { modality: 'text', turnDetection: { ...defaultServerVad, idleTimeoutMs: 5_000 } },
    })
    call.learns(toolServer(), 'look_up')
    call.order(createReply)
    call.callsTool('call_1', 'look_up')
    call.thinkingEnds()
    call.wait(20_000)
    expect(call.all('idle-timed-out')).toEqual([])
  })

  it('M5 a call that needs approval asks, and runs when it is approved', () => {
    const { call, itemId } = calling({ approval: 'always' })
    expect(call.all('server-call-started')).toEqual([])
    call.thinkingEnds()
    call.read()
    call.order(answer(call, true))
    expect(call.types()).toEqual(['item-added', 'item-ended', 'server-call-started'])
    expect(call.orders().at(-1)).toBe('call-server-tool')
    call.feed({ type: 'server-call-ended', itemId, output: 'everything' })
    const [request] = call.all('item-ended').filter(({ item }) => item.type === 'approval-request')
    expect(call.last('item-ended').item).toMatchObject({ type: 'server-call', approvalRequestId: request?.item.id, output: 'everything' })
  })

  it('M5 a call that is not approved fails with the reason, and one answer is all there is', () => {
    const { call } = calling({ approval: 'always' })
    call.thinkingEnds()
    call.order(answer(call, false, 'too dear'))
    expect(call.last('server-call-failed').failure).toEqual({ kind: 'execution', message: 'The call was not approved: too dear' })
    expect(call.orders()).not.toContain('call-server-tool')
    call.order(answer(call, true))
    expect(call.last('failed').code).toBe('approval-not-awaited')
  })

  it.each<[ToolServer['approval'], asks: boolean]>([
    ['always', true],
    ['never', false],
    [{ always: { names: ['look_up'], readOnly: null }, never: null }, true],
    [{ always: null, never: { names: ['look_up'], readOnly: null } }, false],
    [{ always: null, never: { names: ['other'], readOnly: null } }, true],
    [{ always: { names: ['look_up'], readOnly: null }, never: { names: ['look_up'], readOnly: null } }, true],
    [{ always: null, never: { names: null, readOnly: true } }, true],
    [{ always: null, never: { names: null, readOnly: false } }, false],
  ])('M5 approval by %j: asks %s', (approval, asks) => {
    const { call } = calling({ approval })
    expect(call.all('server-call-started')).toHaveLength(asks ? 0 : 1)
  })

  it('M6 the calls of a reply that is cancelled or interrupted come to nothing', () => {
    const { call, itemId } = calling()
    call.order(cancelReply)
    expect(call.last('server-call-failed')).toMatchObject({ itemId, failure: { message: 'The call was cancelled.' } })
    expect(call.effects).toContainEqual({ do: 'stop-server-work', itemId })
    expect(call.last('reply-ended').reply.output).toMatchObject([{ id: itemId, status: 'incomplete' }])
    const other = calling()
    other.call.userStarts()
    expect(other.call.effects).toContainEqual({ do: 'stop-server-work', itemId: other.itemId })
  })

  it('M6 speech behind the reply does not take its call back', () => {
    const { call, itemId } = calling()
    call.thinkingEnds()
    call.userStarts()
    expect(call.effects).not.toContainEqual({ do: 'stop-server-work', itemId })
  })

  it('M6 a call that is deleted, or whose question is, comes to nothing', () => {
    const running = calling()
    running.call.thinkingEnds()
    running.call.order({ type: 'delete-item', itemId: running.itemId })
    expect(running.call.effects).toContainEqual({ do: 'stop-server-work', itemId: running.itemId })
    const asking = calling({ approval: 'always' })
    asking.call.thinkingEnds()
    const question = asking.call.last('item-ended').item.id
    asking.call.order({ type: 'delete-item', itemId: question })
    expect(asking.call.last('server-call-failed').itemId).toBe(asking.itemId)
  })

  it('M7 a reply that is asked for when a call has its outcome waits for the reply that made it', () => {
    const { call, itemId } = calling()
    call.feed({ type: 'server-call-ended', itemId, output: 'everything' })
    call.order(createReply)
    expect(call.all('failed')).toEqual([])
    call.thinkingEnds()
    const [first, second] = call.all('reply-started') as [EventOf<'reply-started'>, EventOf<'reply-started'>]
    expect(first.reply.id).not.toBe(second.reply.id)
    expect(lastRequest(call).items.at(-1)).toMatchObject({ type: 'server-call', output: 'everything' })
  })
})
