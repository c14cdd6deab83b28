import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import { keyOf, type World } from '../world.ts'
import { Draw, OVERLAY_STREAMS } from '../draw.ts'

/** Fingers beyond log2 N: the shortest reaches an eighth of the mean distance between neighbours. */
const EXTRA_FINGERS = 3
/** Keys a node of which `keysP99` is taken, and the most in all. */
const KEYS_A_NODE = 50
const MAX_KEYS = 5_000_000

/** Ascending places of `count` nodes on the circle of 2^32, no two alike. */
function ringPlaces(count: number, seed: number): Uint32Array {
  const random = new Draw(seed, OVERLAY_STREAMS.nodes)
  const places = Uint32Array.from({ length: count }, () => random.word()).sort()
  for (let i = 1; i < count; i++)
    if ((places[i] as number) <= (places[i - 1] as number)) places[i] = (places[i - 1] as number) + 1
  return places
}

/** Index of the first place at or after `key`, around the circle. */
function successorOf(places: Uint32Array, key: number): number {
  let from = 0
  let to = places.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((places[middle] as number) >= key) to = middle
    else from = middle + 1
  }
  return from === places.length ? 0 : from
}

/** 99th percentile of the keys a node has over their mean; each node has `virtual` places on the circle. */
export function keysP99(nodes: number, virtual: number, keys: number, seed: number): number {
  const places = ringPlaces(nodes * virtual, seed)
  const owners = new Int32Array(nodes * virtual)
  for (let i = 0; i < owners.length; i++) owners[i] = i % nodes
  if (virtual > 1) new Draw(seed, OVERLAY_STREAMS.graph).shuffle(owners)
  const random = new Draw(seed, OVERLAY_STREAMS.copies)
  const counts = new Int32Array(nodes)
  for (let i = 0; i < keys; i++) {
    const owner = owners[successorOf(places, random.word())] as number
    counts[owner] = (counts[owner] as number) + 1
  }
  return ((counts.sort()[Math.ceil(0.99 * nodes) - 1] as number) * nodes) / keys
}

/**
 * Chord (Stoica et al. 2001): nodes on a circle; a key belongs to the first node at or after it. Node i is the i-th on
 * the circle. A look-up goes to the farthest live finger before the key, until the key lies between a node and its
 * first live successor. What was published stays where it was published until it is published again.
 */
export class ChordOverlay implements SearchOverlay {
  readonly #world: World
  readonly #places: Uint32Array
  readonly #fingerCount: number
  readonly #fingers: Int32Array
  readonly #successorCount: number
  /** Successor lists, once nodes come and go; before, the next nodes on the circle. */
  #lists: Int32Array | undefined
  readonly #keptBy: Int32Array
  readonly #outcome = emptyOutcome()

  constructor(world: World) {
    const { nodes, seed, settings } = world
    const bits = Math.log2(nodes)
    this.#world = world
    this.#places = ringPlaces(nodes, seed)
    this.#fingerCount = Math.min(32, Math.ceil(bits) + EXTRA_FINGERS)
    this.#fingers = new Int32Array(nodes * this.#fingerCount)
    this.#successorCount = Math.min(nodes - 1, settings.successors || Math.ceil(2 * bits))
    this.#keptBy = new Int32Array(nodes).fill(-1)
    this.#buildFingers()
  }

