import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { LRUCache } from 'lru-cache'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import { limitBlocksOf } from '../network/patches/block-limit.ts'
import { CatalogueFeed } from './catalogue-feed.ts'
import type { LogChannels } from '../network/patches/log-channels.ts'
import type { LogRemoval } from './log-removal.ts'
import type { OwnCatalogue } from './own-catalogue.ts'
import { MAX_BLOCK_BYTES } from './storage.ts'

/** Maximum files accepted from the catalogue of one peer. */
export const MAX_ENTRIES = 200_000
/** Changes read per file: enough for each file to have changed a few times. */
const CHANGES_PER_ENTRY = 4
/** Maximum refusals logged per catalogue. */
const MAX_LOGGED = 20
/** Catalogues with blocks that are too large, by peer and key, remembered so that they are not followed again. */
const MAX_REFUSED = 10_000

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
  feed: CatalogueFeed | null
}

export interface CataloguesOptions {
  store: Corestore
  channels: Pick<LogChannels, 'openOn'>
  removal: Pick<LogRemoval, 'remove' | 'deleted'>
  own: OwnCatalogue
  /** Whether a key (hex) is that of a rating log in use. */
  isRatingLog: (key: string) => boolean
  log: (line: string) => void
  maxEntries?: number
}

/** The catalogue of this node, and those of followed peers. */
export class Catalogues extends Emitter<CatalogueEvents> {
  readonly own: OwnCatalogue
  readonly #options: CataloguesOptions
  readonly #followed = new Map<string, Followed>()
  readonly #refused = new LRUCache<string, true>({ max: MAX_REFUSED })

  constructor(options: CataloguesOptions) {
    super()
    this.#options = options
    this.own = options.own
  }

  /**
   * Follows a peer's catalogue; `update` is emitted when there are changes to read. Another key than before restarts
   * it, and the log under the former key is deleted.
   */
  follow(peer: string, key: Uint8Array): void {
    const hex = toHex(key)
    const before = this.#followed.get(peer)?.key
    if (before === hex) return
    void this.unfollow(peer).then(() => {
      if (before !== undefined && !this.#isFollowed(before)) return this.clear(before)
    })
    // all zeros: the peer publishes nothing
    if (key.byteLength !== 32 || key.every((byte) => byte === 0)) return
    if (this.#refused.has(peer + hex) || this.#options.isRatingLog(hex)) return
    this.#options.channels.openOn(peer, key)
    const core = this.#options.store.get({ key: Buffer.from(key), writable: false })
    const followed: Followed = { key: hex, core, ended: new AbortController(), refused: 0, feed: null }
    this.#followed.set(peer, followed)
    const isCurrent = (): boolean => this.#followed.get(peer) === followed
    const update = (): void => {
      if (!isCurrent()) return
      if (core.byteLength > core.length * MAX_BLOCK_BYTES)
        void this.#remove(peer, followed, `${core.length} blocks of ${core.byteLength} bytes`)
      else if (core.length > 1) this.emit('update', { peer, key: hex, version: core.length })
    }
    const conflict = (length: number): void => this.#refuse(peer, followed, `log conflict at length ${length}`)
    core.on('append', update)
    core.on('conflict', conflict)
    core.on('truncate', conflict)
    core
      .ready()
      .then(() =>
        limitBlocksOf(core, MAX_BLOCK_BYTES, ({ sender, seq, bytes }) => {
          // anyone else may send a block that the owner never wrote
          if (sender === peer && isCurrent()) void this.#remove(peer, followed, `block ${seq} has ${bytes} bytes`)
        }),
      )
      .then(update, (error: unknown) => this.#options.log(`catalogue of ${peer.slice(0, 8)}: ${String(error)}`))
  }

  async unfollow(peer: string): Promise<void> {
    const followed = this.#followed.get(peer)
    if (!followed) return
    this.#followed.delete(peer)
    followed.ended.abort()
    this.#options.removal.deleted((await followed.feed?.dropUnread()) ?? 0)
    await followed.core.close().catch(() => {})
  }

  /**
   * Deletes a log (key in hex) from the disk, or only its blocks while it is followed; reading them again fetches them
   * again. Does nothing for this node's own, nor for a rating log, whose key anyone may announce as a catalogue's.
   */
  async clear(key: string): Promise<void> {
    if (key === toHex(this.own.key) || this.#options.isRatingLog(key)) return
    if (!this.#isFollowed(key)) return this.#options.removal.remove(Buffer.from(key, 'hex'))
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

  #isFollowed(key: string): boolean {
    return [...this.#followed.values()].some((followed) => followed.key === key)
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
    followed.feed = new CatalogueFeed({
      core: followed.core,
      since,
      maxVersion: maxEntries * CHANGES_PER_ENTRY,
      signal: signal ? AbortSignal.any([signal, followed.ended.signal]) : followed.ended.signal,
      onRefused: (reason) => this.#refuse(peer, followed, reason),
    })
    return followed.feed
  }

  async close(): Promise<void> {
    await Promise.all([...this.#followed.keys()].map((peer) => this.unfollow(peer)))
    await this.own.close()
  }

  /** Refuses a whole catalogue and deletes it: no honest node writes a block that is too large. */
  async #remove(peer: string, followed: Followed, reason: string): Promise<void> {
    this.#refused.set(peer + followed.key, true)
    this.#refuse(peer, followed, reason)
    await this.unfollow(peer)
    // a peer may announce the catalogue of another one, which stays
    if (!this.#isFollowed(followed.key)) await this.clear(followed.key)
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
