import type Corestore from 'corestore'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Clock } from '../base/clock.ts'
import type { RateLimit } from '../base/token-bucket.ts'
import { asHyobanError } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import { makeFolders } from '../base/make-folders.ts'
import { LogChannels } from '../network/patches/log-channels.ts'
import { Catalogues } from './catalogues.ts'
import { openOwnCatalogue } from './compaction.ts'
import { logName } from '../domain/rating-log/log-name.ts'
import { ratingLogManifest } from './rating-log-key.ts'
import { LogRemoval } from './log-removal.ts'
import { RatingLogs } from './rating-logs.ts'
import { openStore, storageError } from './storage.ts'

export interface LogsOptions {
  /** A separate folder in the data directory; created if missing. */
  dir: string
  /** The identity's key pair, which signs the rating log. */
  keyPair: { publicKey: Buffer; secretKey: Buffer }
  /** Epoch of the rating log that is written now; left out: the first log. */
  epoch?: number
  clock: Clock
  log: (line: string) => void
  /** Called before a copied folder is taken over; left out: a copy is not opened. */
  onCopy?: () => Promise<void>
  /** Limits, for tests; the defaults are for daily use. */
  limits?: {
    /** Blocks of one rating log. */
    ratings?: number
    /** Time limit for a block of a rating log, in ms. */
    stallMs?: number
    /** Blocks of one rating log accepted from peers. */
    rate?: RateLimit
    /** Files of one catalogue. */
    entries?: number
    /** Changes of the own catalogue below which it is never compacted. */
    changes?: number
  }
}

/** All append-only logs on this node: its ratings, its catalogue, and the logs that it follows. */
export class Logs {
  readonly ratings: RatingLogs
  readonly catalogue: Catalogues
  readonly #store: Corestore
  readonly #removal: LogRemoval
  readonly #channels: LogChannels

  constructor(
    store: Corestore,
    { removal, channels }: { removal: LogRemoval; channels: LogChannels },
    ratings: RatingLogs,
    catalogue: Catalogues,
  ) {
    this.#store = store
    this.#removal = removal
    this.#channels = channels
    this.ratings = ratings
    this.catalogue = catalogue
  }

  /** Opens the logs. Throws HyobanError CORRUPT, IN_USE, NO_SPACE, ...; see `openStore`. */
  static async open({ dir, keyPair, epoch = 0, clock, log, onCopy, limits = {} }: LogsOptions): Promise<Logs> {
    try {
      await makeFolders(dir, 0o700)
    } catch (error) {
      throw asHyobanError(error, dir)
    }
    const store = await openStore(dir, onCopy)
    try {
      const ownLog = logName(toHex(keyPair.publicKey), epoch)
      const own = store.get({ keyPair, manifest: ratingLogManifest(ownLog) })
      await own.ready()
      const catalogue = await openOwnCatalogue(store, dir, limits.changes)
      const removal = new LogRemoval(store, clock, log)
      const channels = new LogChannels(store)
      for (const { key } of [own, catalogue]) if (key) channels.openEverywhere(key)
      const ratings = new RatingLogs({
        store,
        channels,
        removal,
        keyPair,
        own,
        ownLog,
        dir,
        clock,
        log,
        ...(limits.ratings && { maxBlocks: limits.ratings }),
        ...(limits.stallMs && { stallMs: limits.stallMs }),
        ...(limits.rate && { rate: limits.rate }),
      })
      const catalogues = new Catalogues({
        store,
        channels,
        removal,
        own: catalogue,
        isRatingLog: (key) => ratings.uses(key),
        log,
        ...(limits.entries && { maxEntries: limits.entries }),
      })
      return new Logs(store, { removal, channels }, ratings, catalogues)
    } catch (error) {
      await store.close().catch(() => {})
      throw storageError(error, dir)
    }
  }

  /**
   * Replicates logs over a connection; ends with the connection. With `peer`, this node opens only its own logs, those
   * of that peer, and those that it is said to have (`RatingLogs.offered`); otherwise all.
   */
  replicate(stream: NoiseSecretStream, peer?: string): void {
    this.#channels.replicate(stream, peer, peer === undefined ? [] : this.ratings.keysOf(peer))
  }

  /** Closes all logs and releases the folder. */
  async close(): Promise<void> {
    await this.ratings.close()
    await this.catalogue.close()
    await this.#removal.close()
    await this.#store.close()
  }
}
