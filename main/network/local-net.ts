import createTestnet from 'hyperdht/testnet.js'

/** A separate DHT on 127.0.0.1, not connected to the public one. */
export interface LocalNet {
  /** Entry points as host:port, for `Overlay` and `--bootstrap`. */
  bootstrap: string[]
  close(): Promise<void>
}

/**
 * Starts a DHT of `size` nodes (at least 2; 4 hold announcements reliably) on loopback, for the demo and for tests. The
 * first node, the entry point, takes UDP port `port` (0: any free one). `host`: another local address, for tests in a
 * network of their own.
 */
export async function startLocalNet(size = 4, port = 0, host = '127.0.0.1'): Promise<LocalNet> {
  const net = await createTestnet(Math.max(2, size), { host, port })
  return {
    bootstrap: net.bootstrap.map(({ host, port }) => `${host}:${port}`),
    close: () => net.destroy(),
  }
}
