import { asHyobanError, HyobanError } from '../../base/errors.ts'
import { fromHex } from '../../base/hex.ts'
import { closeOnDisk, onDisk } from '../../base/disks/disk-guard.ts'
import { openRegular } from '../../base/process/regular-file.ts'
import {
  CHUNK_BYTES,
  chunkCount,
  chunkHash,
  chunkRange,
  HASH_BYTES,
  layerBytes,
  layerRoot,
} from '../../domain/merkle.ts'

/**
 * Reads the hashes of a file's chunks (its BEP 52 layer at 1 MiB; empty up to 1 MiB) and checks them against its root.
 * Throws FILE_CHANGED if the content differs from the root, FOLDER_MISSING if the file is missing, UNSUPPORTED if it is
 * no regular file, or CANCELLED.
 */
export async function layerOfFile(
  path: string,
  { size, root }: { size: number; root: string },
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const changed = (): HyobanError =>
    new HyobanError('FILE_CHANGED', `${path} has changed since it was downloaded.`, {
      hint: 'Download it again, then export it.',
      details: { path },
    })
  const file = await openRegular(path).catch((error: unknown) => {
    throw asHyobanError(error, path)
  })
  try {
    if ((await file.stat()).size !== size) throw changed()
    const layer = new Uint8Array(layerBytes(size))
    const chunk = Buffer.allocUnsafe(Math.min(size, CHUNK_BYTES))
    let only: Uint8Array = new Uint8Array(HASH_BYTES)
    for (let index = 0; index < chunkCount(size); index++) {
      if (signal?.aborted) throw new HyobanError('CANCELLED', 'The export was cancelled.')
      const { offset, length } = chunkRange(index, size)
      for (let at = 0; at < length;) {
        const { bytesRead } = await onDisk(path, () => file.read(chunk, at, length - at, offset + at))
        if (bytesRead === 0) throw changed()
        at += bytesRead
      }
      const hashed = chunkHash(chunk.subarray(0, length), layer.byteLength === 0)
      if (layer.byteLength === 0) only = hashed
      else layer.set(hashed, index * HASH_BYTES)
    }
    if (Buffer.compare(layer.byteLength === 0 ? only : layerRoot(layer), fromHex(root)) !== 0) throw changed()
    return layer
  } finally {
    await closeOnDisk(path, file)
  }
}
