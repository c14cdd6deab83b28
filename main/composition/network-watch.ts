import { networkInterfaces } from 'node:os'
import type { Clock } from '../base/clock.ts'

/** The addresses of this machine are looked at so often, in ms; a look that comes so much later was slept through. */
const LOOK_MS = 5000
const SLEPT_MS = 60_000

export interface NetworkWatchOptions {
  clock: Clock
  /** Another network, or back from sleep: what waits for its time need not. */
  changed(): void
  /** Left out: those of this machine. */
  interfaces?: typeof networkInterfaces
}

/**
 * Sees when this machine has come to another network, or has slept (no event tells that outside the desktop app). That
 * all addresses
 * are gone is no news, the network that comes after it is. Returns a function that ends it.
 */
export function watchNetwork({ clock, changed, interfaces = networkInterfaces }: NetworkWatchOptions): () => void {
  let known = addressesOf(interfaces)
  let looked = clock.now()
  let cancel = (): void => {}
  const look = (): void => {
    cancel = clock.after(LOOK_MS, () => {
      const [now, here] = [clock.now(), addressesOf(interfaces)]
      const slept = now - looked >= SLEPT_MS
      const moved = here !== '' && here !== known
      looked = now
      if (here !== '') known = here
      look()
      if (slept || moved) changed()
    })
  }
  look()
  return () => cancel()
}

/**
 * The outward addresses in a fixed order. Temporary IPv6 addresses come and go: only their networks (64 bits) count.
 */
function addressesOf(interfaces: typeof networkInterfaces): string {
  const found = new Set<string>()
  for (const list of Object.values(interfaces())) {
    for (const { address, family, internal } of list ?? []) {
      if (!internal) found.add(family === 'IPv6' ? address.split(':').slice(0, 4).join(':') : address)
    }
  }
  return [...found].sort().join(' ')
}
