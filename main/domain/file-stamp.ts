/** The latest time that a Date can hold, in ms: 13 September 275760. */
export const MAX_TIME_MS = 8.64e15

interface Stats {
  size: bigint
  mtimeNs: bigint
  ino: bigint
  ctimeNs: bigint
}

/**
 * Size, modification time (ns), inode and change time (ns) of a file; differs if the content may differ. The change
 * time shows an edit by a program that restored the modification time. Stamps of earlier versions end with the inode;
 * that of a file that was moved after it was hashed ends with `?`, since moving changes that time, too.
 */
export function stampOf({ size, mtimeNs, ino, ctimeNs }: Stats): string {
  return `${size}:${mtimeNs}:${ino}:${ctimeNs}`
}

/** A stamp without the change time. */
export function stampBase(stamp: string): string {
  return stamp.split(':', 3).join(':')
}

/** The stamp of a file that was found elsewhere with this stamp: its content has to be checked before it is served. */
export const movedStamp = (stamp: string): string => `${stampBase(stamp)}:?`

/** True for the stamp of a moved file that may still have the content that was hashed. */
export const isMoved = (stored: string, now: string): boolean => stored.endsWith(':?') && stored === movedStamp(now)

/** True for a stamp of an earlier version that fits. */
export const isEarlier = (stored: string, now: string): boolean => stored === stampBase(now)

/** True if nothing says that the content differs from the one that was stamped. */
export const fitsStamp = (stored: string, now: string): boolean =>
  stored === now || isMoved(stored, now) || isEarlier(stored, now)

/** A modification time in ms since the epoch, as far as a Date can hold it, and not before the epoch. */
export function fileTime(mtimeNs: bigint): number {
  return Math.min(MAX_TIME_MS, Math.max(0, Number(mtimeNs / 1_000_000n)))
}
