import { realpath } from 'node:fs/promises'
import { asHyobanError, HyobanError } from '../../base/errors.ts'
import type { CommunityHit } from '../../domain/community-hit.ts'
import { fileKind } from '../../domain/file-kind.ts'
import { fromHex, isHex32, toHex } from '../../base/hex.ts'
import { absolute } from '../hashing/hash-queue.ts'
import { fileStamp } from '../hashing/hasher.ts'
import type { FileRow, LibraryStore, OfferedRow } from '../library-store.ts'
import { isInside } from '../scan/path-rules.ts'

/** A shared file that can be served: where it lies, its size, the hashes of its 1 MiB chunks (empty up to 1 MiB). */
export interface LibrarySource {
  path: string
  size: number
  layer: Uint8Array
}

export interface SharedFileAccessOptions {
  store: LibraryStore
  /** Ids of the communities that a connected peer and I are in. */
  communitiesOf: (peer: string) => ReadonlySet<string>
  /** The name of a shared folder. */
  nameOf: (folder: number) => string
  /** A file is not as it was: its directory should be looked at. */
  stale: (file: FileRow) => void
}

/**
 * What I offer, and to whom. Folders that all may see stand in the public catalogue. Those of one community do not:
 * nobody else even learns of them; members find them by asking (`ofCommunity`) and are served. What nobody may see is
 * for my own eyes.
 */
export class SharedFileAccess {
  readonly #o: SharedFileAccessOptions

  constructor(options: SharedFileAccessOptions) {
    this.#o = options
  }

  /** True if this content (64 hex digits) is among my files, whoever may see it. */
  has(root: string): boolean {
    return isHex32(root) && this.#o.store.withRoot(fromHex(root)).length > 0
  }

  /**
   * The file with this root (64 hex digits), unchanged since it was hashed; null if it is not shared with that peer
   * (left out: it is I who ask). Throws FILE_CHANGED (it is hashed again then), or FOLDER_MISSING, FOLDER_UNREADABLE if
   * it cannot be had at present.
   */
  async source(root: string, peer?: string): Promise<LibrarySource | null> {
    if (!isHex32(root)) return null
    let problem: HyobanError | null = null
    for (const file of this.#o.store.withRoot(fromHex(root))) {
      if (!this.#maySee(file, peer)) continue
      const path = absolute(file)
      try {
        const { stamp } = await fileStamp(path)
        if (stamp === file.stamp && isInside(await realpath(path), file.folderPath))
          return { path, size: file.size, layer: file.layer }
        problem = new HyobanError('FILE_CHANGED', `${path} has changed since it was offered.`, {
          hint: 'Search again for its new content.',
          details: { path },
        })
      } catch (error) {
        problem = asHyobanError(error, path)
      }
      this.#o.stale(file)
    }
    if (problem) throw problem
    return null
  }

  /** Files of this community's folders whose paths hold all words; for answering the queries of its members. */
  ofCommunity(community: string, words: readonly string[], most: number): CommunityHit[] {
    return this.#o.store.ofCommunity(community, words, most).map((file) => ({
      root: toHex(file.root as Uint8Array),
      path: `${this.#o.nameOf(file.folder)}/${file.path}`,
      size: file.size,
      modified: file.modified,
      kind: fileKind(file.path),
    }))
  }

  #maySee(file: OfferedRow, peer: string | undefined): boolean {
    if (peer === undefined || file.visibility === 'all') return true
    return file.visibility === 'community' && this.#o.communitiesOf(peer).has(file.community)
  }
}
