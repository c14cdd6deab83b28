import { networkInterfaces } from 'node:os'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'

// Outside the desktop app there is no event for a change of network or a wake-up. So the outward addresses are compared
// at an interval, and a check that comes much too late means that the machine slept. Losing all addresses is not
// reported: the network that follows is.

/** Interval between two checks of this machine's addresses, in ms. */
const CHECK_MS = 5000
/** The machine is considered to have slept if two checks are this many ms apart. */
const SLEPT_MS = 60_000

/** Emits `change` when this machine has moved to another network or woken from sleep. */
export class NetworkChangeDetector {
  readonly events = new Emitter<{ change: null }>()
  readonly #clock: Clock
  readonly #interfaces: typeof networkInterfaces
  #addresses: string
  #checked: number
  #cancel = (): void => {}

  constructor(clock: Clock, interfaces = networkInterfaces) {
    this.#clock = clock
    this.#interfaces = interfaces
    this.#addresses = addressesOf(interfaces)
    this.#checked = clock.now()
    this.#schedule()
  }

  close(): void {
    this.#cancel()
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(CHECK_MS, () => this.#check())
  }

  #check(): void {
    const [now, addresses] = [this.#clock.now(), addressesOf(this.#interfaces)]
    const slept = now - this.#checked >= SLEPT_MS
    const moved = addresses !== '' && addresses !== this.#addresses
    this.#checked = now
    if (addresses !== '') this.#addresses = addresses
    this.#schedule()
    if (slept || moved) this.events.emit('change', null)
  }
}

/** The outward addresses, sorted. Of IPv6 only the 64-bit prefix counts: temporary addresses come and go. */
function addressesOf(interfaces: typeof networkInterfaces): string {
  const found = new Set<string>()
  for (const list of Object.values(interfaces())) {
    for (const { address, family, internal } of list ?? []) {
      if (!internal) found.add(family === 'IPv6' ? address.split(':').slice(0, 4).join(':') : address)
    }
  }
  return [...found].sort().join(' ')
}
