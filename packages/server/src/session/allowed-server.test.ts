import { describe, expect, it } from 'vitest'
import { remedyFor } from './allowed-server.js'

const allows = (pattern: string, url: string, allowPlainHttp = false) => remedyFor(url, { allowed: [pattern], allowPlainHttp }) === null

describe('M1 a tool server may be named', () => {
  it.each([
    ['mcp.example.com', 'https://mcp.example.com/any/path'],
    ['MCP.example.com', 'https://mcp.EXAMPLE.com'],
    ['*.example.com', 'https://a.b.example.com'],
    ['mcp.example.com:8443', 'https://mcp.example.com:8443'],
    ['127.0.0.1:8931', 'http://127.0.0.1:8931/mcp'],
    ['[::1]:8931', 'http://[::1]:8931/mcp'],
    ['localhost:8931', 'http://localhost:8931/mcp'],
    ['https://example.com/tools', 'https://example.com/tools'],
    ['https://example.com/tools', 'https://example.com/tools/mine?of=me'],
    ['https://example.com/tools/', 'https://example.com/tools/mine'],
    ['*', 'https://anything.example.com'],
  ])('by %s: %s', (pattern, url) => expect(allows(pattern, url)).toBe(true))

  it.each([
    ['mcp.example.com', 'https://mcp.example.com.evil.net'],
    ['mcp.example.com', 'https://mcp.example.com:8443'],
    ['*.example.com', 'https://example.com'],
    ['*.example.com', 'https://evilexample.com'],
    ['https://example.com/tools', 'https://example.com/toolsmith'],
    ['https://example.com/tools', 'https://example.com/tools/../other'],
    ['https://example.com/tools', 'http://example.com/tools'],
    ['mcp.example.com', 'http://mcp.example.com'],
    ['*', 'http://127.0.0.1.example.com'],
  ])('not by %s: %s', (pattern, url) => expect(allows(pattern, url)).toBe(false))

  it('without TLS beyond loopback where that is allowed', () => {
    expect(allows('mcp.example.com', 'http://mcp.example.com', true)).toBe(true)
    expect(remedyFor('http://mcp.example.com', { allowed: ['*'], allowPlainHttp: false })).toContain('mcp.allowPlainHttp')
  })

  it('not at all by default, and the refusal names the setting and what to add', () => {
    expect(remedyFor('https://mcp.example.com:8443/x', { allowed: [], allowPlainHttp: false })).toBe(
      'add mcp.example.com:8443 to mcp.allowedServers (--mcp-server, SIDETONE_MCP_SERVERS)',
    )
  })
})
