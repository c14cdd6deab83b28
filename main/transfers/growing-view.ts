import { open, type FileHandle } from 'node:fs/promises'
import type { ContentView } from '../base/content.ts'
import { HyobanError } from '../base/errors.ts'
import { CHUNK_BYTES } from '../base/merkle.ts'
import type { PartialSource } from './ports.ts'

/** Read and handed on at once, in bytes. */
const STEP = 256 * 1024

/** A download as a preview needs it: a file that is filled chunk by chunk. */
export interface GrowingFile {
  name: string
  size: number
  /** Where its bytes lie now: the partial file, or the finished one. */
  path(): string
  chunks: Pick<PartialSource, 'has' | 'onHave'>
  /** Fetches chunks `from` to `to` (exclusive) before all others, until the function given back is called. */
  prioritise(from: number, to: number): () => void
  /** Aborts when nothing more will come: the download was removed or has failed. */
  gone: AbortSignal
}

/** Resolves once the chunk is verified and on the disk; rejects if nothing more comes or the reader leaves. */
function arrival(file: GrowingFile, chunk: number, reader: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      off()
      file.gone.removeEventListener('abort', ended)
      reader.removeEventListener('abort', ended)
      settle()
    }
    const ended = (): void => done(() => reject(new HyobanError('CANCELLED', 'The rest of this file is not coming.')))
    const off = file.chunks.onHave((news) => {
      if (news === chunk) done(resolve)
    })
    file.gone.addEventListener('abort', ended)
    reader.addEventListener('abort', ended)
    // it may have come, or have been given up, before anybody listened
    if (file.chunks.has(chunk)) done(resolve)
    else if (file.gone.aborted || reader.aborted) ended()
  })
}

/**
 * A download to be looked at while it is still coming: a reader gets verified bytes only, waits for the others, and what it
 * waits for is fetched first.
 */
export function growingView(file: GrowingFile): ContentView {
  const { name, size } = file
  return {
    name, size, lasting: false,
    async *read(start, end, signal) {
      let release = (): void => {}
      let handle: FileHandle | undefined
      try {
        for (let at = start; at < end && !signal.aborted; ) {
          const chunk = Math.floor(at / CHUNK_BYTES)
          if (!file.chunks.has(chunk)) {
            release()
            release = file.prioritise(chunk, Math.ceil(end / CHUNK_BYTES))
            await arrival(file, chunk, signal)
          }
          // opened once there is something; a handle outlives the move of the finished file to its place
          handle ??= await open(file.path(), 'r')
          const stop = Math.min(end, (chunk + 1) * CHUNK_BYTES)
          while (at < stop && !signal.aborted) {
            const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(STEP, stop - at)), 0, undefined, at)
            if (bytesRead === 0) throw new HyobanError('FILE_CHANGED', 'The file is shorter than it was.', 'Download it again.')
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
