import { statfs } from 'node:fs/promises'
import { DirectIoFile } from './direct-io-file.ts'
import { openSource } from './open-source.ts'
import type { FileSystem } from '../ports.ts'

/** The disk of this machine. */
export const diskFiles: FileSystem = {
  openSource,
  openPart: (path, create) => DirectIoFile.open(path, create),
  async freeSpace(folder) {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  },
}
