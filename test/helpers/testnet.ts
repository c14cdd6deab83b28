import { onTestFinished } from 'vitest'
import { startLocalNet } from '../../main/network/local-net.ts'

export interface TestNet {
  bootstrap: string[]
  destroy(): Promise<void>
}

/** A DHT on 127.0.0.1. Inside a test it goes away with the test; from beforeAll call `destroy` in afterAll. */
export async function createLocalNet(size = 4): Promise<TestNet> {
  const net = await startLocalNet(size)
  let gone: Promise<void> | null = null
  const destroy = (): Promise<void> => (gone ??= net.close())
  try {
    onTestFinished(destroy)
  } catch {
    // Outside of a running test vitest has nothing to hang this on.
  }
  return { bootstrap: net.bootstrap, destroy }
}
