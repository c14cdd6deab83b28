import { basename } from 'node:path'
import { closeOnDisk, onDisk } from '../../base/disks/disk-guard.ts'
import { openRegular } from '../../base/process/regular-file.ts'
import type { ContentView } from '../../domain/content-view.ts'

const READ_BYTES = 1 << 18

/** A complete file on the disk as a content; `lasting`: the bytes at its address never change. */
export function fileView(path: string, size: number, name = basename(path), lasting = false): ContentView {
  return {
    name,
    size,
    lasting,
    async *read(start, end, signal) {
      const file = await openRegular(path)
      try {
        for (let at = start; at < end && !signal.aborted;) {
          const part = Buffer.allocUnsafe(Math.min(READ_BYTES, end - at))
          const { bytesRead } = await onDisk(path, () => file.read(part, 0, undefined, at))
          if (bytesRead === 0) return
          at += bytesRead
          yield part.subarray(0, bytesRead)
        }
      } finally {
        await closeOnDisk(path, file)
      }
    },
  }
}
