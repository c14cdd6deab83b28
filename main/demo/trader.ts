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
  /** Its own node's functions. */
  handlers: { search: Pick<Handlers['search'], 'run'> } & {
    transfers: Pick<Handlers['transfers'], 'list' | 'download' | 'pause' | 'resume' | 'remove'>
  }
  clock: Clock
  random: Random
  pace: DemoPace
  /**
   * It trades beside a person: it asks everybody in turn, whatever it thinks of them, tidies up what it fetched itself,
   * and leaves the rest of the list alone.
   */
  guest?: boolean
  /** One line of diagnostics. */
  log: (line: string) => void
}

/** One thing to fetch from one peer; `weight` says how much the trader likes the peer. */
interface Offer {
  hit: SearchHit
  peer: string
  weight: number
}

/** Finished downloads kept on disk, in number and in bytes; the oldest go first. */
const KEEP_FILES = 6
const KEEP_BYTES = 12 * 1024 * 1024
/** Finished uploads kept on the list. */
const KEEP_UPLOADS = 20
/** A transfer that takes longer is given up. */
const PATIENCE = 20_000
/**
 * How much a peer is liked while little is known of it, and when it is excluded; others as much as they are trusted.
 */
const LIKES_NEW = 0.85
const LIKES_BAD = 0.1
/** While nothing is on offer (catalogues still arriving), it looks again so soon. */
const IMPATIENCE = 400

/** Over, one way or the other; who is shut out in the middle does not wait to be let in again. */
const ended = (transfer: Transfer): boolean =>
  transfer.state === 'done' || transfer.state === 'failed' || transfer.problem?.code === 'EXCLUDED'

/**
 * Trades for one demo peer: searches, fetches from a peer that it likes, and deletes what is old, until it is closed.
 */
export class Trader {
  readonly #options: TraderOptions
  readonly #stop = new AbortController()
  readonly #running: Promise<unknown>
  #transfers: Transfer[] = []
  #changed: (() => void) | undefined
  #trades = 0
  readonly #mine = new Set<string>()
  /** How often each peer was asked. */
  readonly #asked = new Map<string, number>()

  constructor(options: TraderOptions) {
    this.#options = options
    this.#running = Promise.all([this.#watch(), this.#trade()])
  }

  /** Downloads that have ended so far, well or badly. */
  get trades(): number {
    return this.#trades
  }

  /** Stops trading; resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.#changed?.()
    await this.#running
  }

  async #watch(): Promise<void> {
    const { handlers, log } = this.#options
    try {
      for await (const list of handlers.transfers.list(undefined, { signal: this.#stop.signal })) {
        this.#transfers = list
        this.#changed?.()
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) log(`demo: transfers not seen any more: ${String(error)}`)
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
        if (!(await this.#fetchOne()) && this.#trades === 0) pause = IMPATIENCE
      } catch (error) {
        if (!signal.aborted) log(`demo: a trade failed: ${messageOf(error)}`)
      }
      await wait(clock, pause, signal)
    }
  }

  /** One download, to its end; false if nobody has anything to offer. */
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
    const patience = new AbortController()
    const cancel = clock.after(PATIENCE, () => {
      patience.abort()
      this.#changed?.()
    })
    while (
      !signal.aborted &&
      !patience.signal.aborted &&
      !this.#transfers.some((transfer) => transfer.id === id && ended(transfer))
    ) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
    cancel()
    this.#changed = undefined
    if (patience.signal.aborted) await this.#remove(id, '')
    this.#trades++
    return true
  }

  /** A peer first, by how far it is liked, then one of its files: large collections get no more than their share. */
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
            ? LIKES_BAD
            : trust.decision === 'new'
              ? LIKES_NEW
              : (trust.u ?? LIKES_NEW)
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

  /** Keeps disk and lists bounded: failed downloads go, and so do the oldest finished ones beyond the limits. */
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
