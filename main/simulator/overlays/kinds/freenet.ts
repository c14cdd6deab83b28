import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import { FREENET } from '../overlay-settings.ts'
import { keyOf, type World } from '../world.ts'
import { FreenetNode } from './freenet-node.ts'

/** Requests for each node while the overlay learns. */
const LEARNING = 5

/**
 * Freenet (Clarke et al. 2001): a request goes to the node of the closest key that a node knows, depth first, and back
 * where nothing is left to try. Data are stored along the way back, with their source; inserts travel alike and are
 * stored wherever they pass. In the beginning each node knows two on either side of it, on a ring. What everybody has
 * dropped is lost, whoever once inserted it. A dead contact costs a message and a hop to live, like a live one.
 */
export class FreenetOverlay implements SearchOverlay {
  readonly #world: World
  readonly #nodes: readonly FreenetNode[]
  readonly #visited: Int32Array
  readonly #learning
  readonly #outcome = emptyOutcome()
  #requests = 0

  constructor(world: World) {
    const { nodes } = world
    this.#world = world
    this.#nodes = Array.from({ length: nodes }, () => new FreenetNode())
    this.#visited = new Int32Array(nodes)
    this.#learning = world.draw('learning')
    for (const [node, one] of this.#nodes.entries()) {
      for (const step of [-2, -1, 1, 2]) {
        const other = (node + step + nodes) % nodes
        if (other !== node) one.learn(keyOf(other, 2), other)
      }
    }
  }

  publish(file: number, node: number): void {
    this.insert(file, node)
  }

  join(): void {}
  leave(): void {}

  repair(node: number): void {
    this.#nodes[node]?.forget((other) => this.#world.live[other] === 0)
  }

  query(node: number, file: number): QueryOutcome {
    return this.request(node, file, FREENET.hopsToLive, true)
  }

  learn(): void {
    for (let i = LEARNING * this.#world.nodes; i > 0; i--)
      this.query(this.#world.liveNode(this.#learning), this.#world.popularity.draw(this.#learning))
  }

  state(node: number): number {
    return (this.#nodes[node] as FreenetNode).size
  }

  shape(): OverlayShape {
    return { kind: 'forces' }
  }

  contacts(node: number): readonly number[] {
    return (this.#nodes[node] as FreenetNode).contacts
  }

  announce(file: number, node: number): number {
    this.insert(file, node)
    return this.#outcome.hops * this.#world.settings.hopDelay
  }

  /** Asks for `file`, at most `hopsToLive` nodes; hops are the nodes asked. If `learning`, the way back learns. */
  request(node: number, file: number, hopsToLive: number, learning: boolean): QueryOutcome {
    const way = this.#travel(node, file, hopsToLive)
    const outcome = this.#outcome
    const source = way.at(-1)
    outcome.found = source !== undefined && (this.#nodes[source] as FreenetNode).has(file)
    if (!outcome.found || source === undefined) return outcome
    // the answer takes the same way back
    outcome.messages += way.length - 1
    this.#world.trace?.hit(source, this.#world.trace.asked)
    for (let i = way.length - 1; i > 0; i--) this.#world.trace?.answer(way[i] as number, way[i - 1] as number)
    for (const [i, at] of way.entries()) this.#world.handled(at, i === 0 || i === way.length - 1 ? 1 : 2)
    if (learning) this.#teach(way, file, source)
    return outcome
  }

  /** Inserts `file` from `node`: it is stored along its way. */
  insert(file: number, node: number): void {
    const way = this.#travel(node, file, FREENET.hopsToLive)
    this.#teach(way, file, node)
  }

  #teach(way: readonly number[], file: number, source: number): void {
    const key = keyOf(file)
    for (const at of way) {
      const one = this.#nodes[at] as FreenetNode
      one.keep(file)
      if (at !== source) one.learn(key, source)
    }
  }

  /** The nodes on the way to the data, or as far as hops to live last; counts hops and messages. */
  #travel(from: number, file: number, hopsToLive: number): number[] {
    const world = this.#world
    const { live, tracing } = world
    const outcome = this.#outcome
    const visited = this.#visited
    const stamp = ++this.#requests
    const key = keyOf(file)
    const way = [from]
    outcome.messages = 0
    outcome.hops = 0
    visited[from] = stamp
    while (way.length > 0) {
      const at = this.#nodes[way.at(-1) as number] as FreenetNode
      if (at.has(file) || outcome.hops === hopsToLive) break
      const next = at.closest(key, visited, stamp)
      outcome.messages++
      const here = way.at(-1) as number
      if (next < 0) {
        way.pop()
        world.trace?.sent(here, way.at(-1) ?? here, outcome.messages, 'back')
        continue
      }
      world.trace?.sent(here, next, outcome.messages)
      visited[next] = stamp
      outcome.hops++
      if (live[next] === 0) continue
      world.handled(here, 1)
      world.handled(next, 1)
      way.push(next)
    }
    outcome.path = tracing ? [...way] : []
    return way
  }
}
