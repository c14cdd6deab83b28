import { onTestFinished } from 'vitest'
import { startLocalNet } from '../../main/network/local-net.ts'

export interface TestNet {
  bootstrap: string[]
  destroy(): Promise<void>
}

/** A DHT on 127.0.0.1, destroyed after the test; call `destroy` in afterAll if created in beforeAll. */
export async function createLocalNet(size = 4): Promise<TestNet> {
  const net = await startLocalNet(size)
  let gone: Promise<void> | null = null
  const destroy = (): Promise<void> => (gone ??= net.close())
  try {
    onTestFinished(destroy)
  } catch {
    // onTestFinished throws outside a running test.
  }
  return { bootstrap: net.bootstrap, destroy }
}
