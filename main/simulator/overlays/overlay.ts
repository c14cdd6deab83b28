import type { OverlayShape } from '../../contract/views/drawing-views.ts'

/** Where a query led. The overlay reuses the object: read it before the next query. */
export interface QueryOutcome {
  found: boolean
  /** Messages sent, those to dead nodes included. */
  messages: number
  /** Hops from the asker to the answer, along the shortest way that the query took. */
  hops: number
  /** Nodes from the asker to the answer; empty unless the world traces paths. */
  path: number[]
}

/** A way to find files among nodes. Nodes and files are numbered from 0; build is the constructor. */
export interface SearchOverlay {
  /** Makes a file known that `node` holds. Called once a file at the start, and again as nodes come and go. */
  publish(file: number, node: number): void
  /** Asks for a file on behalf of a live node. */
  query(node: number, file: number): QueryOutcome
  /** `node` comes (back) on line; the world says that it is live. */
  join(node: number): void
  /** `node` goes without a word; the world says that it is dead. Those who know it keep it until they repair. */
  leave(node: number): void
  /** `node` looks after its contacts. */
  repair(node: number): void
  /** Contacts and index entries that `node` keeps. */
  state(node: number): number
  /** The form in which the overlay is drawn. */
  shape(): OverlayShape
  /** Nodes that `node` knows, the most telling first; some may be named twice. */
  contacts(node: number): readonly number[]
  /** Uses the overlay for a while; left out where use changes nothing. */
  learn?(): void
  /** Whether a look-up of a file's key arrives at the node responsible now; `retry`: past dead contacts. */
  lookup?(node: number, file: number, retry: boolean): boolean
  /** Seconds from an update of a file at `node` until a query finds it; left out where there is no such thing. */
  announce?(file: number, node: number): number
  /** Metrics of this overlay alone, after the queries. */
  extras?(): Record<string, number>
}

export const emptyOutcome = (): QueryOutcome => ({ found: false, messages: 0, hops: 0, path: [] })
