import { statfs } from 'node:fs/promises'
import { DirectIoFile } from './direct-io-file.ts'
import { openSource } from './open-source.ts'
import { systemPath } from '../../base/process/system-path.ts'
import type { FileSystem } from '../ports.ts'

/** Type of FAT file systems, as Linux reports it. Elsewhere, making the part file fails with EFBIG. */
const FAT = 0x4d44
const MAX_FAT_FILE_BYTES = 4 * 1024 ** 3 - 1

/** The disk of this machine. */
export const diskFiles: FileSystem = {
  openSource,
  openPart: (path, create) => DirectIoFile.open(path, create),
  async freeSpace(folder) {
    const { blocks, bavail, bsize } = await statfs(systemPath(folder))
    // some network and FUSE file systems report no sizes at all
    return blocks === 0 ? Infinity : bavail * bsize
  },
  async maxFileBytes(folder) {
    return (await statfs(systemPath(folder))).type === FAT ? MAX_FAT_FILE_BYTES : Infinity
  },
}
