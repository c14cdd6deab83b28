import { mixSeed } from '../../../base/random.ts'
import {
  ASKED,
  CATALOGUE_ENTRIES,
  KEYWORD_BUDGET,
  MAX_LOOKUPS,
  MAX_TTL,
  MAX_VISITED,
  PASSED_ON,
} from '../../../protocol/search-reach.ts'
import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import type { World } from '../world.ts'
import { keywordCover } from './keyword-cover.ts'

/** Peers that a node is connected to: what this lab assumes; the live node sets no limit. */
const CONNECTIONS = 24
/** Remembered answers of all nodes together; more start afresh. */
const MAX_REMEMBERED = 2_000_000

/** How far this overlay searches: the live node's numbers, unless others are given. */
export interface SearchReach {
  readonly asked: number
  readonly passedOn: number
  /** Words of a query that are looked up. */
  readonly lookUps: number
}

/**
 * Hyoban as it is: a flood of few hops and bounded fan-out, in which peers answer from their own files and from the
 * catalogues of their neighbours, neighbours that had the file before first; and beside it look-ups of the query's
 * words, which some of the holders announce, over a DHT of log2 N hops. `files`: files a node, which decide how many of
 * them its announced words cover.
 */
export class HyobanOverlay implements SearchOverlay {
  protected readonly world: World
  protected readonly outcome = emptyOutcome()
  protected readonly files: number
  readonly #reach: SearchReach
  readonly #connections: number
  readonly #catalogues: number
  readonly #cover: number
  readonly #seen: Int32Array
  readonly #from: Int32Array
  readonly #random
  /** The neighbour that led to a file, by node and file. */
  readonly #led = new Map<number, number>()
  /** How often each node has met others in the place of dead neighbours. */
  #met: Uint8Array | undefined
  #queries = 0

  constructor(
    world: World,
    files = Math.max(1, Math.round(world.settings.meanCopies)),
    reach: SearchReach = { asked: ASKED, passedOn: PASSED_ON, lookUps: MAX_LOOKUPS },
  ) {
    const { nodes, seed } = world
    this.world = world
    this.files = files
    this.#reach = reach
    this.#connections = Math.min(CONNECTIONS, nodes - 1)
    this.#catalogues = Math.min(this.#connections, Math.floor(CATALOGUE_ENTRIES / files))
    this.#cover = keywordCover(nodes, files, this.#catalogues, seed)
    this.#seen = new Int32Array(nodes)
    this.#from = new Int32Array(nodes)
    this.#random = world.draw('walks')
  }

  publish(): void {}
  join(): void {}
  leave(): void {}

