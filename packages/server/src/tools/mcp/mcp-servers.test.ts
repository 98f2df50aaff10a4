import type { LookupFunction } from 'node:net'
import type { ToolServer } from '@sidetone/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, systemClock } from '../../lib/clock.js'
import type { ToolServers } from '../contract.js'
import { createMcpServers, type McpServersOptions } from './mcp-servers.js'
import { startMcpServer, type TestMcpServer, type TestMcpServerOptions, type TestTool, text } from './testing/mcp-server.js'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

const never = new AbortController().signal

function serversOf(options: Partial<McpServersOptions> = {}): ToolServers {
  const servers = createMcpServers({ clock: systemClock, allowPrivateAddresses: true, ...options })()
  open.unshift(servers)
  return servers
}

async function start(tools: readonly TestTool[], options: TestMcpServerOptions = {}): Promise<{ test: TestMcpServer; server: ToolServer }> {
  const test = await startMcpServer(tools, options)
  open.push(test)
  return { test, server: definition(test.url) }
}

function definition(url: string, more: Partial<ToolServer> = {}): ToolServer {
  return { label: 'test', url, description: null, authorization: null, headers: {}, allowedTools: null, approval: 'never', ...more }
}

/** Something that a test waits for. */
function happening(): { happened: () => void; event: Promise<void> } {
  let happened: () => void = () => {}
  const event = new Promise<void>((resolve) => {
    happened = resolve
  })
  return { happened, event }
}

const hello: TestTool = { name: 'hello', run: () => text('hi') }

