import { mixSeed } from '../../../base/random.ts'
import { CATALOGUE_ENTRIES } from '../../../protocol/search-reach.ts'
import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import type { QueryOutcome } from '../overlay.ts'
import type { World } from '../world.ts'
import { HyobanOverlay } from './hyoban.ts'

/** Hubs of a shard: one is asked, the others stand by. */
const HUBS_A_SHARD = 3
/** One query in so many asks two hubs a shard, to compare their answers. */
const COMPARED = 10
/** The flood beside the hubs; words are not looked up. */
const REACH = { asked: 2, passedOn: 1, lookUps: 0 }

/**
 * Hyoban with hubs: the catalogues of all nodes lie at hubs, cut by node into as many shards as the budget of one hub
 * requires; a query asks one hub a shard, which costs a question and an answer, and floods a little beside it. A hub
 * that is dead costs a question. The first nodes are hubs.
 */
export class HyobanHubsOverlay extends HyobanOverlay {
  readonly shards: number
  readonly #hubs: number
  readonly #asked
  #queries = 0

  constructor(world: World, files?: number) {
    super(world, files, REACH)
    const { nodes, settings } = world
    const needed = Math.ceil((nodes * this.files) / CATALOGUE_ENTRIES)
    this.shards = Math.min(nodes, needed, settings.hubs || needed)
    this.#hubs = Math.min(nodes, Math.max(this.shards, settings.hubs || HUBS_A_SHARD * this.shards))
    this.#asked = world.draw('graph')
  }

  override query(node: number, file: number): QueryOutcome {
    const { world } = this
    const outcome = super.query(node, file)
    if (outcome.found && outcome.messages === 0) return outcome
    const holders = world.holders(file)
    const compares = ++this.#queries % COMPARED === 0
    let best = outcome.found ? outcome.hops : Infinity
    for (let shard = 0; shard < this.shards; shard++) {
      for (let time = compares ? 2 : 1; time > 0; time--) {
        const hub = this.#ask(node, shard)
        if (hub < 0 || best <= 1) continue
        if (!holders.some((holder) => world.live[holder] === 1 && this.shardOf(holder) === shard)) continue
        best = 1
        outcome.found = true
        outcome.hops = 1
        world.trace?.hit(hub, 1)
        if (world.tracing) outcome.path = [node, hub]
      }
    }
    return outcome
  }

  override state(node: number): number {
    const entries = node < this.#hubs ? Math.round((this.world.nodes * this.files) / this.shards) : 0
    return super.state(node) + entries + this.#hubs
  }

  override shape(): OverlayShape {
    const layers = Array.from(this.world.live, (_, node) => (node < this.#hubs ? 0 : 1))
    return { kind: 'layers', layers }
  }

  /** The shard of a node's files. */
  shardOf(node: number): number {
    return mixSeed(node, 0x5a4d) % this.shards
  }

  /** Asks hubs of a shard, in an order of the asker's, until one answers; -1: none does. */
  #ask(node: number, shard: number): number {
    const { world, outcome } = this
    const { live } = world
    const each = Math.floor((this.#hubs - 1 - shard) / this.shards) + 1
    const first = this.#asked.int(each)
    for (let i = 0; i < each; i++) {
      const hub = shard + this.shards * ((first + i) % each)
      outcome.messages++
      world.trace?.sent(node, hub, 1)
      if (live[hub] === 0) continue
      outcome.messages++
      world.trace?.sent(hub, node, 2, 'answer')
      world.handled(hub, 2)
      world.handled(node, 2)
      return hub
    }
    return -1
  }
}
