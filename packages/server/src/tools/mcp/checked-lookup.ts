import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address.js'

/** Finds all addresses of a host. */
export type FindAddresses = (host: string, done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void) => void

const findAddresses: FindAddresses = (host, done) => lookup(host, { all: true }, done)

/** The host leads to an address that must not be reached. */
export class ForbiddenAddressError extends Error {
  constructor(host: string) {
    super(
      `${host} is on this machine or in a private network, which MCP servers must not be here. Whoever runs this server can allow it: mcp.allowPrivateAddresses.`,
    )
    this.name = 'ForbiddenAddressError'
  }
}

/**
 * For `net.connect`: the addresses that were checked are those that are connected to, so a name that is resolved anew cannot lead elsewhere.
 * One address that is not public condemns the name.
 */
export function checkedLookup(find: FindAddresses = findAddresses): LookupFunction {
  return (host, options, callback) => {
    find(host, (error, addresses) => {
      const [first] = addresses
      if (error || !first) return callback(error ?? new Error(`${host} has no address.`), '', 0)
      if (addresses.some(({ address }) => !isPublicAddress(address))) return callback(new ForbiddenAddressError(host), '', 0)
      if (options.all) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
  }
}

/** A host that is an address is never looked up. */
export function refuseForbiddenHost(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new ForbiddenAddressError(url.hostname)
}
