import { Buffer } from 'node:buffer'
import type { FindResult } from './finder.ts'
import type { DecodedHit } from '../network/remote-hits.ts'

const ROOT = 32
/** Maximum number of contents that answers of peers may add to one search. */
export const MAX_REMOTE = 2000

interface Row {
  entry: number
  relevance: number
  rank: number
}

/** The rows of one running search. A row keeps its position once shown; new rows are appended. */
export class ResultSnapshot {
  /** Identifies this order of the rows. */
  id: number
  readonly roots: string[] = []
  readonly #rows = new Map<string, Row>()
  /** Hits of peers by root. */
  readonly remote = new Map<string, DecodedHit[]>()
  #fresh = 0

  constructor(id: number) {
    this.id = id
  }

  /** New contents that rank above rows already shown. */
  get fresh(): number {
    return this.#fresh
  }

  row(root: string): Row | undefined {
    return this.#rows.get(root)
  }

  /** Merges a result; `shown` rows are on screen. A `whole` result also removes the rows that it lacks. */
  merge(found: FindResult, shown: number, whole: boolean): void {
    const lastShown = this.roots[Math.min(shown, this.roots.length) - 1]
    const roots = rootsOf(found)
    const present = whole ? new Set(roots) : null
    const added: Row[] = []
    for (const [i, root] of roots.entries()) {
      const row = {
        entry: found.entries[i] as number,
        relevance: found.relevance[i] as number,
        rank: found.ranks[i] as number,
      }
      const known = this.#rows.has(root)
      this.#rows.set(root, row)
      if (known) continue
      if (!this.remote.has(root)) this.roots.push(root)
      added.push(row)
    }
    // its rank in this result, since the rank in a first result is an estimate
    const last = lastShown === undefined ? undefined : this.#rows.get(lastShown)?.rank
    if (last !== undefined) for (const { rank } of added) if (rank > last) this.#fresh++
    if (present) this.#keep((root) => present.has(root) || this.remote.has(root))
  }

  /** Orders the rows as in this result, other rows after them; true if that changes the order. */
  reorder(found: FindResult): boolean {
    const wanted = new Set(rootsOf(found))
    for (const root of this.roots) wanted.add(root)
    this.#fresh = 0
    const order = [...wanted]
    if (order.every((root, i) => root === this.roots[i])) return false
    this.roots.length = 0
    for (const root of order) this.roots.push(root)
    return true
  }

  /** Adds hits of peers. */
  addRemote(hits: readonly DecodedHit[]): void {
    for (const hit of hits) {
      const known = this.remote.get(hit.root)
      if (known?.some(({ holder }) => holder === hit.holder) || (!known && this.remote.size >= MAX_REMOTE)) continue
      if (!known && !this.#rows.has(hit.root)) this.roots.push(hit.root)
      this.remote.set(hit.root, [...(known ?? []), hit])
    }
  }

  /** Removes the hits of peers that the index covers by now; see covered-hits.ts. */
  removeRemote(isCovered: (hit: { root: string; holder: string }) => boolean): void {
    for (const [root, hits] of this.remote) {
      const left = hits.filter((hit) => !isCovered(hit))
      if (left.length === hits.length) continue
      if (left.length > 0) this.remote.set(root, left)
      else this.remote.delete(root)
    }
    this.#keep((root) => this.#rows.has(root) || this.remote.has(root))
  }

  #keep(stays: (root: string) => boolean): void {
    if (this.roots.every(stays)) return
    const left = this.roots.filter(stays)
    this.roots.length = 0
    for (const root of left) this.roots.push(root)
    for (const root of this.#rows.keys()) if (!stays(root)) this.#rows.delete(root)
  }
}

function rootsOf(found: FindResult): string[] {
  const hex = Buffer.from(found.roots.buffer, found.roots.byteOffset, found.roots.byteLength).toString('hex')
  return Array.from({ length: found.entries.length }, (_, i) => hex.slice(i * ROOT * 2, (i + 1) * ROOT * 2))
}
