/** Size, modification time (ns) and inode of a file; differs if the content may differ. */
export function stampOf({ size, mtimeNs, ino }: { size: bigint; mtimeNs: bigint; ino: bigint }): string {
  return `${size}:${mtimeNs}:${ino}`
}
