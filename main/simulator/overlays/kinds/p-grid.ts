import { mixSeed } from '../../../base/random.ts'
import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import { keyOf, type World } from '../world.ts'

/** Draws for a live node in the place of a dead reference. */
const DRAWS = 8

/**
 * P-Grid (Aberer 2001): a binary tree of depth L; each node is responsible for one leaf, several for each where there
 * are more nodes than leaves. For each bit of its path a node knows nodes on the other side. A query goes on at the
 * first bit in which its key differs, through each live reference in turn until one leads to the leaf. References are
 * drawn by hash, which takes no memory; they are stored once nodes come and go.
 */
export class PGridOverlay implements SearchOverlay {
  readonly #world: World
  readonly depth: number
  readonly #leaves: number
  readonly #references: number
  readonly #outcome = emptyOutcome()
  #stored: Int32Array | undefined
  #repairs = 0

  constructor(world: World) {
    const { nodes, settings } = world
    this.#world = world
    this.depth = settings.depth || Math.max(1, Math.floor(Math.log2(nodes)))
    this.#leaves = 2 ** this.depth
    this.#references = settings.references
  }

  publish(): void {}
  join(node: number): void {
    this.repair(node)
  }
  leave(): void {}

  /** Puts live nodes in the place of dead references, where a few draws find one. */
  repair(node: number): void {
    const { live, nodes } = this.#world
    const each = this.depth * this.#references
    this.#stored ??= Int32Array.from({ length: nodes * each }, (_, i) => this.#drawn(Math.floor(i / each), i % each, 0))
    for (let i = 0; i < each; i++) {
      const place = node * each + i
      for (let draw = 1; draw <= DRAWS && live[this.#stored[place] as number] !== 1; draw++)
        this.#stored[place] = this.#drawn(node, i, this.#repairs++ * DRAWS + draw)
    }
  }

  query(node: number, file: number): QueryOutcome {
    const outcome = this.#outcome
    const { trace } = this.#world
    const arrived = this.#search(node, file, true)
    outcome.found = arrived >= 0 && this.#world.liveHolder(file) >= 0
    if (outcome.found) trace?.hit(arrived, trace.asked)
    return outcome
  }

  lookup(node: number, file: number, retry: boolean): boolean {
    return this.#search(node, file, retry) >= 0
  }

  state(): number {
    return this.depth * this.#references + (this.#world.settings.meanCopies * this.#world.nodes) / this.#leaves
  }

  announce(file: number, node: number): number {
    this.#search(node, file, true)
    return this.#outcome.hops * this.#world.settings.hopDelay
  }

  shape(): OverlayShape {
    const leaves = Array.from(this.#world.live, (_, node) => node % this.#leaves)
    return { kind: 'tree', depth: this.depth, leaves }
  }

  contacts(node: number): readonly number[] {
    const slots = Array.from({ length: this.depth * this.#references }, (_, slot) => slot)
    return slots.map((slot) => this.#reference(node, slot)).filter((other) => other >= 0)
  }

  /** The node behind reference `slot` of `node`; -1: there is none. */
  #reference(node: number, slot: number): number {
    return this.#stored?.[node * this.depth * this.#references + slot] ?? this.#drawn(node, slot, 0)
  }

  #search(node: number, file: number, retry: boolean): number {
    const outcome = this.#outcome
    Object.assign(outcome, { found: false, messages: 0, hops: 0, path: this.#world.tracing ? [node] : [] })
    const arrived = this.#descend(node, keyOf(file) >>> (32 - this.depth), retry, 0)
    if (outcome.messages > 0 && arrived >= 0) {
      outcome.messages++
      this.#world.trace?.answer(arrived, node)
    }
    return arrived
  }

  /** The node that has the leaf `key`, found from `node`; -1 where all references lead nowhere. */
  #descend(node: number, key: number, retry: boolean, hops: number): number {
    const { live, load, trace, tracing } = this.#world
    const differs = (node % this.#leaves) ^ key
    if (differs === 0) {
      this.#outcome.hops = hops
      return node
    }
    // the first bit that differs: all before it agree
    const level = this.depth - 1 - (31 - Math.clz32(differs))
    for (let i = 0; i < this.#references; i++) {
      const slot = level * this.#references + i
      const next = this.#reference(node, slot)
      if (next < 0) continue
      this.#outcome.messages++
      // what follows a way that led nowhere comes later
      trace?.sent(node, next, hops + 1 >= trace.asked ? hops + 1 : trace.asked + 1)
      if (live[next] === 0) {
        if (!retry) return -1
        continue
      }
      load[node] = (load[node] as number) + 1
      load[next] = (load[next] as number) + 1
      if (tracing) this.#outcome.path.push(next)
      const arrived = this.#descend(next, key, retry, hops + 1)
      if (arrived >= 0) return arrived
      if (tracing) this.#outcome.path.pop()
      if (!retry) return -1
    }
    return -1
  }

  /** A node for reference `slot` of `node`: one with the other bit there, all before alike; -1: there is none. */
  #drawn(node: number, slot: number, draw: number): number {
    const { nodes, seed } = this.#world
    const free = this.depth - 1 - Math.floor(slot / this.#references)
    const prefix = (((node % this.#leaves) >>> free) ^ 1) << free
    const word = mixSeed(mixSeed(mixSeed(seed, node), slot), draw)
    const leaf = prefix + (free > 0 ? word >>> (32 - free) : 0)
    if (leaf >= nodes) return -1
    return leaf + this.#leaves * (mixSeed(word, 1) % (Math.floor((nodes - 1 - leaf) / this.#leaves) + 1))
  }
}
