/** Content that a page shows, read by ranges; it may still be downloading. */
export interface ContentView {
  /** Shown to people, and used for the type: a base name without folders. */
  name: string
  /** In bytes, of the whole. */
  size: number
  /** True if these bytes never change under this address, so that a browser may cache them. */
  lasting: boolean
  /** Bytes `start` to `end` (exclusive), in order; waits for missing ones, ends early when `signal` aborts. */
  read(start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>
}

/** Finds the content behind an address; null if there is none, or no longer. */
export interface ContentBook {
  open(kind: string, id: string): Promise<ContentView | null>
}
