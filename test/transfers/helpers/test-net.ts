import { afterAll, afterEach, beforeAll } from 'vitest'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'
import { cleanNodes } from './cleanup.ts'

/** A DHT on 127.0.0.1 for the tests of a file; nodes and folders are cleaned up after each test. */
export function useTestNet(size?: number): { readonly bootstrap: string[] } {
  let net: TestNet | null = null
  beforeAll(async () => {
    net = await createLocalNet(size)
  })
  afterEach(cleanNodes)
  afterAll(() => net?.destroy())
  return {
    get bootstrap() {
      if (!net) throw new Error('the DHT runs during tests only')
      return net.bootstrap
    },
  }
}
