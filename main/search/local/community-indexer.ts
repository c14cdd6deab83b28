import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { communityOwner, ownerOf } from '../../domain/index-owner.ts'
import type { Metadata } from '../../domain/metadata.ts'
import type { SearchIndex } from './search-index.ts'

const BATCH = 400
/** After a change the files are compared so much later, and never more than a part of the time. */
const WAIT_MS = 2000
const SHARE = 20

/** My files in folders that one community sees; the store room has them. */
export interface CommunityFiles {
  communities(): string[]
  /** Changes with every change of these files. */
  state(community: string): string
  /** By their number, after `after`. */
  files(
    community: string,
    after: number,
    limit: number,
  ): { id: number; path: string; root: Uint8Array; size: number; modified: number; metadata?: Metadata }[]
}

export interface CommunityIndexerOptions {
  self: string
  files: CommunityFiles
  index: SearchIndex
  clock: Clock
  log: (line: string) => void
}

/**
 * Keeps files that only one community sees in my own index, apart from the public catalogue: my own search finds them,
 * and nothing that others are told comes from there.
 */
export class CommunityIndexer {
  readonly events = new Emitter<{ change: null }>()
  readonly #options: CommunityIndexerOptions
  #cancel: (() => void) | null = null
  #took = 0
  #closed = false
  #work: Promise<void> = Promise.resolve()

  constructor(options: CommunityIndexerOptions) {
    this.#options = options
    this.changed()
  }

  /** My files or their visibility have changed. */
  changed(): void {
    if (this.#closed || this.#cancel) return
    this.#cancel = this.#options.clock.after(Math.max(WAIT_MS, this.#took * SHARE), () => {
      this.#cancel = null
      void this.compare()
    })
  }

  /** Brings the index in line with the files now. */
  compare(): Promise<void> {
    this.#work = this.#work
      .then(() => this.#compare())
      .catch((error: unknown) => this.#options.log(`search: folders of communities: ${String(error)}`))
    return this.#work
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel?.()
    await this.#work
  }

  async #compare(): Promise<void> {
    const { self, files, index, clock } = this.#options
    const began = clock.now()
    const communities = files.communities()
    const wanted = new Set(communities.map((community) => communityOwner(self, community)))
    let dirty = false
    for (const owner of index.peers()) {
      const { peer, community } = ownerOf(owner)
      if (peer !== self || community === null || wanted.has(owner)) continue
      index.drop(owner)
      dirty = true
    }
    for (const community of communities) {
      const owner = communityOwner(self, community)
      const state = files.state(community)
      if (index.version(owner, state) > 0) continue
      dirty = true
      for (let after = 0; ;) {
        const batch = files.files(community, after, BATCH)
        if (this.#closed) return
        // another state than before starts afresh; the version says that all of it is there
        index.apply(
          owner,
          state,
          batch.map(({ path, root, size, modified, metadata }) => ({
            type: 'put',
            path,
            entry: { root, size, modified, ...(metadata && { metadata }) },
          })),
          batch.length < BATCH ? 1 : 0,
        )
        if (batch.length < BATCH) break
        after = batch.at(-1)?.id ?? after
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    this.#took = clock.now() - began
    if (dirty) this.events.emit('change', null)
  }
}
