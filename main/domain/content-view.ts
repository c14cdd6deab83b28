/** Bytes that a page may look at, read by ranges; they may still be coming. */
export interface ContentView {
  /** For people and for the type: a base name without folders. */
  name: string
  /** In bytes, of the whole. */
  size: number
  /** True if these bytes never change under this address, so that a browser may keep them. */
  lasting: boolean
  /**
   * Bytes `start` to `end` (exclusive), in order; waits for those that are not there yet, ends early when `signal`
   * aborts.
   */
  read(start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>
}

/** Where a shell finds what a page may look at; null if there is no such thing (any more). */
export interface ContentBook {
  open(kind: string, id: string): Promise<ContentView | null>
}
