import type { Clock } from '../../base/clock.ts'
import type { ChunkMap } from '../storage/chunk-map.ts'
import type { Swarm } from './swarm.ts'
import type { PartFile } from '../storage/part-file.ts'
import type { FileSystem, TransferRow } from '../ports.ts'
import * as problems from '../problems.ts'

/** The record of written chunks is at most so old, in ms. */
const CHECKPOINT_MS = 250
/** Room is looked for again, and sources that were busy asked again, each so many ms. */
const LOOK_MS = 2000
/** Room left on the disk besides the file itself. */
const SPARE_BYTES = 1024 * 1024

/**
 * Why there is not enough room for what is missing; null if there is. Sparse chunks count as missing: that is the safe
 * side.
 */
export async function lackOfRoom(row: TransferRow, map: ChunkMap, files: FileSystem): Promise<TransferRow['problem']> {
  const needed = row.size - map.bytes
  if (needed === 0) return null
  const free = await files.freeSpace(row.folder)
  return free < needed + SPARE_BYTES ? problems.noSpace(row.folder, needed, free) : null
}

/**
 * While a run is under way: records, looks for room on the disk, and asks busy sources again. Returns a function that
 * ends that.
 */
export function monitorDownload({
  row,
  map,
  part,
  files,
  clock,
  swarm,
}: {
  row: TransferRow
  map: ChunkMap
  part: PartFile
  files: FileSystem
  clock: Clock
  swarm(): Swarm | null
}): () => void {
  let over = false
  let cancel = (): void => {}
  let looked = clock.now()
  const tick = (): void => {
    try {
      part.checkpoint()
    } catch (error) {
      // what cannot be recorded would be fetched again
      return swarm()?.fail(error)
    }
    const now = clock.now()
    if (Math.abs(now - looked) >= LOOK_MS) {
      looked = now
      swarm()?.poke()
      void lackOfRoom(row, map, files).then(
        (lack) => {
          if (lack && !over) swarm()?.fail(Object.assign(new Error(lack.message), { code: 'ENOSPC' }))
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
