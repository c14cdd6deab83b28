import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { startLocalNet } from '../../../main/network/local-net.ts'
import { startServer, type Server } from './server.ts'

interface Fixtures {
  /** A temporary folder, gone after the test. */
  scratch: string
  /** Entry points of a DHT on 127.0.0.1 of this test's own, comma-separated. */
  bootstrap: string
  /** Starts `hyoban serve` with a data directory of that name in `scratch`, on the test's DHT; ended after the test. */
  serve(name: string, flags?: readonly string[]): Promise<Server>
}

/** Playwright's `test` with real nodes on loopback. */
export const test = base.extend<Fixtures>({
  // a button that is not there is told by name, before the whole test runs out of time
  actionTimeout: 20_000,
  scratch: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'hyoban-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  },
  bootstrap: async ({}, use) => {
    const net = await startLocalNet(4)
    await use(net.bootstrap.join(','))
    await net.close()
  },
  serve: async ({ scratch, bootstrap }, use, info) => {
    const servers: Server[] = []
    await use(async (name, flags = []) => {
      const server = await startServer(['serve', '--data-dir', join(scratch, name), '--bootstrap', bootstrap, ...flags])
      servers.push(server)
      return server
    })
    for (const [i, server] of servers.entries()) {
      await server.stop()
      if (info.status !== info.expectedStatus) await info.attach(`stderr-${i + 1}.txt`, { body: server.stderr() })
    }
  },
})

export { expect } from '@playwright/test'
