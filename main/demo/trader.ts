import { messageOf } from '../base/errors.ts'
import { rm } from 'node:fs/promises'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { SearchHit } from '../contract/search.ts'
import type { Transfer } from '../contract/transfers.ts'
import { pauseAfter, type DemoPace } from './pace.ts'
import { first, wait } from './wait.ts'

export interface TraderOptions {
  /** Handlers of the peer's own node. */
  handlers: { search: Pick<Handlers['search'], 'run'> } & {
    transfers: Pick<Handlers['transfers'], 'list' | 'download' | 'pause' | 'resume' | 'remove'>
  }
  clock: Clock
  random: Random
  pace: DemoPace
  /** Shares the node with a person: tries all peers in turn regardless of trust, and only deletes its own downloads. */
  guest?: boolean
  /** Writes a diagnostic line. */
  log: (line: string) => void
}

/** A file to fetch from a peer; `weight` is the trader's preference for the peer. */
interface Offer {
  hit: SearchHit
  peer: string
  weight: number
}

/** Finished downloads kept on disk, by number and bytes; the oldest are deleted first. */
const KEEP_FILES = 6
const KEEP_BYTES = 12 * 1024 * 1024
/** Finished uploads kept on the list. */
const KEEP_UPLOADS = 20
/** A transfer that takes longer than this many ms is abandoned. */
const TRANSFER_LIMIT_MS = 20_000
/** Weights of new and of excluded peers; others have their trust value. */
const NEW_WEIGHT = 0.85
const EXCLUDED_WEIGHT = 0.1
/** Pause before the next attempt while there is nothing to fetch, in ms; catalogues may still be arriving. */
const RETRY_MS = 400

/** Finished, failed, or stuck behind an exclusion, which the trader does not wait out. */
const ended = (transfer: Transfer): boolean =>
  transfer.state === 'done' || transfer.state === 'failed' || transfer.problem?.code === 'EXCLUDED'

/** Trades for a demo peer until closed: searches, downloads from a preferred peer, and deletes old files. */
export class Trader {
  readonly #options: TraderOptions
  readonly #stop = new AbortController()
  readonly #running: Promise<unknown>
  #transfers: Transfer[] = []
  #wake: (() => void) | undefined
  #trades = 0
  readonly #mine = new Set<string>()
  /** Number of requests to each peer. */
  readonly #asked = new Map<string, number>()

  constructor(options: TraderOptions) {
    this.#options = options
    this.#running = Promise.all([this.#watch(), this.#trade()])
  }

  /** Downloads that have ended so far, successfully or not. */
  get trades(): number {
    return this.#trades
  }

  /** Stops trading; resolves once all its work has ended. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.#wake?.()
    await this.#running
  }

  async #watch(): Promise<void> {
    const { handlers, log } = this.#options
    try {
      for await (const list of handlers.transfers.list(undefined, { signal: this.#stop.signal })) {
        this.#transfers = list
        this.#wake?.()
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) log(`demo: cannot follow transfers any more: ${String(error)}`)
    }
  }

  async #trade(): Promise<void> {
    const { clock, random, pace, log } = this.#options
    const { signal } = this.#stop
    const began = clock.now()
    await wait(clock, pace.start * (0.3 + random.next()), signal)
    while (!signal.aborted) {
      let pause = pauseAfter(pace, clock.now() - began, random)
      try {
        await this.#tidy()
        if (!(await this.#fetchOne()) && this.#trades === 0) pause = RETRY_MS
      } catch (error) {
        if (!signal.aborted) log(`demo: a trade failed: ${messageOf(error)}`)
      }
      await wait(clock, pause, signal)
    }
  }

  /** Runs one download to its end; false if there is nothing to fetch. */
  async #fetchOne(): Promise<boolean> {
    const { handlers, clock } = this.#options
    const { signal } = this.#stop
    const result = await first(handlers.search.run({ text: '', kinds: [], limit: 500 }, { signal }))
    const offer = this.#choose(result?.hits ?? [])
    if (!offer || signal.aborted) return false
    const { hit, peer } = offer
    const { id } = await handlers.transfers.download(
      { root: hit.root, name: hit.name, size: hit.size, peer },
      { signal },
    )
    this.#mine.add(id)
    this.#asked.set(peer, (this.#asked.get(peer) ?? 0) + 1)
    const timeout = new AbortController()
    const cancelTimer = clock.after(TRANSFER_LIMIT_MS, () => {
      timeout.abort()
      this.#wake?.()
    })
    while (
      !signal.aborted &&
      !timeout.signal.aborted &&
      !this.#transfers.some((transfer) => transfer.id === id && ended(transfer))
    ) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    cancelTimer()
    this.#wake = undefined
    if (timeout.signal.aborted) await this.#remove(id, '')
    this.#trades++
    return true
  }

  /** Picks a peer by weight, then one of its files, so that large collections get no more than their share. */
  #choose(hits: readonly SearchHit[]): Offer | undefined {
    const { random } = this.#options
    const here = new Set(
      this.#transfers.filter((transfer) => transfer.direction === 'down').map((transfer) => transfer.root),
    )
    const byPeer = new Map<string, Offer[]>()
    for (const hit of hits) {
      if (hit.own || here.has(hit.root)) continue
      for (const { publicKey, online, trust } of hit.sources) {
        if (!online) continue
        const weight = this.#options.guest
          ? (1 + (this.#asked.get(publicKey) ?? 0)) ** -4
          : trust.decision === 'bad'
            ? EXCLUDED_WEIGHT
            : trust.decision === 'new'
              ? NEW_WEIGHT
              : (trust.u ?? NEW_WEIGHT)
        byPeer.set(publicKey, [...(byPeer.get(publicKey) ?? []), { hit, peer: publicKey, weight }])
      }
    }
    const peers = [...byPeer.values()]
    let at = random.next() * peers.reduce((sum, offers) => sum + (offers[0]?.weight ?? 0), 0)
    for (const offers of peers) {
      at -= offers[0]?.weight ?? 0
      if (at < 0) return offers[random.int(offers.length)]
    }
    return undefined
  }

  /** Bounds disk and lists: deletes failed downloads and the oldest finished ones beyond the limits. */
  async #tidy(): Promise<void> {
    const newestFirst = this.#transfers
      .filter((transfer) => ended(transfer) && (!this.#options.guest || this.#mine.has(transfer.id)))
      .toSorted((a, b) => (b.ended ?? 0) - (a.ended ?? 0))
    let [files, bytes, uploads] = [0, 0, 0]
    for (const transfer of newestFirst) {
      if (transfer.direction === 'up') {
        if (++uploads > KEEP_UPLOADS) await this.#remove(transfer.id, '')
        continue
      }
      files++
      bytes += transfer.size
      if (transfer.state !== 'done') await this.#remove(transfer.id, '')
      else if (files > KEEP_FILES || bytes > KEEP_BYTES) await this.#remove(transfer.id, transfer.path)
    }
  }

  async #remove(id: string, path: string): Promise<void> {
    this.#mine.delete(id)
    await this.#options.handlers.transfers.remove({ id }, { signal: this.#stop.signal })
    if (path) await rm(path, { force: true })
  }
}