describe('MCP servers', () => {
  it.each(['streamable-http', 'sse'] as const)('by %s: lists tools and runs one', async (transport) => {
    const { server } = await start([hello], { transport })
    const servers = serversOf()
    expect(await servers.list(server, never)).toEqual([{ name: 'hello', description: null, parameters: { type: 'object' }, annotations: null }])
    expect(await servers.call(server, 'hello', {}, never)).toBe('hi')
  })

  it('one connection carries every call of a session', async () => {
    const { server, test } = await start([hello])
    const servers = serversOf()
    await servers.list(server, never)
    await servers.call(server, 'hello', {}, never)
    await servers.call(server, 'hello', {}, never)
    const sessions = new Set(test.requests.map(({ headers }) => headers['mcp-session-id']).filter((id) => id !== undefined))
    expect(sessions.size).toBe(1)
  })

  it('a server that has forgotten the session is connected to anew', async () => {
    const { server, test } = await start([hello])
    const servers = serversOf()
    await servers.list(server, never)
    test.forgetSessions()
    expect(await servers.call(server, 'hello', {}, never)).toBe('hi')
  })

  it('the secrets go with every request, and never into what is told of a failure', async () => {
    const { server, test } = await start([{ name: 'leak', run: () => Promise.reject(new Error('you said abc-secret and tenant-secret')) }])
    const secret = { ...server, authorization: 'Bearer abc-secret', headers: { 'X-Tenant': 'tenant-secret' } }
    const failing = serversOf().call(secret, 'leak', {}, never)
    await expect(failing).rejects.toMatchObject({
      failure: { kind: 'protocol', code: -32_603, message: expect.stringContaining('you said [removed] and [removed]') },
    })
    for (const { headers } of test.requests) expect(headers).toMatchObject({ authorization: 'Bearer abc-secret', 'x-tenant': 'tenant-secret' })
  })

  it('a server on this machine or in a private network is not connected to unless that is allowed', async () => {
    const { server, test } = await start([hello])
    const servers = serversOf({ allowPrivateAddresses: false })
    await expect(servers.list(server, never)).rejects.toMatchObject({
      code: 'tool-server-failed',
      message: expect.stringContaining('mcp.allowPrivateAddresses'),
    })
    const named = definition(test.url.replace('127.0.0.1', 'localhost'))
    await expect(servers.list(named, never)).rejects.toThrow('mcp.allowPrivateAddresses')
    expect(test.requests).toEqual([])
  })

  it('a public name is connected to where its checked address is', async () => {
    const { server, test } = await start([hello])
    // Stands for a public address, which a test cannot have.
    const lookup: LookupFunction = (_, { all }, callback) => (all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4))
    const named = definition((server.url ?? '').replace('127.0.0.1', 'tools.example.com'))
    expect(await serversOf({ allowPrivateAddresses: false, lookup }).call(named, 'hello', {}, never)).toBe('hi')
    expect(test.requests[0]?.headers.host).toBe(test.host.replace('127.0.0.1', 'tools.example.com'))
  })

  it('a redirect is not followed', async () => {
    const { server: target, test } = await start([hello])
    const { server } = await start([], {
      instead: (_, response) => {
        response.writeHead(307, { location: target.url ?? '' }).end()
        return true
      },
    })
    await expect(serversOf().list(server, never)).rejects.toThrow('redirects (status 307)')
    expect(test.requests).toEqual([])
  })

  it('an answer without an end is not read to its end', async () => {
    const { server } = await start([], {
      instead: (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
          response.once('drain', more)
        }
        more()
        return true
      },
    })
    await expect(serversOf().list(server, never)).rejects.toThrow('more than 8388608 bytes')
  })

  it('the status of a server that refuses is told', async () => {
    const { server } = await start([], {
      instead: (_, response) => {
        response.writeHead(401).end('who are you')
        return true
      },
    })
    await expect(serversOf().call(server, 'hello', {}, never)).rejects.toMatchObject({ failure: { kind: 'http', code: 401 } })
  })

  it('a list that takes longer than its limit fails', async () => {
    const clock = new ManualClock()
    const { happened: arrived, event: arrival } = happening()
    const { server } = await start([], {
      instead: () => {
        arrived()
        return true
      },
    })
    const listing = serversOf({ clock }).list(server, never)
    const refused = expect(listing).rejects.toThrow('did not list its tools within 10 s')
    await arrival
    await clock.advance(10_000)
    await refused
  })

  it('a call that takes longer than its limit fails, and the server hears that it is taken back', async () => {
    const clock = new ManualClock()
    const { happened: began, event: beginning } = happening()
    const { happened: taken, event: takenBack } = happening()
    const wait: TestTool = {
      name: 'wait',
      run: (_, signal) => {
        began()
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            taken()
            reject(new Error('taken back'))
          })
        })
      },
    }
    const { server } = await start([wait])
    const calling = serversOf({ clock }).call(server, 'wait', {}, never)
    const refused = expect(calling).rejects.toMatchObject({ failure: { message: 'The tool gave nothing within 60 s.' } })
    await beginning
    await clock.advance(60_000)
    await refused
    await takenBack
  })

  it('more tools than the limit are refused, unless the client chooses among them', async () => {
    const many = Array.from({ length: 129 }, (_, index): TestTool => ({ name: `tool_${index}` }))
    const { server } = await start(many)
    const servers = serversOf()
    await expect(servers.list(server, never)).rejects.toThrow('129 tools, and at most 128')
    expect(await servers.list({ ...server, allowedTools: { names: ['tool_7'], readOnly: null } }, never)).toHaveLength(1)
  })

  it('a tool with a description or schema without measure is refused by name', async () => {
    const { server } = await start([{ name: 'long', description: 'x'.repeat(40_000) }])
    await expect(serversOf().list(server, never)).rejects.toThrow('"long" is longer than 32768 characters')
    let deep: object = {}
    for (let level = 0; level < 200; level++) deep = { of: deep }
    const { server: other } = await start([{ name: 'deep', inputSchema: { type: 'object', properties: { deep } } }])
    await expect(serversOf().list(other, never)).rejects.toThrow('"deep" has a schema of too many levels')
  })

  it('an output is text for a language model, and no longer than it can use', async () => {
    const { server } = await start([
      { name: 'long', run: () => text('x'.repeat(100_000)) },
      {
        name: 'mixed',
        run: () => ({
          content: [
            { type: 'text', text: 'a map:' },
            { type: 'image', data: '', mimeType: 'image/png' },
          ],
        }),
      },
      { name: 'data', run: () => ({ content: [], structuredContent: { degrees: 21 } }) },
    ])
    const servers = serversOf()
    const long = await servers.call(server, 'long', {}, never)
    expect(long.length).toBeLessThan(65_600)
    expect(long).toContain('(cut off: 100000 characters)')
    expect(await servers.call(server, 'mixed', {}, never)).toBe('a map:\n(image: image/png)')
    expect(await servers.call(server, 'data', {}, never)).toBe('{"degrees":21}')
  })

  it('the end of the session ends what runs and takes leave of the server', async () => {
    const { happened: began, event: beginning } = happening()
    const { happened: left, event: leaving } = happening()
    const wait: TestTool = {
      name: 'wait',
      run: () => {
        began()
        return new Promise(() => {})
      },
    }
    const { server } = await start([wait], {
      instead: ({ method }) => {
        if (method === 'DELETE') left()
        return false
      },
    })
    const servers = serversOf()
    const refused = expect(servers.call(server, 'wait', {}, never)).rejects.toThrow('The session has ended.')
    await beginning
    servers.close()
    servers.close()
    await refused
    await leaving
  })
})
