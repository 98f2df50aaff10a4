import { describe, expect, it } from 'vitest'
import type { WireMessage } from '../contract.js'
import { fair, ManualClock, Network, settle, type Visit } from '../test-support/index.js'
import type { VoiceFailure } from '../voice-failure.js'
import { Link, type LinkStatus } from './link.js'

/** A server that can resume, in the least that the client sees of it. */
function resumableServer() {
  const received: string[] = []
  const visits: { readonly protocols: readonly string[]; code: number | null | undefined; readonly visit: Visit }[] = []
  const server = {
    received,
    visits,
    /** Of the session: what was sent so far, to be sent again. */
    sent: [] as string[],
    resumes: true,
    say(event: object) {
      server.sent.push(JSON.stringify(event))
      visits.at(-1)?.visit.send(JSON.stringify(event))
    },
    serve(visit: Visit) {
      const entry = { protocols: visit.protocols, code: undefined as number | null | undefined, visit }
      visits.push(entry)
      visit.onMessage = (message) => received.push(JSON.parse(message).type)
      visit.onClose = (code) => {
        entry.code = code
      }
      const [, , had] = (visit.protocols.find((each) => each.startsWith('sidetone-resume.')) ?? '').split('.')
      if (had !== undefined && server.resumes) {
        visit.send(JSON.stringify({ type: 'sidetone.session.resumed', received: received.length }))
        for (const message of server.sent.slice(Number(had))) visit.send(message)
        return
      }
      received.length = 0
      server.sent = []
      server.say({ type: 'session.created', session: {} })
      server.say({ type: 'sidetone.session.resumable', token: `token${visits.length}`, grace_ms: 30_000 })
    },
  }
  return server
}

function linked(over: { key?: () => Promise<string | null>; reconnectForMs?: number } = {}, server = resumableServer()) {
  const clock = new ManualClock()
  const network = new Network(clock, (visit) => server.serve(visit))
  const statuses: LinkStatus[] = []
  const events: string[] = []
  const troubles: VoiceFailure[] = []
  const wire: WireMessage[] = []
  const link = new Link({
    url: 'ws://server',
    key: over.key ?? (async () => null),
    clock,
    openSocket: network.open,
    reconnectForMs: over.reconnectForMs ?? 60_000,
    chance: () => 0,
    onEvent: (event) => events.push(event.type),
    onWire: (message) => wire.push(message),
    onStatus: (status) => statuses.push(status),
    onTrouble: (failure) => troubles.push(failure),
  })
  return { clock, server, network, link, statuses, events, troubles, wire, told: () => statuses.map((each) => ('session' in each ? each.session : each.type)) }
}

