import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/sidetone.js'
import { openWireClient, type WireClient } from '../support/wire-client.js'

describe('a session that is resumed', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ apiKeys: ['right-key'], maxSessions: 1 })
  })
  afterAll(() => server?.close())

  const open = (key: string | null, ...resume: readonly string[]) =>
    openWireClient(server.realtimeUrl, key === null ? {} : { authorization: `Bearer ${key}` }, ['realtime', 'sidetone.v1', ...resume])

  it('is had by who has its token: with any key, within the limit of sessions, over one connection at a time', async () => {
    const first = open('right-key')
    const { token } = (await first.log.next('sidetone.session.resumable')) as unknown as { readonly token: string }

    expect(await open(null, `sidetone-resume.${token}.2`).end).toEqual({ httpStatus: 401 })
    expect(await open('right-key', 'sidetone-resume.made_up.2').end).toEqual({ httpStatus: 429 })
    expect(await open('right-key', `sidetone-resume.${token}.999`).end).toEqual({ httpStatus: 429 })
    expect(await open('right-key').end).toEqual({ httpStatus: 429 })

    const second = open('another-key', `sidetone-resume.${token}.1`)
    await second.log.next('sidetone.session.resumed')
    // What it has not had comes again.
    expect(await second.log.next('sidetone.session.resumable')).toMatchObject({ token })
    expect(await first.end).toEqual({ code: 4001 })
    await isAnswered(second)
    second.close()
  })
})

async function isAnswered({ log, send }: WireClient): Promise<void> {
  send({ type: 'session.update', session: { type: 'realtime', instructions: 'Be brief.' } })
  expect((await log.next('session.updated')).session.instructions).toBe('Be brief.')
}
