import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { onDisk } from '../../base/disks/disk-guard.ts'
import { systemPath } from '../../base/process/system-path.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import type { FileSystem, ReadHandle, TransferRow, TransferStore } from '../ports.ts'
import { ChunkMap } from '../storage/chunk-map.ts'
import { folderOf, makeFolder } from './folder.ts'

/** A finished file, and the hashes of its chunks. */
export interface FinishedCopy {
  path: string
  layer: Uint8Array
}

/**
 * Makes the part file of a download from a finished file of the same content, and records all of its chunks as written:
 * its run verifies them, and fetches those that are not right. False if the disk has no room for it. Throws errors of
 * the disk.
 */
export async function copyToPart(
  row: TransferRow,
  { path, layer }: FinishedCopy,
  { transfers, files }: { transfers: TransferStore; files: FileSystem },
): Promise<boolean> {
  await makeFolder(row)
  if ((await files.freeSpace(folderOf(row))) < row.size) return false
  const place = join(folderOf(row), row.part)
  await onDisk(place, () => unlink(systemPath(place))).catch(() => {})
  const source = await files.openSource({ path })
  try {
    await writePart(source, place, row.size, files)
  } finally {
    await source.close()
  }
  const map = new ChunkMap(row.size)
  for (let chunk = 0; chunk < map.count; chunk++) map.written(chunk)
  transfers.saveLayer(row.id, layer)
  transfers.saveChunks(row.id, row.size, map.takeDirty())
  return true
}

async function writePart(source: ReadHandle, place: string, size: number, files: FileSystem): Promise<void> {
  const part = await files.openPart(place, true)
  try {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size))
    for (let at = 0; at < size;) {
      const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.byteLength, size - at), at)
      // a file that was cut meanwhile: the rest is fetched
      if (bytesRead === 0) return
      const { bytesWritten } = await part.writev([buffer.subarray(0, bytesRead)], at)
      if (bytesWritten === 0) throw Object.assign(new Error('nothing could be written'), { code: 'ENOSPC' })
      at += bytesWritten
    }
  } finally {
    await part.close()
  }
}
