import { expect, onTestFinished, vi } from 'vitest'
import type { ManualClock } from '../../main/base/clock.ts'
import type { Overlay } from '../../main/network/overlay.ts'
import { Strangers } from './stranger.ts'

/** Strangers that are gone after the test. */
export function makeStrangers(bootstrap: string[]): Strangers {
  const strangers = new Strangers(bootstrap)
  onTestFinished(() => strangers.close())
  return strangers
}

/** Resolves when others can connect to a started overlay. */
export async function reachable(overlay: Overlay): Promise<void> {
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (overlay.status.state === 'online') resolve()
    }
    overlay.on('status', check)
    check()
  })
}

/** The same for an overlay whose clock stands still otherwise. */
export async function reachableAt(overlay: Overlay, clock: ManualClock): Promise<void> {
  await vi.waitFor(
    () => {
      // a look-up that found no DHT node is repeated after a while
      clock.advance(1000)
      expect(overlay.status.state).toBe('online')
    },
    { timeout: 20_000 },
  )
}
