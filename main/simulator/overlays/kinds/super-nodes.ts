import { makeGraph, neighboursIn, type Graph } from '../graph.ts'
import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import type { World } from '../world.ts'
import { Spreading } from './spreading.ts'

/**
 * Super-nodes (FastTrack): the first nodes know what their leaves hold and flood queries among themselves, without a
 * limit of hops; a leaf asks its super-node, which sends it the answers.
 */
export class SuperNodesOverlay implements SearchOverlay {
  readonly #world: World
  readonly #supers: number
  readonly #graph: Graph
  readonly #superOf: Int32Array
  readonly #spreading: Spreading
  readonly #random
  readonly #outcome = emptyOutcome()

  constructor(world: World) {
    const { nodes, settings } = world
    const random = world.draw('graph')
    this.#world = world
    this.#supers = Math.max(1, Math.round(settings.superShare * nodes))
    const degree = Math.min(settings.superDegree, this.#supers - 1)
    const even = (degree * this.#supers) % 2 === 0 ? degree : degree - 1
    this.#graph = makeGraph('regular', this.#supers, even, random)
    this.#superOf = Int32Array.from({ length: nodes }, (_, node) => (node < this.#supers ? node : this.#draw(random)))
    this.#spreading = new Spreading(this.#supers)
    this.#random = world.draw('churn')
  }

  #draw(random: { int(n: number): number }): number {
    return random.int(this.#supers)
  }

  publish(): void {}
  join(): void {}
  leave(): void {}

  query(node: number, file: number): QueryOutcome {
    const world = this.#world
    const outcome = this.#outcome
    const known = world
      .holders(file)
      .filter((holder) => world.live[holder] === 1)
      .map((holder) => this.#superOf[holder] as number)
    const home = this.#superOf[node] as number
    const isLeaf = home !== node
    Object.assign(outcome, { found: false, messages: isLeaf ? 1 : 0, hops: 0, path: world.tracing ? [node] : [] })
    if (isLeaf) world.trace?.sent(node, home, 1)
    if (world.live[home] === 0) return outcome
    this.#spreading.spread(this.#graph, world, home, Infinity)
    const here = known.includes(home)
    const hit = here ? -1 : this.#spreading.first(known)
    if (here) world.trace?.hit(home, isLeaf ? 1 : 0)
    if (world.trace) this.#spreading.tell(this.#graph, world.trace, hit, isLeaf ? 1 : 0)
    outcome.found = here || hit >= 0
    outcome.messages += this.#spreading.messages
    if (isLeaf) {
      // the answers, sent together
      outcome.messages++
      world.handled(home, 2)
      world.handled(node, 2)
      world.trace?.answer(home, node)
    }
    outcome.hops = (isLeaf ? 1 : 0) + (hit < 0 ? 0 : this.#spreading.distance(hit))
    if (world.tracing && isLeaf) outcome.path.push(home)
    if (world.tracing && hit >= 0) outcome.path.push(...this.#spreading.path(hit).slice(1))
    return outcome
  }

  /** A leaf whose super-node is dead looks for another one. */
  repair(node: number): void {
    const home = this.#superOf[node] as number
    if (node < this.#supers || this.#world.live[home] === 1) return
    for (let tries = 0; tries < 8; tries++) {
      const other = this.#random.int(this.#supers)
      if (this.#world.live[other] === 0) continue
      this.#superOf[node] = other
      return
    }
  }

  state(node: number): number {
    if (node >= this.#supers) return 1
    const { nodes, settings } = this.#world
    const neighbours = (this.#graph.starts[node + 1] as number) - (this.#graph.starts[node] as number)
    return neighbours + Math.round((nodes * settings.meanCopies) / this.#supers)
  }

  shape(): OverlayShape {
    return { kind: 'layers', layers: Array.from(this.#superOf, (home, node) => (home === node ? 0 : 1)) }
  }

  contacts(node: number): readonly number[] {
    return node < this.#supers ? neighboursIn(this.#graph, node) : [this.#superOf[node] as number]
  }

  announce(): number {
    return this.#world.settings.hopDelay
  }
}
