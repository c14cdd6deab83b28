import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import { NEUROGRID, TOPICS } from '../overlay-settings.ts'
import { keyOf, type World } from '../world.ts'

/** Queries for each node while the overlay learns. */
const LEARNING = 5
const NOBODY = -1

/**
 * NeuroGrid (Joseph 2002): a node passes a query on to a few nodes known for its keyword, else to some known for a near
 * one (here: of the same topic), else to random ones; who has the file does not pass the query on, and all on its way
 * from the asker learn who had it. A node remembers the latest of these; its first contacts are random.
 */
export class NeuroGridOverlay implements SearchOverlay {
  readonly #world: World
  /** Keyword and node of what each node remembers, as a ring; -1 where nothing is. */
  readonly #keywords: Int32Array
  readonly #known: Int32Array
  readonly #next: Int32Array
  readonly #topics: Uint8Array
  readonly #contacts: Int32Array
  readonly #random
  readonly #learning
  readonly #seen: Int32Array
  readonly #from: Int32Array
  readonly #depth: Uint8Array
  readonly #outcome = emptyOutcome()
  #queries = 0

  constructor(world: World) {
    const { nodes, settings } = world
    this.#world = world
    this.#random = world.draw('graph')
    this.#learning = world.draw('learning')
    this.#keywords = new Int32Array(nodes * NEUROGRID.memory).fill(NOBODY)
    this.#known = new Int32Array(nodes * NEUROGRID.memory)
    this.#next = new Int32Array(nodes)
    this.#topics = Uint8Array.from({ length: nodes }, (_, file) => keyOf(file, 1) % TOPICS)
    this.#contacts = Int32Array.from({ length: nodes * settings.degree }, () => this.#random.int(nodes))
    this.#seen = new Int32Array(nodes)
    this.#from = new Int32Array(nodes)
    this.#depth = new Uint8Array(nodes)
  }

  publish(): void {}
  join(): void {}
  leave(): void {}

  query(node: number, file: number): QueryOutcome {
    const world = this.#world
    const { live, load } = world
    const outcome = this.#outcome
    const stamp = ++this.#queries
    const queue = [node]
    Object.assign(outcome, { found: false, messages: 0, hops: 0, path: world.tracing ? [node] : [] })
    this.#seen[node] = stamp
    this.#from[node] = NOBODY
    this.#depth[node] = 0
    for (const at of queue) {
      const depth = this.#depth[at] as number
      if (depth >= NEUROGRID.ttl) break
      for (const next of this.#choose(at, file)) {
        outcome.messages++
        world.trace?.sent(at, next, depth + 1)
        if (live[next] === 0) continue
        load[next] = (load[next] as number) + 1
        load[at] = (load[at] as number) + 1
        if (this.#seen[next] === stamp) continue
        this.#seen[next] = stamp
        this.#from[next] = at
        this.#depth[next] = depth + 1
        if (world.holds(next, file)) this.#hit(next, file, depth + 1)
        else queue.push(next)
      }
    }
    return outcome
  }

  #hit(node: number, file: number, hops: number): void {
    const outcome = this.#outcome
    if (!outcome.found) {
      outcome.found = true
      outcome.hops = hops
      this.#world.trace?.hit(node, hops)
      if (this.#world.tracing) outcome.path = this.#wayTo(node)
    }
    for (const at of this.#wayTo(node)) if (at !== node) this.#remember(at, file, node)
  }

  #wayTo(node: number): number[] {
    const way: number[] = []
    for (let at = node; at !== NOBODY; at = this.#from[at] as number) way.unshift(at)
    return way
  }

  #remember(at: number, file: number, node: number): void {
    const first = at * NEUROGRID.memory
    for (let i = first; i < first + NEUROGRID.memory; i++)
      if (this.#keywords[i] === file && this.#known[i] === node) return
    const place = first + (this.#next[at] as number)
    this.#keywords[place] = file
    this.#known[place] = node
    this.#next[at] = ((this.#next[at] as number) + 1) % NEUROGRID.memory
  }

  /** Whom `at` passes a query on to: at most the fan-out, never back and never to itself. */
  #choose(at: number, file: number): number[] {
    const back = this.#from[at] as number
    const exact: number[] = []
    const near: number[] = []
    const topic = this.#topics[file]
    const first = at * NEUROGRID.memory
    for (let i = first; i < first + NEUROGRID.memory && exact.length < NEUROGRID.fanOut; i++) {
      const keyword = this.#keywords[i] as number
      if (keyword === NOBODY) break
      const node = this.#known[i] as number
      if (node === back || node === at) continue
      if (keyword === file) exact.push(node)
      else if (this.#topics[keyword] === topic && !near.includes(node)) near.push(node)
    }
    if (exact.length > 0) return exact
    const chosen: number[] = []
    while (chosen.length < NEUROGRID.fanOut && near.length > 0)
      chosen.push(...near.splice(this.#random.int(near.length), 1))
    const { degree } = this.#world.settings
    for (let tries = 0; chosen.length < NEUROGRID.fanOut && tries < 4 * degree; tries++) {
      const node = this.#contacts[at * degree + this.#random.int(degree)] as number
      if (node !== back && node !== at && !chosen.includes(node)) chosen.push(node)
    }
    return chosen
  }

  learn(): void {
    for (let i = LEARNING * this.#world.nodes; i > 0; i--) {
      const { node, file } = this.#world.nextQuery(this.#learning)
      this.query(node, file)
    }
  }

  /** Forgets dead nodes, and meets live ones in the place of dead contacts. */
  repair(node: number): void {
    const { live, settings } = this.#world
    const first = node * NEUROGRID.memory
    for (let i = first; i < first + NEUROGRID.memory; i++)
      if (this.#keywords[i] !== NOBODY && live[this.#known[i] as number] === 0) this.#known[i] = node
    for (let i = node * settings.degree; i < (node + 1) * settings.degree; i++)
      if (live[this.#contacts[i] as number] === 0) this.#contacts[i] = this.#world.liveNode(this.#random)
  }

  state(node: number): number {
    const first = node * NEUROGRID.memory
    const memory = this.#keywords.subarray(first, first + NEUROGRID.memory)
    return this.#world.settings.degree + memory.filter((keyword) => keyword !== NOBODY).length
  }

  shape(): OverlayShape {
    return { kind: 'forces' }
  }

  contacts(node: number): readonly number[] {
    const { degree } = this.#world.settings
    const first = node * NEUROGRID.memory
    const known = this.#known.subarray(first, first + NEUROGRID.memory)
    return [
      ...this.#contacts.subarray(node * degree, (node + 1) * degree),
      ...known.filter((_, i) => this.#keywords[first + i] !== NOBODY),
    ]
  }

  announce(): number {
    return 0
  }
}
