import { networkMountOf } from '../../base/disks/network-mounts.ts'
import { closeOnDisk, onDisk } from '../../base/disks/disk-guard.ts'
import type { PartHandle, ReadHandle } from '../ports.ts'

/** An open file whose reads fail when its network mount does not answer; on other disks the handle itself. */
export function guardedReads(handle: ReadHandle, path: string): ReadHandle {
  if (!networkMountOf(path)) return handle
  return {
    stat: () => onDisk(path, () => handle.stat()),
    read: (...range) => onDisk(path, () => handle.read(...range)),
    close: () => closeOnDisk(path, handle),
  }
}

/** The same for a part file. */
export function guardedWrites(handle: PartHandle, path: string): PartHandle {
  if (!networkMountOf(path)) return handle
  return {
    ...guardedReads(handle, path),
    writev: (...parts) => onDisk(path, () => handle.writev(...parts)),
    truncate: (length) => onDisk(path, () => handle.truncate(length)),
    datasync: () => onDisk(path, () => handle.datasync()),
    sync: () => onDisk(path, () => handle.sync()),
  }
}
