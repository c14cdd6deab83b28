import { open } from 'node:fs/promises'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import type { FileSystem, PartHandle } from '../../../main/transfers/ports.ts'

/**
 * What happened, in order: `write 3`, `flush` and `sync` when they have ended, `close`. Tests add what was recorded.
 */
type Events = string[]

/**
 * A disk with a cache: what is written is there to be read, and is lost when the power goes unless it was flushed
 * since.
 */
export interface CachingDisk {
  files: FileSystem
  events: Events
  /** Flushes from now on wait until the returned function is called. */
  holdFlushes(): () => void
  /** Every flush that begins from now on fails with this code; null: none does. */
  failFlushes(code: string | null): void
  /** The power goes: the file is left with what was flushed; everything else reads as zeros. */
  cutPower(path: string): Promise<void>
}

/** A disk that forgets, on top of the machine's own; `path` is the only file on it. */
export function cachingDisk(): CachingDisk {
  const events: Events = []
  /** By position: bytes that were written, and those of them that are safe. */
  const cached = new Map<number, Uint8Array>()
  const safe = new Map<number, Uint8Array>()
  let gate: Promise<void> = Promise.resolve()
  let failure: string | null = null

  const flush = async (name: string): Promise<void> => {
    // what is written while a flush is under way is not part of it
    const covered = [...cached]
    const code = failure
    cached.clear()
    await gate
    if (code !== null) {
      for (const [position, bytes] of covered) if (!cached.has(position)) cached.set(position, bytes)
      throw Object.assign(new Error('the disk fails'), { code })
    }
    for (const [position, bytes] of covered) safe.set(position, bytes)
    events.push(name)
  }
  const files: FileSystem = {
    ...diskFiles,
    async openPart(path, create): Promise<PartHandle> {
      const handle = await diskFiles.openPart(path, create)
      return {
        read: (...where) => handle.read(...where),
        stat: () => handle.stat(),
        truncate: (length) => handle.truncate(length),
        async writev(parts, position) {
          const result = await handle.writev(parts, position)
          cached.set(position, Buffer.concat(parts).subarray(0, result.bytesWritten))
          events.push(`write ${Math.floor(position / CHUNK_BYTES)}`)
          return result
        },
        datasync: () => flush('flush'),
        sync: () => flush('sync'),
        async close() {
          events.push('close')
          await handle.close()
        },
      }
    },
  }
  return {
    files,
    events,
    holdFlushes() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return () => ((gate = Promise.resolve()), resolve())
    },
    failFlushes: (code) => void (failure = code),
    async cutPower(path) {
      const file = await open(path, 'r+')
      try {
        const { size } = await file.stat()
        await file.truncate(0)
        await file.truncate(size)
        for (const [position, bytes] of safe) await file.write(bytes, 0, bytes.byteLength, position)
      } finally {
        await file.close()
      }
    },
  }
}
