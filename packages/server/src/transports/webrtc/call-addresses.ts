import { isIPv4 } from 'node:net'

/** Where a call is reached. */
export interface CallAddresses {
  /** What the answer tells, most wanted first. */
  readonly offered: readonly string[]
  /** What the sockets are bound to; null: to every address of the machine. */
  readonly bound: { readonly udp4?: string; readonly udp6?: string } | null
}

export interface AddressWishes {
  /** What the server was told to listen at: an address or a name. */
  readonly host: string
  /** The IP address at which it does. */
  readonly listensAt: string
  /** Configured: a public address, or several. Empty: what fits the host. */
  readonly addresses: readonly string[]
}

type Interfaces = { readonly [name: string]: readonly { readonly address: string; readonly family: string; readonly internal: boolean }[] | undefined }

/** IPv6 addresses that are good on one link only. */
const isLinkLocal = (address: string) => /^fe[89ab]/i.test(address)

/** Calls are reached where the server is: on loopback and nowhere else, unless it listens beyond, or addresses were configured. */
export function callAddresses({ host, listensAt, addresses }: AddressWishes, interfaces: Interfaces): CallAddresses {
  if (addresses.length > 0) return { offered: addresses, bound: null }
  // It may listen at ::1 as well, and first.
  if (/^(.*\.)?localhost$/i.test(host)) return only('127.0.0.1')
  if (listensAt !== '0.0.0.0' && listensAt !== '::') return only(listensAt)
  const own = Object.values(interfaces).flatMap((each) => each ?? [])
  const reachable = own.filter(({ address, family, internal }) => !internal && family === 'IPv4' && !isLinkLocal(address)).map(({ address }) => address)
  return { offered: [...reachable, '127.0.0.1'], bound: null }
}

function only(address: string): CallAddresses {
  return { offered: [address], bound: isIPv4(address) ? { udp4: address } : { udp6: address } }
}
