import { describe, expect, it } from 'vitest'
import { callAddresses } from './call-addresses.js'

const interfaces = {
  lo: [{ address: '127.0.0.1', family: 'IPv4', internal: true }],
  eth0: [
    { address: '192.168.1.5', family: 'IPv4', internal: false },
    { address: 'fe80::1', family: 'IPv6', internal: false },
  ],
}

const addressesAt = (host: string, listensAt: string, addresses: string[] = []) => callAddresses({ host, listensAt, addresses }, interfaces)

describe('the addresses of calls', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', { offered: ['127.0.0.1'], bound: { udp4: '127.0.0.1' } }],
    ['localhost', '::1', { offered: ['127.0.0.1'], bound: { udp4: '127.0.0.1' } }],
    ['[::1]', '::1', { offered: ['::1'], bound: { udp6: '::1' } }],
    ['192.168.1.5', '192.168.1.5', { offered: ['192.168.1.5'], bound: { udp4: '192.168.1.5' } }],
    ['voice.example.com', '192.168.1.5', { offered: ['192.168.1.5'], bound: { udp4: '192.168.1.5' } }],
    ['voice.example.com', '2001:db8::5', { offered: ['2001:db8::5'], bound: { udp6: '2001:db8::5' } }],
  ])('are where the server listens: %s, which is %s', (host, listensAt, expected) => {
    expect(addressesAt(host, listensAt)).toEqual(expected)
  })

  it.each(['0.0.0.0', '::'])('are those of the machine when it listens everywhere: %s', (host) => {
    expect(addressesAt(host, host)).toEqual({ offered: ['192.168.1.5', '127.0.0.1'], bound: null })
  })

  it('are those that were configured, wherever the server listens', () => {
    expect(addressesAt('127.0.0.1', '127.0.0.1', ['203.0.113.7'])).toEqual({ offered: ['203.0.113.7'], bound: null })
  })
})
