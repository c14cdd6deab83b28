import type { Area } from '../library-store.ts'

/** Areas to be scanned, first in, first out. An area that is covered by another one is not queued. */
export class ScanQueue {
  #areas: Area[] = []

  get length(): number {
    return this.#areas.length
  }

  add(area: Area): void {
    if (this.#areas.some((other) => covers(other, area))) return
    this.#areas = [...this.#areas.filter((other) => !covers(area, other)), area]
  }

  next(): Area | undefined {
    return this.#areas.shift()
  }

  /** Removes all areas of a folder. */
  drop(folder: number): void {
    this.#areas = this.#areas.filter((area) => area.folder !== folder)
  }
}

function covers(big: Area, small: Area): boolean {
  if (big.folder !== small.folder) return false
  if (big.dir === small.dir) return big.deep || !small.deep
  return big.deep && (big.dir === '' || small.dir.startsWith(`${big.dir}/`))
}
