import { basename } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { SharePreview } from '../../contract/library.ts'
import { cleanRules } from '../scan/rules.ts'
import { Scanner } from '../scan/scanner.ts'
import type { SharedFolders } from './shared-folders.ts'

/** Minimum interval between two counts, in ms. */
const INTERVAL_MS = 250

/** A folder that is not shared yet, and what would be left out of it. */
export interface PreviewedFolder {
  path: string
  patterns: string[]
}

/**
 * Counts what sharing a folder would publish and what it would leave out; nothing is stored, hashed or published. The
 * last count is `done`; ends early on abort. Throws HyobanError as `checkShare` and `cleanRules` do.
 */
export async function* previewShare(
  { path, patterns }: PreviewedFolder,
  { folders, clock, signal }: { folders: SharedFolders; clock: Clock; signal: AbortSignal },
): AsyncGenerator<SharePreview, void, void> {
  const rules = cleanRules({ visibility: 'nobody', community: '', patterns })
  const root = await folders.check(path)
  const walk = { root, name: basename(root), excluded: folders.excluded, patterns: rules.patterns }
  const count: SharePreview = { files: 0, bytes: 0, skipped: {}, done: false }
  const snapshot = (): SharePreview => ({ ...count, skipped: { ...count.skipped } })
  const scanner = new Scanner()
  let last = clock.now()
  try {
    for await (const listings of scanner.scan(walk, { dir: '', deep: true }, () => {}, signal)) {
      for (const { sizes, skipped, error } of listings) {
        count.files += sizes.length
        for (const size of sizes) count.bytes += size
        // what is still being written will be shared
        for (const { reason } of skipped)
          if (reason !== 'writing') count.skipped[reason] = (count.skipped[reason] ?? 0) + 1
        if (error) count.skipped.unreadable = (count.skipped.unreadable ?? 0) + 1
      }
      if (clock.now() - last < INTERVAL_MS) continue
      last = clock.now()
      yield snapshot()
    }
    if (!signal.aborted) yield { ...snapshot(), done: true }
  } finally {
    await scanner.close()
  }
}
