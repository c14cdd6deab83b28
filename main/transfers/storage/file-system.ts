import { statfs } from 'node:fs/promises'
import { onDisk } from '../../base/disks/disk-guard.ts'
import { DirectIoFile } from './direct-io-file.ts'
import { openSource } from './open-source.ts'
import { systemPath } from '../../base/process/system-path.ts'
import { guardedReads, guardedWrites } from './guarded-handle.ts'
import type { FileSystem } from '../ports.ts'

/** Type of FAT file systems, as Linux reports it. Elsewhere, making the part file fails with EFBIG. */
const FAT = 0x4d44
const MAX_FAT_FILE_BYTES = 4 * 1024 ** 3 - 1

/** The disk of this machine. */
export const diskFiles: FileSystem = {
  openSource: async (source) => guardedReads(await openSource(source), source.path),
  openPart: async (path, create) => guardedWrites(await DirectIoFile.open(path, create), path),
  async freeSpace(folder) {
    const { blocks, bavail, bsize } = await onDisk(folder, () => statfs(systemPath(folder)))
    // some network and FUSE file systems report no sizes at all
    return blocks === 0 ? Infinity : bavail * bsize
  },
  async maxFileBytes(folder) {
    return (await onDisk(folder, () => statfs(systemPath(folder)))).type === FAT ? MAX_FAT_FILE_BYTES : Infinity
  },
}
