// Patch of hypercore 11.37.1 and hypercore-storage 3.3.1 under corestore 7.12.5: closes a core by its private methods
// and deletes its keys from the database.
//
// What: removes a log from the disk: its blocks, tree, bitfield, head and manifest. Its channels close, so that nothing
// of it is sent or taken any more. Opening it meanwhile waits until it is gone. `compactLogs` returns the space.
// Why: the public `clear` deletes blocks only (the tree costs 80 bytes a block), the public `purge` calls a method that
// does not exist, and the database keeps the bytes of deleted keys in its files until it is compacted.
// Gain: a stranger's log that was refused or dropped takes no space.
// Can go: when Hypercore's `purge` works.
import type Corestore from 'corestore'

/**
 * Deletes the log with this key and closes all sessions of it; returns about how many bytes it had on this disk. Does
 * nothing to a log that this node can write.
 */
export async function deleteLog(store: Corestore, key: Uint8Array): Promise<number> {
  const session = store.get({ key, writable: false })
  await session.ready()
  const { core } = session
  const state = core?.state
  if (!core || !state || core.header?.keyPair) {
    await session.close()
    return 0
  }
  const { storage } = state
  const bytes = session.length === 0 ? 0 : (session.byteLength * session.contiguousLength) / session.length
  await Promise.all(core.allSessions().map((other) => (other === session ? undefined : other.close())))
  const deleted = (async () => {
    await session.close()
    core.replicator.destroy()
    const changes = storage.write()
    changes.deleteHead()
    changes.deleteBlockRange(0, -1)
    changes.deleteTreeNodeRange(0, -1)
    changes.deleteBitfieldPageRange(0, -1)
    await changes.flush()
    // not `close`, which waits for the other sides of its channels
    await core.destroy()
    await store.storage.deleteCore(storage.core)
    core.closed = true
    store.cores.gc(core)
  })()
  // Corestore waits for `closing` before it opens the log again; it must not fail for what is wrong here
  core.closing = deleted.catch(() => {})
  await deleted
  return bytes
}

/** Blocks of 4 KiB and more lie in files of their own, of which the database would rewrite the oldest quarter only. */
const ALL_BLOBS = { blobGarbageCollectionPolicy: 1, blobGarbageCollectionAgeCutoff: 1 }

/** Rewrites the database without what was deleted, which frees its files. */
export async function compactLogs(store: Corestore): Promise<void> {
  await store.storage.flush()
  await store.storage.compact(ALL_BLOBS)
}
