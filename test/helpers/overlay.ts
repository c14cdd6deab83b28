import { onTestFinished } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { Overlay, type OverlayEvents, type OverlayOptions } from '../../main/network/overlay.ts'
import { callingKeys } from './keys.ts'

/** An overlay on 127.0.0.1, destroyed after the test; the caller starts it. With `community` null it joins none. */
export function makeOverlay(
  bootstrap: string[],
  name: string,
  options: Partial<Omit<OverlayOptions, 'dht'>> & { community?: string | null } = {},
): Overlay {
  const { community = 'Test community', ...rest } = options
  const overlay = new Overlay({
    keyPair: callingKeys(),
    dht: { bootstrap, host: '127.0.0.1' },
    clock: systemClock,
    log: () => {},
    appVersion: '0.1.0',
    ...rest,
  })
  overlay.announce({ name, catalogueKey: Buffer.alloc(32, name) })
  if (community !== null) overlay.join(community)
  onTestFinished(() => overlay.destroy())
  return overlay
}

/** Resolves with the next value of `event` for which `matches` holds. */
export function nextEvent<K extends keyof OverlayEvents>(
  overlay: Overlay,
  event: K,
  matches: (value: OverlayEvents[K]) => boolean,
): Promise<OverlayEvents[K]> {
  return new Promise((resolve) => {
    const off = overlay.on(event, (value) => {
      if (!matches(value)) return
      off()
      resolve(value)
    })
  })
}

/** Resolves when `overlay` is connected to the peer `key`. */
export async function knows(overlay: Overlay, key: string): Promise<void> {
  if (!overlay.peers.has(key)) await nextEvent(overlay, 'peer', (peer) => peer.key === key)
}

/** Starts both and resolves when they are connected. */
export async function meet(a: Overlay, b: Overlay): Promise<void> {
  await Promise.all([a.start(), b.start()])
  await Promise.all([knows(a, b.publicKeyHex), knows(b, a.publicKeyHex)])
}
