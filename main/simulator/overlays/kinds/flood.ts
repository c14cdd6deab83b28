import { giantShare, makeGraph, neighboursIn, type Graph } from '../graph.ts'
import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import type { World } from '../world.ts'
import { Spreading } from './spreading.ts'

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
    spreading.spread(this.graph, world, node, world.settings.ttl)
    // nodes that are dead are not reached
    const hit = spreading.first(world.holders(file))
    if (world.trace) spreading.tell(this.graph, world.trace, hit)
    this.#reached += spreading.count - 1
    this.#queries++
    outcome.found = hit >= 0
    outcome.messages = spreading.messages
    outcome.hops = hit < 0 ? 0 : spreading.distance(hit)
    outcome.path = world.tracing ? (hit < 0 ? [node] : spreading.path(hit)) : []
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
