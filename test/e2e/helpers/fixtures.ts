import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { startLocalNet } from '../../../main/network/local-net.ts'
import { startServer, type Server } from './server.ts'

interface Fixtures {
  /** A temporary folder, deleted after the test. */
  scratch: string
  /** Bootstrap nodes of the test's own DHT on 127.0.0.1, comma-separated. */
  bootstrap: string
  /** Starts `hyoban serve` on the test's DHT, with data directory `name` in `scratch`; stopped after the test. */
  serve(name: string, flags?: readonly string[]): Promise<Server>
}

/** Playwright's `test` with real nodes on loopback. */
export const test = base.extend<Fixtures>({
  // Shorter than a test's limit, so that a missing button is reported by name.
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
