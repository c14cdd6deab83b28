import type { Download } from '../download/download.ts'
import type { SourceBook } from '../ports.ts'

/** Looks up shared files first, then downloads in progress. */
export function withIncomplete(shared: SourceBook, downloads: ReadonlyMap<string, Download>): SourceBook {
  return {
    source: async (root, peer) => {
      const whole = await shared.source(root, peer)
      if (whole) return whole
      for (const download of downloads.values()) {
        const incomplete = download.row.root === root ? download.asSource() : null
        if (incomplete) return incomplete
      }
      return null
    },
  }
}
