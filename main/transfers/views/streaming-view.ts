import type { FileHandle, FileReadResult } from 'node:fs/promises'
import type { ContentView } from '../../domain/content-view.ts'
import { HyobanError, systemCode } from '../../base/errors.ts'
import { closeOnDisk, onDisk } from '../../base/disks/disk-guard.ts'
import { openRegular } from '../../base/process/regular-file.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'

/** Bytes per read. */
const READ_BYTES = 256 * 1024

/** An open file, and where it was opened. */
interface Opened {
  path: string
  handle: FileHandle
}

/** A file that is being filled chunk by chunk. */
export interface StreamingFile {
  name: string
  size: number
  /** Current path of its data: the part file, or the finished file. */
  path(): string
  has(chunk: number): boolean
  /**
   * Calls the listener when chunks may have been added, or `gone` may have changed; returns a function that
   * unsubscribes.
   */
  onChange(listener: () => void): () => void
  /** Fetches chunks from..to-1 before all others, until the returned function is called. */
  prioritise(from: number, to: number): () => void
  /** True once it is at its final path. Left out: never. */
  settled?(): boolean
  /** True if no more chunks will be added, as the download was removed or has failed. */
  gone(): boolean
}

/** Resolves once the chunk is written; rejects if it will not arrive, or on abort. */
function arrival(file: StreamingFile, chunk: number, reader: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const there = file.has(chunk)
      if (!there && !file.gone() && !reader.aborted) return
      off()
      reader.removeEventListener('abort', check)
      if (there) resolve()
      else reject(new HyobanError('CANCELLED', 'The rest of this file is not available.'))
    }
    const off = file.onChange(check)
    reader.addEventListener('abort', check)
    // It may have arrived, or the download may have failed, before.
    check()
  })
}

/**
 * Opens the file. Between the move of the finished file and its record, `path` is outdated: then retries at the next
 * change. Throws ENOENT if the file no longer exists, UNSUPPORTED if it is no file.
 */
async function openWhere(file: StreamingFile, reader: AbortSignal): Promise<Opened> {
  for (;;) {
    const path = file.path()
    const settled = file.settled?.() ?? false
    let changed = false
    let onChange = (): void => void (changed = true)
    const off = file.onChange(() => onChange())
    try {
      return { path, handle: await openRegular(path) }
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || file.gone() || reader.aborted) throw error
      if (path !== file.path()) continue
      if (settled) throw error
      if (!changed)
        await new Promise<void>((resolve) => {
          onChange = resolve
          reader.addEventListener('abort', () => resolve(), { once: true })
        })
    } finally {
      off()
    }
  }
}

function readAt({ path, handle }: Opened, part: Buffer, at: number): Promise<FileReadResult<Buffer>> {
  return onDisk(path, () => handle.read(part, 0, undefined, at))
}

/**
 * A view of a file that is being downloaded. A reader gets only verified bytes, and waits for missing ones, which are
 * fetched before all others.
 */
export function streamingView(file: StreamingFile): ContentView {
  const { name, size } = file
  return {
    name,
    size,
    lasting: false,
    async *read(start, end, signal) {
      let release = (): void => {}
      let opened: Opened | undefined
      try {
        for (let at = start; at < end && !signal.aborted;) {
          const chunk = Math.floor(at / CHUNK_BYTES)
          if (!file.has(chunk)) {
            release()
            release = file.prioritise(chunk, Math.ceil(end / CHUNK_BYTES))
            await arrival(file, chunk, signal)
          }
          // Opened once there is something to read; the handle stays valid when the finished file is moved.
          opened ??= await openWhere(file, signal)
          const stop = Math.min(end, (chunk + 1) * CHUNK_BYTES)
          while (at < stop && !signal.aborted) {
            const part = Buffer.allocUnsafe(Math.min(READ_BYTES, stop - at))
            const { bytesRead, buffer } = await readAt(opened, part, at)
            if (bytesRead === 0)
              throw new HyobanError('FILE_CHANGED', 'The file is shorter than expected.', {
                hint: 'Download it again.',
              })
            at += bytesRead
            yield buffer.subarray(0, bytesRead)
          }
        }
      } finally {
        release()
        if (opened) await closeOnDisk(opened.path, opened.handle)
      }
    },
  }
}
