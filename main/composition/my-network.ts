import { join, resolve } from 'node:path'
import type { NetworkCounts } from '../simulator/mine/counts.ts'
import { readNetwork } from '../store/network/read-network.ts'

/** What the node in a data directory knows of its network, as counts; see `readNetwork`. */
export function readMyNetwork(dataDir: string, options: { now: number; days: number }): NetworkCounts {
  return readNetwork(join(resolve(dataDir), 'hyoban.db'), options)
}