  query(node: number, file: number): QueryOutcome {
    const { outcome, world } = this
    Object.assign(outcome, { found: false, messages: 0, hops: 0, path: world.tracing ? [node] : [] })
    const holders = world.holders(file)
    // the catalogues of neighbours lie here
    if (this.#answers(node, file)) {
      outcome.found = true
      world.trace?.hit(node, 0)
      return outcome
    }
    this.#flood(node, file)
    if (this.#reach.lookUps > 0) this.#lookUp(node, holders, file)
    return outcome
  }

  /** Meets other nodes in the place of dead neighbours. */
  repair(node: number): void {
    this.#met ??= new Uint8Array(this.world.nodes * this.#connections)
    for (let i = 0; i < this.#connections; i++) {
      const place = node * this.#connections + i
      for (let tries = 0; tries < 8 && this.world.live[this.#neighbour(node, i)] === 0; tries++)
        this.#met[place] = (this.#met[place] as number) + 1
    }
  }

  /** Connections, announced words, its share of the words of others, and the entries of its neighbours' catalogues. */
  state(_node: number): number {
    return this.#connections + 2 * KEYWORD_BUDGET + this.#catalogues * this.files
  }

  shape(): OverlayShape {
    return { kind: 'forces' }
  }

  contacts(node: number): readonly number[] {
    return Array.from({ length: this.#connections }, (_, i) => this.#neighbour(node, i))
  }

  announce(): number {
    return 0
  }

  /** Whether `node` finds `file` in its own folders or in the catalogue of a neighbour that is connected. */
  #answers(node: number, file: number): boolean {
    if (this.world.holds(node, file)) return true
    for (let i = 0; i < this.#catalogues; i++) if (this.world.holds(this.#neighbour(node, i), file)) return true
    return false
  }

  /** Neighbour `i` of `node`: drawn by hash, which takes no memory. */
  #neighbour(node: number, i: number): number {
    const { nodes, seed } = this.world
    const met = this.#met?.[node * this.#connections + i] ?? 0
    const other = mixSeed(mixSeed(mixSeed(seed, node), i), met) % nodes
    return other === node ? (node + 1) % nodes : other
  }

  #flood(node: number, file: number): void {
    const { outcome, world } = this
    const { live, load, trace } = world
    const stamp = ++this.#queries
    let ring = [node]
    this.#seen[node] = stamp
    this.#from[node] = -1
    for (let depth = 1; depth <= MAX_TTL + 1; depth++) {
      const next: number[] = []
      for (const at of ring) {
        for (const other of this.#choose(at, file, depth === 1 ? this.#reach.asked : this.#reach.passedOn)) {
          outcome.messages++
          trace?.sent(at, other, depth)
          if (live[other] === 0) continue
          load[at] = (load[at] as number) + 1
          load[other] = (load[other] as number) + 1
          if (this.#seen[other] === stamp) continue
          this.#seen[other] = stamp
          this.#from[other] = at
          next.push(other)
          if (this.#answers(other, file)) this.#hit(other, file, depth)
        }
      }
      ring = next
    }
  }

  #hit(node: number, file: number, hops: number): void {
    const { outcome, world } = this
    const way: number[] = []
    for (let at = node; at >= 0; at = this.#from[at] as number) way.unshift(at)
    if (this.#led.size > MAX_REMEMBERED) this.#led.clear()
    for (let i = 0; i + 1 < way.length; i++)
      this.#led.set((way[i] as number) * world.nodes + file, way[i + 1] as number)
    if (outcome.found) return
    outcome.found = true
    outcome.hops = hops
    world.trace?.hit(node, hops)
    if (world.tracing) outcome.path = way
  }

  /** Up to `count` neighbours, none twice: first the one that led to this file before, the others at random. */
  #choose(node: number, file: number, count: number): Set<number> {
    const chosen = new Set<number>()
    const led = this.#led.get(node * this.world.nodes + file)
    if (led !== undefined) chosen.add(led)
    const back = this.#from[node] as number
    for (let tries = 0; chosen.size < Math.min(count, this.#connections) && tries < 4 * this.#connections; tries++) {
      const other = this.#neighbour(node, this.#random.int(this.#connections))
      if (other !== back) chosen.add(other)
    }
    return chosen
  }

  /** Looks up the words of the file, and visits some of those who announce them. */
  #lookUp(node: number, holders: Int32Array, file: number): void {
    const { outcome, world } = this
    const { live, load, nodes, trace } = world
    const lookUpHops = Math.ceil(Math.log2(nodes))
    let last = node
    outcome.messages += this.#reach.lookUps * lookUpHops
    for (let i = 0; i < this.#reach.lookUps * lookUpHops; i++) {
      const at = mixSeed(mixSeed(file, this.#queries), i) % nodes
      load[at] = (load[at] as number) + 1
      const hop = i % lookUpHops
      trace?.sent(hop === 0 ? node : last, at, hop + 1, 'lookUp')
      last = at
    }
    let visited = 0
    for (const holder of holders) {
      if (visited === MAX_VISITED) return
      if (mixSeed(mixSeed(world.seed, holder), file) / 4294967296 >= this.#cover) continue
      visited++
      outcome.messages++
      trace?.sent(node, holder, lookUpHops + 1)
      if (live[holder] === 0) continue
      load[holder] = (load[holder] as number) + 1
      load[node] = (load[node] as number) + 1
      if (outcome.found) continue
      outcome.found = true
      outcome.hops = lookUpHops + 1
      trace?.hit(holder, lookUpHops + 1)
      if (world.tracing) outcome.path = [node, holder]
    }
  }
}
