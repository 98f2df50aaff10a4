import { isIPv4, isIPv6 } from 'node:net'

/** Where a call is reached. */
export interface CallAddresses {
  /** What the answer tells, most wanted first. */
  readonly offered: readonly string[]
  /** What the sockets are bound to; null: to every address of the machine. */
  readonly bound: { readonly udp4?: string; readonly udp6?: string } | null
}

export interface AddressWishes {
  /** What the server listens at. */
  readonly host: string
  /** Configured: a public address, or several. Empty: what fits the host. */
  readonly addresses: readonly string[]
}

type Interfaces = { readonly [name: string]: readonly { readonly address: string; readonly family: string; readonly internal: boolean }[] | undefined }

/** IPv6 addresses that are good on one link only. */
const isLinkLocal = (address: string) => /^fe[89ab]/i.test(address)

/** Calls are reached where the server is: on loopback and nowhere else, unless it listens beyond, or addresses were configured. */
export function callAddresses({ host, addresses }: AddressWishes, interfaces: Interfaces): CallAddresses {
  if (addresses.length > 0) return { offered: addresses, bound: null }
  const bare = host.replace(/^\[|\]$/g, '')
  if (bare === '::1') return only('::1')
  if (bare.toLowerCase() === 'localhost' || bare.toLowerCase().endsWith('.localhost')) return only('127.0.0.1')
  const everywhere = bare === '0.0.0.0' || bare === '::' || (!isIPv4(bare) && !isIPv6(bare))
  if (!everywhere) return only(bare)
  const own = Object.values(interfaces).flatMap((each) => each ?? [])
  const reachable = own.filter(({ address, family, internal }) => !internal && family === 'IPv4' && !isLinkLocal(address)).map(({ address }) => address)
  return { offered: [...reachable, '127.0.0.1'], bound: null }
}

function only(address: string): CallAddresses {
  return { offered: [address], bound: isIPv4(address) ? { udp4: address } : { udp6: address } }
}
