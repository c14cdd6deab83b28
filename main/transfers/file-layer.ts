import { constants } from 'node:fs'
import { open, statfs } from 'node:fs/promises'
import type { FileLayer } from './ports.ts'

/** The machine's own disk. */
export const diskFiles: FileLayer = {
  openSource: (path) => open(path, constants.O_RDONLY),
  openPart: (path, create) => open(path, create ? constants.O_RDWR | constants.O_CREAT | constants.O_EXCL : constants.O_RDWR, 0o644),
  async freeSpace(folder) {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  },
}