describe('the link', () => {
  it('sends what waited as soon as there is a session', async () => {
    const { link, clock, server, told } = linked()
    link.open()
    link.send({ type: 'early' })
    await clock.advance(100)
    link.send({ type: 'late' })
    await clock.advance(100)
    expect(server.received).toEqual(['early', 'late'])
    expect(told()).toEqual(['opening', 'new'])
    expect(link.extended).toBe(true)
  })

  it('takes a session up again after a cut: nothing is lost and nothing comes twice, in either direction', async () => {
    const { link, clock, server, network, told, events } = linked()
    link.open()
    await clock.advance(100)
    link.send({ type: 'one' })
    await clock.advance(100)
    // The first of these is on its way when the line breaks, the second waits.
    link.send({ type: 'two' })
    server.say({ type: 'answer' })
    network.cut()
    link.send({ type: 'three' })
    await clock.advance(1_000)
    expect(told()).toEqual(['opening', 'new', 'lost', 'resumed'])
    expect(server.received).toEqual(['one', 'two', 'three'])
    expect(events).toEqual(['session.created', 'sidetone.session.resumable', 'answer'])
  })

  it('survives any number of cuts in the middle of a conversation', async () => {
    const { link, clock, server, network, events } = linked()
    network.weather = { ...fair, delayMs: 60, jitterMs: 40, lateEvery: 7, lateMs: 120 }
    link.open()
    await clock.advance(500)
    const said: string[] = []
    for (let round = 0; round < 40; round++) {
      said.push(`said${round}`)
      link.send({ type: `said${round}` })
      server.say({ type: `told${round}` })
      await clock.advance(30)
      if (round % 6 === 5) network.cut()
    }
    await clock.advance(10_000)
    expect(server.received).toEqual(said)
    expect(events.slice(2)).toEqual(said.map((each) => each.replace('said', 'told')))
  })

  it('begins another session when the old one is gone, with what was said since the loss', async () => {
    const { link, clock, server, network, told } = linked()
    link.open()
    await clock.advance(100)
    link.send({ type: 'before' })
    await clock.advance(100)
    server.resumes = false
    network.cut()
    link.send({ type: 'meanwhile' })
    await clock.advance(1_000)
    expect(told()).toEqual(['opening', 'new', 'lost', 'replaced'])
    expect(server.received).toEqual(['meanwhile'])
    // The new one can be taken up as well.
    server.resumes = true
    link.send({ type: 'more' })
    network.cut()
    await clock.advance(1_000)
    expect(server.received).toEqual(['meanwhile', 'more'])
  })

  it('gives up when the server stays away for longer than it was told to wait', async () => {
    const { link, clock, network, statuses } = linked({ reconnectForMs: 20_000 })
    link.open()
    await clock.advance(100)
    network.weather = { ...fair, down: true }
    network.cut()
    await clock.advance(15_000)
    expect(link.status.type).toBe('lost')
    await clock.advance(9_000)
    expect(statuses.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'link-lost' } })
  })

  it('a server that never was there is told at once', async () => {
    const { link, clock, network, statuses } = linked()
    network.weather = { ...fair, down: true }
    link.open()
    await clock.advance(100)
    expect(statuses.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'link-refused' } })
  })

  it('a refusal is final', async () => {
    const { link, clock, server, statuses } = linked()
    link.open()
    await clock.advance(100)
    server.visits[0]?.visit.close(1008, 'no key')
    await clock.advance(60_000)
    expect(statuses.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'link-refused', message: 'no key' } })
    expect(server.visits).toHaveLength(1)
  })

  it('says goodbye only when the user leaves: a socket that is given up for another does not end the session', async () => {
    const { link, clock, server, told } = linked()
    link.open()
    await clock.advance(100)
    link.renew()
    await clock.advance(1_000)
    expect(server.visits[0]?.code).toBe(4000)
    expect(told()).toEqual(['opening', 'new', 'lost', 'resumed'])
    link.close()
    expect(server.visits[1]?.code).toBe(1000)
    await clock.advance(60_000)
    expect(server.visits).toHaveLength(2)
  })

  it('a message that cannot be read is told and counted', async () => {
    const { link, clock, server, network, troubles, events } = linked()
    link.open()
    await clock.advance(100)
    for (const broken of ['{', '7', 'null']) {
      server.sent.push(broken)
      server.visits[0]?.visit.send(broken)
    }
    await clock.advance(100)
    expect(troubles.map(({ code }) => code)).toEqual(['wire-error', 'wire-error', 'wire-error'])
    network.cut()
    server.say({ type: 'next' })
    await clock.advance(1_000)
    expect(events.at(-1)).toBe('next')
    expect(events).toHaveLength(3)
  })

  it('a key that comes late opens no second socket', async () => {
    const keys: ((key: string | null) => void)[] = []
    const { link, clock, server } = linked({ key: () => new Promise((resolve) => keys.push(resolve)) })
    link.open()
    await settle()
    link.close()
    link.open()
    await settle()
    for (const give of keys) give(null)
    await clock.advance(1_000)
    expect(server.visits).toHaveLength(1)
  })

  it('a key that cannot be had is the reason of the failure', async () => {
    const { link, clock, statuses } = linked({ key: () => Promise.reject(new Error('no key today')) })
    link.open()
    await clock.advance(100)
    expect(statuses.at(-1)).toMatchObject({ type: 'failed', failure: { message: 'no key today' } })
  })

  describe('with the session of an earlier page', () => {
    async function kept() {
      const first = linked()
      first.link.open()
      await first.clock.advance(100)
      first.link.send({ type: 'one' })
      await first.clock.advance(100)
      first.server.say({ type: 'answer' })
      first.network.cut()
      first.link.send({ type: 'two' })
      const link = first.link.keep(2)
      first.link.close()
      return { ...first, kept: link }
    }
    /** Another link to the same server. */
    function next({ server }: { readonly server: ReturnType<typeof resumableServer> }) {
      return linked({}, server)
    }

    it('goes on: what it missed comes, and what the earlier one could not send goes before what this one says', async () => {
      const first = await kept()
      expect(first.kept?.received).toBe(2)
      const { link, clock, server, told, events } = next(first)
      link.open(first.kept)
      link.send({ type: 'three' })
      await clock.advance(200)
      expect(told()).toEqual(['opening', 'resumed'])
      expect(events).toEqual(['answer'])
      expect(server.received).toEqual(['one', 'two', 'three'])
      expect(link.receivedMessages).toBe(3)
    })
    it('and goes on over cuts, as if it were its own', async () => {
      const first = await kept()
      const { link, clock, server, network, told } = next(first)
      link.open(first.kept)
      await clock.advance(200)
      link.send({ type: 'three' })
      network.cut()
      link.send({ type: 'four' })
      await clock.advance(1_000)
      expect(told()).toEqual(['opening', 'resumed', 'lost', 'resumed'])
      expect(server.received).toEqual(['one', 'two', 'three', 'four'])
    })
    it('waits for a server that is away, as long as for one that was lost', async () => {
      const first = await kept()
      const { link, clock, server, network, told } = next(first)
      network.weather = { ...fair, down: true }
      link.open(first.kept)
      link.send({ type: 'three' })
      await clock.advance(5_000)
      network.weather = fair
      await clock.advance(10_000)
      expect(told()).toEqual(['opening', 'lost', 'resumed'])
      expect(server.received).toEqual(['one', 'two', 'three'])
    })
    it('begins a new one when the server does not have it, with what this page said alone', async () => {
      const first = await kept()
      first.server.resumes = false
      const { link, clock, server, told } = next(first)
      link.open(first.kept)
      link.send({ type: 'three' })
      await clock.advance(200)
      expect(told()).toEqual(['opening', 'new'])
      expect(server.received).toEqual(['three'])
    })
    it('has nothing to keep before it is known whether it goes on, or behind its end', async () => {
      const first = await kept()
      const { link, clock } = next(first)
      link.open(first.kept)
      expect(link.keep(2)).toBeNull()
      await clock.advance(200)
      expect(link.keep(3)).toMatchObject({ token: first.kept?.token, received: 3 })
      link.close()
      expect(link.keep(3)).toBeNull()
    })
  })

  it('a session that goes on in another page is not taken back', async () => {
    const { link, clock, server, statuses } = linked()
    link.open()
    await clock.advance(100)
    server.visits[0]?.visit.close(4001, 'the session goes on over another connection')
    await clock.advance(60_000)
    expect(statuses.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'session-ended' } })
    expect(server.visits).toHaveLength(1)
  })
})
