import { basename } from 'node:path'
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
      // closes the file at its end, on errors, and when the reader leaves
      yield* file.createReadStream({ start, end: end - 1, signal, highWaterMark: READ_BYTES })
    },
  }
}
