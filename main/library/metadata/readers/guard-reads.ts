import type { FileHandle } from 'node:fs/promises'
import { TooLarge } from '../extraction.ts'

/** Maximum bytes per read; no reader needs more. */
const MAX_READ_BYTES = 128 * 1024 * 1024

type Read = (this: FileHandle, ...args: unknown[]) => Promise<unknown>

let guarded = false

/**
 * Makes single reads of more than 128 MiB fail in this thread. Node aborts the whole process when a file handle is
 * asked for 2 GiB or more, and a tag may claim any length. `file` is any open file: the guard applies to all.
 */
export function guardReads(file: FileHandle): void {
  if (guarded) return
  guarded = true
  const handles = Object.getPrototypeOf(file) as { read: Read }
  const { read } = handles
  handles.read = function (...args) {
    const [first] = args
    const buffer = ArrayBuffer.isView(first) ? first : (first as { buffer?: unknown } | undefined)?.buffer
    if (ArrayBuffer.isView(buffer) && buffer.byteLength > MAX_READ_BYTES)
      return Promise.reject(new TooLarge(`a read of ${buffer.byteLength} bytes`))
    return read.apply(this, args)
  }
}
