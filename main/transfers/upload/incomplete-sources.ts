import type { Download } from '../download/download.ts'
import type { SourceBook } from '../ports.ts'

/** Looks up shared files first, then downloads in progress, as far as the peer may have the content. */
export function withIncomplete(shared: SourceBook, downloads: ReadonlyMap<string, Download>): SourceBook {
  const mayHave = (root: string, peer: string): boolean => shared.mayHave?.(root, peer) ?? true
  return {
    mayHave,
    source: async (root, peer) => {
      const whole = await shared.source(root, peer)
      if (whole || !mayHave(root, peer)) return whole
      for (const download of downloads.values()) {
        const incomplete = download.row.root === root ? download.asSource() : null
        if (incomplete) return incomplete
      }
      return null
    },
  }
}
