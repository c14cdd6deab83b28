import { realpath } from 'node:fs/promises'
import { asHyobanError, HyobanError } from '../../base/errors.ts'
import type { CommunityHit } from '../../domain/community-hit.ts'
import { fileKind } from '../../domain/file-kind.ts'
import { fromHex, isHex32, toHex } from '../../base/hex.ts'
import { absolute } from '../hashing/hash-queue.ts'
import { fileStamp } from '../hashing/hasher.ts'
import type { CommunityPeers } from '../library-options.ts'
import type { Area, LibraryStore, OfferedRow } from '../library-store.ts'
import { isInside } from '../scan/path-rules.ts'
import type { ContentOrigins } from './content-origins.ts'
import type { SharedFolders } from './shared-folders.ts'

/** A shared file that can be served: its size, and the hashes of its 1 MiB chunks (empty up to 1 MiB). */
export interface LibrarySource {
  path: string
  /** The shared folder that it is in; no part of the path below it is a link. */
  folder: string
  /** size:mtime(ns):inode of the content that was hashed. */
  stamp: string
  size: number
  layer: Uint8Array
}

interface SharedFileAccessOptions {
  store: LibraryStore
  folders: SharedFolders
  network: CommunityPeers | undefined
  /** Left out: contents have no restriction but that of their folder. */
  origins?: Pick<ContentOrigins, 'mayHave'> | undefined
  /** Scans the directory of a file that has changed. */
  scans: { add(area: Area): void }
}

/**
 * Decides which shared files a peer may have. Files of public folders are listed in the public catalogue. Those of a
 * community's folders are not, so that nobody else learns of them: members query them (`ofCommunity`) and are served.
 * Folders with visibility 'nobody' are for the local user only. What came by an invitation community is shown to no
 * more people than there, in whatever folder.
 */
export class SharedFileAccess {
  readonly #options: SharedFileAccessOptions

  constructor(options: SharedFileAccessOptions) {
    this.#options = options
  }

  /** True if this content (64 hex digits) is shared, with anybody or nobody. */
  has(root: string): boolean {
    return isHex32(root) && this.#options.store.withRoot(fromHex(root)).length > 0
  }

  /**
   * The file with this root (64 hex digits), unchanged since it was hashed; null if it is not shared with that peer
   * (left out: the local user). Throws FILE_CHANGED, after which it is hashed again, FOLDER_MISSING or
   * FOLDER_UNREADABLE.
   */
  async source(root: string, peer?: string): Promise<LibrarySource | null> {
    if (!isHex32(root)) return null
    let problem: HyobanError | null = null
    for (const file of this.#options.store.withRoot(fromHex(root))) {
      if (!this.#maySee(file, peer)) continue
      const path = absolute(file)
      try {
        const { stamp } = await fileStamp(path)
        // A shared link leads to a file in the same folder; that file is opened, as no link is followed then.
        const real = await realpath(path)
        if (stamp === file.stamp && isInside(real, file.folderPath))
          return { path: real, folder: file.folderPath, stamp, size: file.size, layer: file.layer }
        problem = new HyobanError('FILE_CHANGED', `${path} has changed since it was offered.`, {
          hint: 'Search again for its new content.',
          details: { path },
        })
      } catch (error) {
        problem = asHyobanError(error, path)
      }
      this.#options.scans.add({ folder: file.folder, dir: file.dir, deep: false })
    }
    if (problem) throw problem
    return null
  }

  /** False for a content that came by a community which the peer is not in, whichever folder it is in now. */
  mayHave(root: string, peer: string): boolean {
    return this.#options.origins?.mayHave(root, peer) ?? true
  }

  /** Files of this community's folders whose paths contain all words, to answer queries of its members. */
  ofCommunity(community: string, words: readonly string[], limit: number): CommunityHit[] {
    return this.#options.store.ofCommunity(community, words, limit).map((file) => ({
      root: toHex(file.root as Uint8Array),
      path: `${this.#options.folders.byId.get(file.folder)?.row.name ?? ''}/${file.path}`,
      size: file.size,
      modified: file.modified,
      kind: fileKind(file.path),
    }))
  }

  #maySee(file: OfferedRow, peer: string | undefined): boolean {
    if (peer === undefined) return true
    if (file.root && !this.mayHave(toHex(file.root), peer)) return false
    if (file.visibility === 'all') return true
    const common = this.#options.network?.peers.get(peer)?.communities
    return file.visibility === 'community' && common?.has(file.community) === true
  }
}