  /** Finger k of a node is the first one at least 2^(31 - k) after it. */
  #buildFingers(): void {
    const { nodes } = this.#world
    const places = this.#places
    const count = this.#fingerCount
    for (let k = 0; k < count; k++) {
      let at = successorOf(places, ((places[0] as number) + 2 ** (31 - k)) >>> 0)
      for (let node = 0; node < nodes; node++) {
        const place = places[node] as number
        const distance = 2 ** (31 - k)
        if (at === node) at = at + 1 === nodes ? 0 : at + 1
        // forward while the candidate is too near
        while (at !== node && ((places[at] as number) - place) >>> 0 < distance) at = at + 1 === nodes ? 0 : at + 1
        this.#fingers[node * count + k] = at
      }
    }
  }

  publish(file: number): void {
    this.#keptBy[file] = this.#owner(keyOf(file))
  }

  query(node: number, file: number): QueryOutcome {
    const key = keyOf(file)
    const arrived = this.#route(node, key, this.#owner(key), true)
    const world = this.#world
    const kept = this.#keptBy[file] as number
    // who joined since has taken its keys over from the node that kept them
    this.#outcome.found = arrived >= 0 && kept >= 0 && world.live[kept] === 1 && world.liveHolder(file) >= 0
    if (this.#outcome.found) world.trace?.hit(arrived, this.#outcome.hops)
    return this.#outcome
  }

  lookup(node: number, file: number, retry: boolean): boolean {
    const key = keyOf(file)
    const owner = this.#owner(key)
    return this.#route(node, key, owner, retry) === owner
  }

  join(node: number): void {
    this.repair(node)
  }

  leave(): void {}

  /** Looks up all fingers and successors anew. */
  repair(node: number): void {
    const { nodes } = this.#world
    const count = this.#fingerCount
    const place = this.#places[node] as number
    for (let k = 0; k < count; k++) this.#fingers[node * count + k] = this.#owner((place + 2 ** (31 - k)) >>> 0)
    if (!this.#lists) {
      const reach = this.#successorCount
      this.#lists = Int32Array.from(
        { length: nodes * reach },
        (_, i) => (Math.floor(i / reach) + 1 + (i % reach)) % nodes,
      )
    }
    let at = node
    for (let i = 0; i < this.#successorCount; i++) {
      do at = at + 1 === nodes ? 0 : at + 1
      while (this.#world.live[at] === 0)
      this.#lists[node * this.#successorCount + i] = at
    }
  }

  state(): number {
    return this.#fingerCount + this.#successorCount + this.#world.settings.meanCopies
  }

  shape(): OverlayShape {
    return { kind: 'ring', places: Array.from(this.#places, (place) => place / 2 ** 32) }
  }

  /** The next node on the circle, then the fingers, farthest first. */
  contacts(node: number): readonly number[] {
    const first = node * this.#fingerCount
    return [(node + 1) % this.#world.nodes, ...this.#fingers.subarray(first, first + this.#fingerCount)]
  }

  announce(file: number, node: number): number {
    const key = keyOf(file)
    this.#route(node, key, this.#owner(key), true)
    return this.#outcome.hops * this.#world.settings.hopDelay
  }

  extras(): Record<string, number> {
    const { nodes, seed, live, liveCount } = this.#world
    const keys = Math.min(MAX_KEYS, KEYS_A_NODE * nodes)
    let lost = 0
    let published = 0
    for (const node of this.#keptBy) {
      if (node < 0) continue
      published++
      if (live[node] === 0) lost++
    }
    return {
      keysP99: keysP99(nodes, 1, keys, seed),
      ...(liveCount < nodes && published > 0 && { keysLost: lost / published }),
    }
  }

  /** The live node that a key belongs to. */
  #owner(key: number): number {
    const { live, nodes } = this.#world
    let at = successorOf(this.#places, key)
    while (live[at] === 0) at = at + 1 === nodes ? 0 : at + 1
    return at
  }

  /** The first live node in the successor list of `node`; -1 if all are dead, or without `retry` the first one is. */
  #successor(node: number, retry: boolean): number {
    const { live, nodes } = this.#world
    const reach = this.#successorCount
    const lists = this.#lists
    for (let i = 0; i < reach; i++) {
      const next = lists ? (lists[node * reach + i] as number) : (node + 1 + i) % nodes
      if (live[next] === 1) return next
      this.#outcome.messages++
      this.#world.trace?.sent(node, next, this.#outcome.hops + 1)
      if (!retry) return -1
    }
    return -1
  }

  /**
   * The node at which a look-up arrives (`owner`, the node responsible, needs none), -1 where it gets stuck. Fills in
   * hops and messages: a message a hop, one for each dead contact tried, and the answer.
   */
  #route(from: number, key: number, owner: number, retry: boolean): number {
    const outcome = this.#outcome
    const world = this.#world
    const { live, load, trace, tracing } = world
    const places = this.#places
    const fingers = this.#fingers
    const count = this.#fingerCount
    outcome.found = false
    outcome.messages = 0
    outcome.hops = 0
    outcome.path = tracing ? [from] : []
    let at = from
    let arrived = owner === from ? from : -1
    while (arrived < 0) {
      const place = places[at] as number
      const distance = (key - place) >>> 0
      let next = -1
      if (distance > 1) {
        for (let k = Math.clz32(distance); k < count; k++) {
          const finger = fingers[at * count + k] as number
          const ahead = ((places[finger] as number) - place) >>> 0
          if (ahead === 0 || ahead >= distance) continue
          if (live[finger] === 1) {
            next = finger
            break
          }
          outcome.messages++
          trace?.sent(at, finger, outcome.hops + 1)
          if (!retry) return -1
        }
      }
      if (next < 0) {
        next = this.#successor(at, retry)
        if (next < 0) return -1
        if (((places[next] as number) - place) >>> 0 >= distance || next === at) arrived = next
      }
      outcome.hops++
      outcome.messages++
      trace?.sent(at, next, outcome.hops)
      load[at] = (load[at] as number) + 1
      load[next] = (load[next] as number) + 1
      if (tracing) outcome.path.push(next)
      at = next
    }
    if (outcome.hops > 0) {
      outcome.messages++
      trace?.answer(arrived, from)
    }
    return arrived
  }
}
