import { asHyobanError, HyobanError } from '../../base/errors.ts'
import type { CommunityHit } from '../../domain/community-hit.ts'
import { fileKind } from '../../domain/file-kind.ts'
import { fromHex, isHex32, toHex } from '../../base/hex.ts'
import { realPath } from '../../base/process/system-path.ts'
import { fitsStamp, isMoved } from '../../domain/file-stamp.ts'
import { layerOfFile } from '../hashing/file-layer.ts'
import { DAMAGED } from '../hashing/verifier.ts'
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
  /** Stamp (file-stamp.ts) of the content that was hashed. */
  stamp: string
  size: number
  layer: Uint8Array
  /** What its chunks must be; `damaged` is called when its disk returned something else. */
  proof: { size: number; root: Uint8Array; layer: Uint8Array; damaged(): void }
}

/** A requester waits while a file up to this size is checked, and asks again for a larger one. */
const MAX_AWAITED_BYTES = 16 * 1024 * 1024

interface SharedFileAccessOptions {
  store: LibraryStore
  folders: SharedFolders
  network: CommunityPeers | undefined
  /** Left out: contents have no restriction but that of their folder. */
  origins?: Pick<ContentOrigins, 'mayHave'> | undefined
  /** Withdraws files that are damaged. */
  catalogue: { republish(): void }
  /** Scans the directory of a file that has changed. */
  scans: { add(area: Area): void }
  /** Ends checks of files. */
  signal: AbortSignal
}

/**
 * Decides which shared files a peer may have. Files of public folders are listed in the public catalogue. Those of a
 * community's folders are not, so that nobody else learns of them: members query them (`ofCommunity`) and are served.
 * Folders with visibility 'nobody' are for the local user only. What came by an invitation community is shown to no
 * more people than there, in whatever folder.
 */
export class SharedFileAccess {
  readonly #options: SharedFileAccessOptions
  /** Files that are being checked, by id. */
  readonly #checks = new Map<number, Promise<boolean>>()

  constructor(options: SharedFileAccessOptions) {
    this.#options = options
  }

  /** True if this content (64 hex digits) is shared, with anybody or nobody. */
  has(root: string): boolean {
    return isHex32(root) && this.#options.store.withRoot(fromHex(root)).length > 0
  }

  /**
   * The file with this root (64 hex digits), unchanged since it was hashed; null if it is not shared with that peer
   * (left out: the local user). Throws FILE_CHANGED, after which it is hashed again, IN_USE while it is being checked,
   * FOLDER_MISSING or FOLDER_UNREADABLE.
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
        const real = await realPath(path)
        const isRight =
          fitsStamp(file.stamp, stamp) && (!isMoved(file.stamp, stamp) || (await this.#check(file, stamp, real)))
        if (isRight && isInside(real, file.folderPath))
          return {
            path: real,
            folder: file.folderPath,
            stamp,
            size: file.size,
            layer: file.layer,
            proof: this.#proofOf(file),
          }
        problem = new HyobanError('FILE_CHANGED', `${path} has changed since it was offered.`, {
          hint: 'Search again for its new content.',
          details: { path },
        })
      } catch (error) {
        problem = asHyobanError(error, path)
      }
      if (problem.code !== 'IN_USE') this.#options.scans.add({ folder: file.folder, dir: file.dir, deep: false })
    }
    if (problem) throw problem
    return null
  }

  #proofOf(file: OfferedRow): LibrarySource['proof'] {
    const damaged = (): void => {
      this.#options.store.failed(file.id, DAMAGED, true)
      this.#options.folders.byId.get(file.folder)?.touch()
      this.#options.catalogue.republish()
    }
    return { size: file.size, root: file.root as Uint8Array, layer: file.layer, damaged }
  }

  /**
   * Reads a file that was moved since it was hashed, once: a program may have edited it, too. Nobody is sent bytes that
   * the requester would take for a lie. Throws IN_USE while a large file is being read.
   */
  async #check(file: OfferedRow, stamp: string, real: string): Promise<boolean> {
    let check = this.#checks.get(file.id)
    if (!check) {
      check = this.#confirm(file, stamp, real).finally(() => this.#checks.delete(file.id))
      this.#checks.set(file.id, check)
      check.catch(() => {})
    }
    if (file.size > MAX_AWAITED_BYTES)
      throw new HyobanError('IN_USE', `${absolute(file)} is being checked, because it was moved.`)
    return check
  }

  async #confirm(file: OfferedRow, stamp: string, path: string): Promise<boolean> {
    const { store, signal } = this.#options
    try {
      await layerOfFile(path, { size: file.size, root: toHex(file.root as Uint8Array) }, signal)
      if ((await fileStamp(path)).stamp !== stamp) return false
      store.confirm(file.id, file.stamp, stamp)
      return true
    } catch (error) {
      if (asHyobanError(error, path).code === 'FILE_CHANGED') store.doubt(file.id)
      return false
    }
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
