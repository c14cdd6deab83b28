import { open, type FileHandle } from 'node:fs/promises'
import type { ContentView } from '../../domain/content-view.ts'
import { HyobanError, systemCode } from '../../base/errors.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'

/** Read and handed on at once, in bytes. */
const STEP = 256 * 1024

/** A download as a preview needs it: a file that is filled chunk by chunk. */
export interface StreamingFile {
  name: string
  size: number
  /** Where its bytes lie now: the partial file, or the finished one. */
  path(): string
  has(chunk: number): boolean
  /** Hears that there may be more, or that there will be none; returns a function that stops it. */
  onNews(listener: () => void): () => void
  /** Fetches chunks `from` to `to` (exclusive) before all others, until the function given back is called. */
  prioritise(from: number, to: number): () => void
  /** True once it lies at its last place. Left out: never. */
  settled?(): boolean
  /** Nothing more will come: the download was removed or has failed. */
  gone(): boolean
}

/** Resolves once the chunk is verified and on the disk; rejects if nothing more comes or the reader leaves. */
function arrival(file: StreamingFile, chunk: number, reader: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const there = file.has(chunk)
      if (!there && !file.gone() && !reader.aborted) return
      off()
      reader.removeEventListener('abort', look)
      if (there) resolve()
      else reject(new HyobanError('CANCELLED', 'The rest of this file is not coming.'))
    }
    const off = file.onNews(look)
    reader.addEventListener('abort', look)
    // it may have come, or have been given up, before anybody listened
    look()
  })
}

/**
 * Opens it where it lies; between its move and the record of that it is at neither place that is told: then with the
 * next news. Throws ENOENT if it is gone for good.
 */
async function openWhere(file: StreamingFile, reader: AbortSignal): Promise<FileHandle> {
  for (;;) {
    const path = file.path()
    const settled = file.settled?.() ?? false
    let stirred = false
    let stir = (): void => void (stirred = true)
    const off = file.onNews(() => stir())
    try {
      return await open(path, 'r')
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || file.gone() || reader.aborted) throw error
      if (path !== file.path()) continue
      if (settled) throw error
      if (!stirred)
        await new Promise<void>((resolve) => {
          stir = resolve
          reader.addEventListener('abort', () => resolve(), { once: true })
        })
    } finally {
      off()
    }
  }
}

/**
 * A download to be looked at while it is still coming: a reader gets verified bytes only, waits for the others, and
 * what it
 * waits for is fetched first.
 */
export function streamingView(file: StreamingFile): ContentView {
  const { name, size } = file
  return {
    name,
    size,
    lasting: false,
    async *read(start, end, signal) {
      let release = (): void => {}
      let handle: FileHandle | undefined
      try {
        for (let at = start; at < end && !signal.aborted;) {
          const chunk = Math.floor(at / CHUNK_BYTES)
          if (!file.has(chunk)) {
            release()
            release = file.prioritise(chunk, Math.ceil(end / CHUNK_BYTES))
            await arrival(file, chunk, signal)
          }
          // opened once there is something; a handle outlives the move of the finished file to its place
          handle ??= await openWhere(file, signal)
          const stop = Math.min(end, (chunk + 1) * CHUNK_BYTES)
          while (at < stop && !signal.aborted) {
            const { bytesRead, buffer } = await handle.read(
              Buffer.allocUnsafe(Math.min(STEP, stop - at)),
              0,
              undefined,
              at,
            )
            if (bytesRead === 0)
              throw new HyobanError('FILE_CHANGED', 'The file is shorter than it was.', { hint: 'Download it again.' })
            at += bytesRead
            yield buffer.subarray(0, bytesRead)
          }
        }
      } finally {
        release()
        await handle?.close()
      }
    },
  }
}
