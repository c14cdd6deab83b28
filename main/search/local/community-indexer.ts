import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { communityOwner, ownerOf } from '../../domain/index-owner.ts'
import type { Metadata } from '../../domain/metadata.ts'
import { dropCatalogue } from './drop-catalogue.ts'
import type { SearchIndex } from './search-index.ts'

const BATCH = 400
/** Delay after a change in ms; at least this many times as long as the last comparison took. */
const WAIT_MS = 2000
const PAUSE_FACTOR = 20

/** My files in folders restricted to one community; the store implements it. */
export interface CommunityFiles {
  communities(): string[]
  /** A value that differs after any change of these files. */
  state(community: string): string
  /** A page in the order of ids, after the id `after`. */
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
 * Indexes files restricted to one community apart from the public catalogue: this node's own search finds them, and
 * nothing published to others is read from there.
 */
export class CommunityIndexer {
  readonly events = new Emitter<{ change: null }>()
  readonly #options: CommunityIndexerOptions
  #cancel: (() => void) | null = null
  /** How long the last comparison took, in ms. */
  #lastDuration = 0
  #closed = false
  #work: Promise<void> = Promise.resolve()

  constructor(options: CommunityIndexerOptions) {
    this.#options = options
    this.changed()
  }

  /** My files or their visibility have changed. */
  changed(): void {
    if (this.#closed || this.#cancel) return
    this.#cancel = this.#options.clock.after(Math.max(WAIT_MS, this.#lastDuration * PAUSE_FACTOR), () => {
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
      if (!(await dropCatalogue(index, owner, () => this.#closed))) return
      dirty = true
    }
    for (const community of communities) {
      const owner = communityOwner(self, community)
      const state = files.state(community)
      if (index.version(owner, state) > 0) continue
      dirty = true
      if (!(await dropCatalogue(index, owner, () => this.#closed))) return
      for (let after = 0; ;) {
        const batch = files.files(community, after, BATCH)
        if (this.#closed) return
        // version 1 marks it as complete
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
    this.#lastDuration = clock.now() - began
    if (dirty) this.events.emit('change', null)
  }
}
