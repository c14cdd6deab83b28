import type { Download } from '../download/download.ts'
import type { SourceBook } from '../ports.ts'

/** What I share, and what I have verified of what is still coming. */
export function withIncomplete(shared: SourceBook, downloads: ReadonlyMap<string, Download>): SourceBook {
  return {
    source: async (root, peer) => {
      const whole = await shared.source(root, peer)
      if (whole) return whole
      for (const download of downloads.values()) {
        const partial = download.row.root === root ? download.asSource() : null
        if (partial) return partial
      }
      return null
    },
  }
}
