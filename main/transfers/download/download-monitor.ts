import type { Clock } from '../../base/clock.ts'
import type { FileSystem, TransferRow } from '../ports.ts'
import * as problems from '../problems.ts'
import type { ChunkMap } from '../storage/chunk-map.ts'
import type { PartFile } from '../storage/part-file.ts'
import type { Swarm } from './swarm.ts'

/** Interval of recording written chunks, in ms. */
const CHECKPOINT_MS = 250
/** Interval of checking the free space and retrying busy sources, in ms. */
const CHECK_MS = 2000
/** Bytes kept free on the disk besides the file itself. */
const SPARE_BYTES = 1024 * 1024

/** The problem if the disk takes no file of this size, or has no room for the missing chunks; null if it has. */
export async function diskTooSmall(
  row: TransferRow,
  map: ChunkMap,
  files: FileSystem,
): Promise<TransferRow['problem']> {
  const most = await files.maxFileBytes(row.folder)
  return row.size > most ? problems.tooLarge(row.folder, row.size) : lackOfRoom(row, map, files)
}

/** The problem if the disk has no room for the missing chunks (those not written yet); null if it has. */
async function lackOfRoom(row: TransferRow, map: ChunkMap, files: FileSystem): Promise<TransferRow['problem']> {
  const needed = row.size - map.bytes
  if (needed === 0) return null
  const free = await files.freeSpace(row.folder)
  return free < needed + SPARE_BYTES ? problems.noSpace(row.folder, needed, free) : null
}

/** During a run: records chunks, checks the free space, retries busy sources. Returns a function that stops it. */
export function monitorDownload({
  row,
  map,
  part,
  swarm,
  files,
  clock,
}: {
  row: TransferRow
  map: ChunkMap
  part: PartFile
  swarm: Swarm
  files: FileSystem
  clock: Clock
}): () => void {
  let over = false
  let cancel = (): void => {}
  let checked = clock.now()
  const tick = (): void => {
    try {
      part.checkpoint()
    } catch (error) {
      // Chunks that cannot be recorded would be fetched again.
      return swarm.fail(error)
    }
    const now = clock.now()
    if (Math.abs(now - checked) >= CHECK_MS) {
      checked = now
      swarm.connectSources()
      void lackOfRoom(row, map, files).then(
        (lack) => {
          if (lack && !over) swarm.fail(Object.assign(new Error(lack.message), { code: 'ENOSPC' }))
        },
        () => {},
      )
    }
    cancel = clock.after(CHECKPOINT_MS, tick)
  }
  tick()
  return () => {
    over = true
    cancel()
  }
}
