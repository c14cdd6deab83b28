import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { systemPath } from '../../base/process/system-path.ts'
import type { ContentView } from '../../domain/content-view.ts'

const READ_BYTES = 1 << 18

/** A complete file on the disk as a content; `lasting`: the bytes at its address never change. */
export function fileView(path: string, size: number, name = basename(path), lasting = false): ContentView {
  return {
    name,
    size,
    lasting,
    read: (start, end, signal) =>
      createReadStream(systemPath(path), { start, end: end - 1, signal, highWaterMark: READ_BYTES }),
  }
}
