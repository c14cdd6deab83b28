import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import { CatalogueFeed } from './catalogue-feed.ts'
import type { OwnCatalogue } from './own-catalogue.ts'

/** Maximum files accepted from the catalogue of one peer. */
export const MAX_ENTRIES = 200_000
/** Changes read per file: enough for each file to have changed a few times. */
const CHANGES_PER_ENTRY = 4
/** Maximum refusals logged per catalogue. */
const MAX_LOGGED = 20

export type CatalogueEvents = {
  /**
   * A followed catalogue has changes up to `version` under this key (hex); read them with `changes`. Versions restart
   * at 0 under a new key.
   */
  update: { peer: string; key: string; version: number }
  /** Something in the catalogue of a peer was refused, or its log conflicts. */
  refused: { peer: string; reason: string }
}

interface Followed {
  key: string
  core: Hypercore
  /** Aborted when the peer is unfollowed, which ends pending reads. */
  ended: AbortController
  refused: number
}

export interface CataloguesOptions {
  store: Corestore
  own: OwnCatalogue
  log: (line: string) => void
  maxEntries?: number
}

/** The catalogue of this node, and those of followed peers. */
export class Catalogues extends Emitter<CatalogueEvents> {
  readonly own: OwnCatalogue
  readonly #options: CataloguesOptions
  readonly #followed = new Map<string, Followed>()

  constructor(options: CataloguesOptions) {
    super()
    this.#options = options
    this.own = options.own
  }

  /**
   * Follows a peer's catalogue; `update` is emitted when there are changes to read. Another key than before restarts
   * it.
   */
  follow(peer: string, key: Uint8Array): void {
    const hex = toHex(key)
    if (this.#followed.get(peer)?.key === hex) return
    void this.unfollow(peer)
    // all zeros: the peer publishes nothing
    if (key.byteLength !== 32 || key.every((byte) => byte === 0)) return
    const core = this.#options.store.get({ key: Buffer.from(key), writable: false })
    const followed: Followed = { key: hex, core, ended: new AbortController(), refused: 0 }
    this.#followed.set(peer, followed)
    const update = (): void => {
      if (this.#followed.get(peer) === followed && core.length > 1)
        this.emit('update', { peer, key: hex, version: core.length })
    }
    const conflict = (length: number): void => this.#refuse(peer, followed, `log conflict at length ${length}`)
    core.on('append', update)
    core.on('conflict', conflict)
    core.on('truncate', conflict)
    core
      .ready()
      .then(update, (error: unknown) => this.#options.log(`catalogue of ${peer.slice(0, 8)}: ${String(error)}`))
  }

  async unfollow(peer: string): Promise<void> {
    const followed = this.#followed.get(peer)
    if (!followed) return
    this.#followed.delete(peer)
    followed.ended.abort()
    await followed.core.close().catch(() => {})
  }

  /**
   * Deletes the blocks of a log (key in hex) from the disk; reading them again fetches them again. Does nothing for
   * this node's own.
   */
  async clear(key: string): Promise<void> {
    if (key === toHex(this.own.key)) return
    const core = this.#options.store.get({ key: Buffer.from(key, 'hex'), writable: false })
    try {
      await core.ready()
      if (core.length > 0) await core.clear(0, core.length)
    } catch (error) {
      this.#options.log(`catalogue ${key.slice(0, 8)}: its blocks stay on the disk: ${String(error)}`)
    } finally {
      await core.close().catch(() => {})
    }
  }

  /** The key (hex) under which a peer's catalogue is followed; null if it is not. */
  keyOf(peer: string): string | null {
    return this.#followed.get(peer)?.key ?? null
  }

  /** Number of refusals in the catalogue of a peer since it was followed. */
  refusals(peer: string): number {
    return this.#followed.get(peer)?.refused ?? 0
  }

  /**
   * The changes of a followed catalogue after version `since` (0: all), oldest first, up to its present length;
   * continue from the `version` of the result. Throws NOT_FOUND if the peer is not followed; iteration throws like
   * `CatalogueFeed`.
   */
  changes(peer: string, since: number, signal?: AbortSignal): CatalogueFeed {
    const followed = this.#followed.get(peer)
    if (!followed) throw new HyobanError('NOT_FOUND', 'This peer has no catalogue.')
    const { maxEntries = MAX_ENTRIES } = this.#options
    return new CatalogueFeed({
      core: followed.core,
      since,
      maxVersion: maxEntries * CHANGES_PER_ENTRY,
      signal: signal ? AbortSignal.any([signal, followed.ended.signal]) : followed.ended.signal,
      onRefused: (reason) => this.#refuse(peer, followed, reason),
    })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#followed.keys()].map((peer) => this.unfollow(peer)))
    await this.own.close()
  }

  #refuse(peer: string, followed: Followed, reason: string): void {
    followed.refused++
    if (followed.refused <= MAX_LOGGED)
      this.#options.log(
        `catalogue of ${peer.slice(0, 8)}: ${reason}` +
          (followed.refused === MAX_LOGGED ? ' (further refusals are not logged)' : ''),
      )
    this.emit('refused', { peer, reason })
  }
}
