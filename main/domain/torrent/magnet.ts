/** The field of a magnet link (BEP 9) that has the root of a single file: fields of a program's own begin with "x.". */
export const MAGNET_ROOT = 'x.hyoban'

/** The fields that Hyoban adds to the magnet link of a single file, so that it can be opened here as well. */
export const magnetFields = ({ root, size }: { root: string; size: number }): string =>
  `&xl=${size}&${MAGNET_ROOT}=${root}`
