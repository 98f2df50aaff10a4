import { BlockList, isIP } from 'node:net'

/** What is not for everybody to reach: IANA's special-purpose registries for IPv4 (RFC 6890 and later entries) and multicast. */
const notPublic4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

/** Only 2000::/3 is public at all (RFC 4291); these parts of it are not, or carry IPv4 addresses within: Teredo, documentation, 6to4. */
const notPublic6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const refused = new BlockList()
for (const [net, prefix] of notPublic4) refused.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of notPublic6) refused.addSubnet(net, prefix, 'ipv6')
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')

/** An address that anybody on the internet can reach, as opposed to loopback, link-local, private and reserved ones. */
export function isPublicAddress(address: string): boolean {
  const kind = isIP(address)
  if (kind === 4) return !refused.check(address, 'ipv4')
  return kind === 6 && global6.check(address, 'ipv6') && !refused.check(address, 'ipv6')
}
