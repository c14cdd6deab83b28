import { giantShare, makeGraph, neighboursIn, type Graph } from '../graph.ts'
import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import { CHECK_EVERY } from '../overlay-settings.ts'
import type { World } from '../world.ts'

/** A query ends after this many steps for each node, whatever its walkers have found. */
const STEPS_PER_NODE = 20

/**
 * Random walks: `walkers` walk at the same pace, never straight back, and several ask home every few steps whether to
 * go on (Lv et al. 2002). Home answers only those that shall stop; as with flooding, answers are not counted.
 */
export class WalkOverlay implements SearchOverlay {
  readonly #world: World
  readonly #graph: Graph
  readonly #random
  readonly #repairs
  readonly #outcome = emptyOutcome()
  readonly #at: Int32Array
  readonly #before: Int32Array

  constructor(world: World) {
    const { graph, degree, walkers } = world.settings
    this.#world = world
    this.#graph = makeGraph(graph, world.nodes, degree, world.draw('graph'))
    this.#random = world.draw('walks')
    this.#repairs = world.draw('churn')
    this.#at = new Int32Array(walkers)
    this.#before = new Int32Array(walkers)
  }

  publish(): void {}
  join(): void {}
  leave(): void {}

  query(node: number, file: number): QueryOutcome {
    const world = this.#world
    const outcome = this.#outcome
    const walkers = this.#at.length
    const paths = world.tracing ? Array.from({ length: walkers }, () => [node]) : []
    world.holders(file)
    this.#at.fill(node)
    this.#before.fill(-1)
    Object.assign(outcome, { found: false, messages: 0, hops: 0, path: [] })
    const maxSteps = Math.ceil((STEPS_PER_NODE * world.nodes) / walkers)
    for (let step = 1; step <= maxSteps; step++) {
      for (let walker = 0; walker < walkers; walker++) {
        const next = this.#step(walker)
        if (next < 0) continue
        outcome.messages++
        paths[walker]?.push(next)
        world.trace?.sent(this.#before[walker] as number, next, step)
        world.handled(this.#before[walker] as number, 1)
        world.handled(next, 1)
        if (outcome.found || !world.holds(next, file)) continue
        outcome.found = true
        outcome.hops = step
        world.trace?.hit(next, step)
        outcome.path = paths[walker] ?? []
        if (walkers === 1) return outcome
      }
      if (walkers === 1 || step % CHECK_EVERY !== 0) continue
      outcome.messages += walkers
      world.handled(node, walkers)
      for (const walker of this.#at) {
        world.handled(walker, 1)
        world.trace?.sent(walker, node, step + 1, 'check')
      }
      if (outcome.found) return outcome
    }
    return outcome
  }

  /** Where a walker goes next: a live neighbour, the one it came from only if there is no other; -1 for nowhere. */
  #step(walker: number): number {
    const { starts, targets } = this.#graph
    const { live } = this.#world
    const node = this.#at[walker] as number
    const before = this.#before[walker] as number
    const first = starts[node] as number
    let choices = 0
    let next = -1
    for (let i = first; i < (starts[node + 1] as number); i++) {
      const other = targets[i] as number
      // reservoir sampling: each of the neighbours seen so far is chosen with the same probability
      if (other !== before && live[other] === 1 && this.#random.int(++choices) === 0) next = other
    }
    if (next < 0 && before >= 0 && live[before] === 1) next = before
    if (next < 0) return -1
    this.#before[walker] = node
    this.#at[walker] = next
    return next
  }

  /** Puts live nodes in the place of dead neighbours. */
  repair(node: number): void {
    const { starts, targets } = this.#graph
    for (let i = starts[node] as number; i < (starts[node + 1] as number); i++)
      if (this.#world.live[targets[i] as number] === 0) targets[i] = this.#world.liveNode(this.#repairs)
  }

  state(node: number): number {
    return (this.#graph.starts[node + 1] as number) - (this.#graph.starts[node] as number)
  }

  shape(): OverlayShape {
    return { kind: 'forces' }
  }

  contacts(node: number): readonly number[] {
    return neighboursIn(this.#graph, node)
  }

  announce(): number {
    return 0
  }

  extras(): Record<string, number> {
    return { giant: giantShare(this.#graph, this.#world.live) }
  }
}
