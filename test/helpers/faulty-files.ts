import type { FileSystem, PartHandle, ReadHandle } from '../../main/transfers/ports.ts'
import { diskFiles } from '../../main/transfers/storage/file-system.ts'

/** What a transfer asks of a disk: of part files, and (`source`) of files that it serves. */
export type DiskOperation = 'open' | 'truncate' | 'stat' | 'write' | 'read' | 'flush' | 'space' | 'source'

/** What happens instead: an error of the system, or a delay before the real operation. */
export type DiskFault = { errno: string } | { wait: Promise<void> } | { short: true }

/**
 * A real disk behind a layer that injects faults: SUBSTITUTE for failing hardware, which a test cannot have. `fault` is
 * asked before each operation; null: it reaches the disk.
 */
export function faultyFiles(fault: (operation: DiskOperation) => DiskFault | null): FileSystem {
  const run = async <T>(operation: DiskOperation, work: () => Promise<T>): Promise<T> => {
    const found = fault(operation)
    if (found && 'errno' in found)
      throw Object.assign(new Error(`${found.errno}: injected, ${operation}`), {
        code: found.errno,
        syscall: operation,
      })
    if (found && 'wait' in found) await found.wait
    return work()
  }
  const part = (handle: PartHandle): PartHandle => ({
    writev: async (parts, position) => {
      const found = fault('write')
      // half of the first part reaches the disk; the caller goes on with the rest
      if (found && 'short' in found && parts[0])
        return handle.writev([parts[0].subarray(0, parts[0].byteLength >> 1)], position)
      return run('write', () => handle.writev(parts, position))
    },
    read: (...where) => run('read', () => handle.read(...where)),
    stat: () => run('stat', () => handle.stat()),
    truncate: (length) => run('truncate', () => handle.truncate(length)),
    sync: () => run('flush', () => handle.sync()),
    datasync: () => run('flush', () => handle.datasync()),
    close: () => handle.close(),
  })
  const source = (handle: ReadHandle): ReadHandle => ({
    stat: () => handle.stat(),
    read: (...where) => run('source', () => handle.read(...where)),
    close: () => handle.close(),
  })
  return {
    openSource: async (file) => source(await run('source', () => diskFiles.openSource(file))),
    openPart: async (path, create) => part(await run('open', () => diskFiles.openPart(path, create))),
    freeSpace: (folder) => run('space', () => diskFiles.freeSpace(folder)),
    maxFileBytes: (folder) => run('space', () => diskFiles.maxFileBytes(folder)),
  }
}
