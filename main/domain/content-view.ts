/** Content for pages, read by ranges; it may still be downloading. */
export interface ContentView {
  /** Base name; displayed, and determines the media type. */
  name: string
  /** Total bytes. */
  size: number
  /** The bytes at this address never change, so browsers may cache them. */
  lasting: boolean
  /** Yields bytes `start` to `end` (exclusive) in order; waits for missing ones, ends early when `signal` aborts. */
  read(start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>
}

/** Finds the content at an address; null if it is not available. */
export interface ContentBook {
  open(kind: string, id: string): Promise<ContentView | null>
}
