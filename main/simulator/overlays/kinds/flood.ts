import { giantShare, makeGraph, neighboursIn, type Graph } from '../graph.ts'
import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import type { World } from '../world.ts'

/** Spreads a query over a graph, breadth first: each node that it reaches sends it once to all its other neighbours. */
export class Spreading {
  /** Nodes reached by the last query, the first one included, in the order of their distance. */
  readonly order: Int32Array
  count = 0
  messages = 0
  readonly #seen: Int32Array
  readonly #from: Int32Array
  #queries = 0

  constructor(nodes: number) {
    this.order = new Int32Array(nodes)
    this.#seen = new Int32Array(nodes)
    this.#from = new Int32Array(nodes)
  }

  /**
   * Distance at which `isHit` first held, -1 for never; -1 as well for the start, which is not asked. `before`: hops
   * that the query has behind it.
   */
  spread(graph: Graph, world: World, start: number, ttl: number, isHit: (node: number) => boolean, before = 0): number {
    const { starts, targets } = graph
    const { live, load, trace } = world
    const order = this.order
    const seen = this.#seen
    const from = this.#from
    const stamp = ++this.#queries
    seen[start] = stamp
    from[start] = -1
    order[0] = start
    let end = 1
    let messages = 0
    let hitAt = -1
    let at = 0
    for (let depth = 1; depth <= ttl && at < end; depth++) {
      for (const ring = end; at < ring; at++) {
        const node = order[at] as number
        const back = from[node] as number
        const last = starts[node + 1] as number
        const first = messages
        for (let i = starts[node] as number; i < last; i++) {
          const other = targets[i] as number
          if (other === back) continue
          messages++
          if (trace !== undefined) trace.sent(node, other, before + depth)
          if (live[other] === 0) continue
          load[other] = (load[other] as number) + 1
          if (seen[other] === stamp) continue
          seen[other] = stamp
          from[other] = node
          order[end++] = other
          if (hitAt < 0 && isHit(other)) {
            hitAt = depth
            this.hit = other
            trace?.hit(other, before + depth)
          }
        }
        load[node] = (load[node] as number) + messages - first
      }
    }
    this.count = end
    this.messages = messages
    return hitAt
  }

  /** The first node for which `isHit` held. */
  hit = -1

  /** The way from the start to a node reached by the last query. */
  pathTo(node: number): number[] {
    const path: number[] = []
    for (let at = node; at >= 0; at = this.#from[at] as number) path.unshift(at)
    return path
  }
}

/** Flooding (Gnutella): to all neighbours but the one that sent it, until the hops to live are used up. */
export class FloodOverlay implements SearchOverlay {
  protected readonly world: World
  protected readonly outcome = emptyOutcome()
  readonly graph: Graph
  readonly #spreading: Spreading
  readonly #random
  #reached = 0
  #queries = 0

  constructor(world: World) {
    const { graph, degree } = world.settings
    this.world = world
    this.graph = makeGraph(graph, world.nodes, degree, world.draw('graph'))
    this.#spreading = new Spreading(world.nodes)
    this.#random = world.draw('churn')
  }

  publish(): void {}
  join(): void {}
  leave(): void {}

  query(node: number, file: number): QueryOutcome {
    const { outcome, world } = this
    const spreading = this.#spreading
    const holders = world.holders(file)
    const hops = spreading.spread(this.graph, world, node, world.settings.ttl, (other) => world.holds(other, file))
    this.#reached += spreading.count - 1
    this.#queries++
    outcome.found = hops >= 0 && holders.length > 0
    outcome.messages = spreading.messages
    outcome.hops = Math.max(0, hops)
    outcome.path = world.tracing ? (hops >= 0 ? spreading.pathTo(spreading.hit) : [node]) : []
    return outcome
  }

  /** Puts live nodes in the place of dead neighbours. */
  repair(node: number): void {
    const { starts, targets } = this.graph
    for (let i = starts[node] as number; i < (starts[node + 1] as number); i++)
      if (this.world.live[targets[i] as number] === 0) targets[i] = this.world.liveNode(this.#random)
  }

  state(node: number): number {
    return (this.graph.starts[node + 1] as number) - (this.graph.starts[node] as number)
  }

  shape(): OverlayShape {
    return { kind: 'forces' }
  }

  contacts(node: number): readonly number[] {
    return neighboursIn(this.graph, node)
  }

  announce(): number {
    return 0
  }

  extras(): Record<string, number> {
    const giant = giantShare(this.graph, this.world.live)
    return this.#queries > 0 ? { reach: this.#reached / this.#queries, giant } : { giant }
  }
}
