import { isIP } from 'node:net'

/** The 16-bit groups of an IPv6 address, with `::` written out. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  if (tail === undefined) return before
  const after = tail === '' ? [] : tail.split(':')
  return [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after]
}

/**
 * The network from which one person gets many addresses: the /24 of an IPv4 address, the /64 of an IPv6 address. Null
 * for this machine, whose programs need no connection to do harm, and for what is no address.
 */
export function addressGroup(host: string): string | null {
  const address = host.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isIP(address) === 4) return address.startsWith('127.') ? null : `${address.split('.').slice(0, 3).join('.')}.0/24`
  if (isIP(address) !== 6) return null
  const groups = groupsOf(address).map((group) => (Number.parseInt(group, 16) || 0).toString(16))
  if (groups.slice(0, 7).every((group) => group === '0') && groups[7] === '1') return null
  return `${groups.slice(0, 4).join(':')}::/64`
}
