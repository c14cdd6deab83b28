// Patch of hypercore-storage 3.3.1 under corestore 7.12.5: replaces the method `hasCore` of the storage of a store.
//
// What: whether a log is on this disk is known without reading the disk.
// Why: a peer opens a channel for each log that it has, and Corestore looks each of them up in the database. 64 peers
// that open 500 channels a second each, for logs that nobody has, took a third of the node's time.
// Gain: estimated, not measured: a channel for an unknown log costs 10 µs instead of 100.
// Can go: when the storage keeps its own record of which logs it has.
import type Corestore from 'corestore'
import { toHex } from '../../base/hex.ts'

/** To be called when the store is ready, before it replicates. */
export async function rememberLogs(store: Corestore): Promise<void> {
  const { storage } = store
  const known = new Set<string>()
  // a log that is deleted stays in the record, and is looked up as before
  store.watch((core) => void (core.discoveryKey && known.add(toHex(core.discoveryKey))))
  for await (const { discoveryKey } of storage.createCoreStream()) known.add(toHex(discoveryKey))
  const look = storage.hasCore.bind(storage)
  storage.hasCore = async (discoveryKey, options) => known.has(toHex(discoveryKey)) && look(discoveryKey, options)
}
