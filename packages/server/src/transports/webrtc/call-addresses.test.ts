import { describe, expect, it } from 'vitest'
import { callAddresses } from './call-addresses.js'

const interfaces = {
  lo: [{ address: '127.0.0.1', family: 'IPv4', internal: true }],
  eth0: [
    { address: '192.168.1.5', family: 'IPv4', internal: false },
    { address: 'fe80::1', family: 'IPv6', internal: false },
  ],
}

const addressesAt = (host: string, addresses: string[] = []) => callAddresses({ host, addresses }, interfaces)

describe('the addresses of calls', () => {
  it.each([
    ['127.0.0.1', { offered: ['127.0.0.1'], bound: { udp4: '127.0.0.1' } }],
    ['localhost', { offered: ['127.0.0.1'], bound: { udp4: '127.0.0.1' } }],
    ['[::1]', { offered: ['::1'], bound: { udp6: '::1' } }],
    ['192.168.1.5', { offered: ['192.168.1.5'], bound: { udp4: '192.168.1.5' } }],
  ])('are where the server listens: %s', (host, expected) => {
    expect(addressesAt(host)).toEqual(expected)
  })

  it.each(['0.0.0.0', '::', 'voice.example.com'])('are those of the machine when it listens everywhere: %s', (host) => {
    expect(addressesAt(host)).toEqual({ offered: ['192.168.1.5', '127.0.0.1'], bound: null })
  })

  it('are those that were configured, wherever the server listens', () => {
    expect(addressesAt('127.0.0.1', ['203.0.113.7'])).toEqual({ offered: ['203.0.113.7'], bound: null })
  })
})
