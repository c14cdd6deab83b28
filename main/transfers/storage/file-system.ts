import { constants } from 'node:fs'
import { open, statfs } from 'node:fs/promises'
import { DiskPart } from './direct-io-file.ts'
import type { FileLayer } from '../ports.ts'

/** The machine's own disk. */
export const diskFiles: FileLayer = {
  openSource: (path) => open(path, constants.O_RDONLY),
  openPart: (path, create) => DiskPart.open(path, create),
  async freeSpace(folder) {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  },
}
