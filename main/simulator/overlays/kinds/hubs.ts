import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import { TOPICS } from '../overlay-settings.ts'
import { keyOf, type World } from '../world.ts'

const topicOf = (file: number): number => keyOf(file, 1) % TOPICS

/**
 * Hubs (JXTA Search, Waterhouse 2001): the first nodes are hubs, each for a topic. Who holds files of a topic registers
 * with one of its hubs. A query goes to all hubs of its topic, and from each to the providers registered there.
 */
export class HubsOverlay implements SearchOverlay {
  readonly #world: World
  readonly #hubs: number
  /** Hubs of each topic. */
  readonly #hubsOf: readonly (readonly number[])[]
  /** Providers of each topic, and the hub that each is registered with. */
  readonly #providers: readonly Int32Array[]
  readonly #hubOf: readonly Int32Array[]
  /** Registrations and providers that each node keeps. */
  readonly #state: Int32Array
  readonly #random
  readonly #outcome = emptyOutcome()

  constructor(world: World) {
    const { nodes, settings } = world
    this.#world = world
    this.#random = world.draw('graph')
    this.#hubs = settings.hubs || Math.max(1, Math.round(0.01 * nodes))
    this.#hubsOf = Array.from({ length: TOPICS }, (_, topic) => {
      const mine = Array.from({ length: this.#hubs }, (_, hub) => hub).filter((hub) => hub % TOPICS === topic)
      return mine.length > 0 ? mine : [topic % this.#hubs]
    })
    const provides = Array.from({ length: TOPICS }, () => new Uint8Array(nodes))
    for (let file = 0; file < nodes; file++) {
      const mine = provides[topicOf(file)] as Uint8Array
      for (const holder of world.holders(file)) mine[holder] = 1
    }
    const all = Int32Array.from({ length: nodes }, (_, node) => node)
    this.#providers = provides.map((mine) => all.filter((node) => mine[node] === 1))
    this.#state = new Int32Array(nodes)
    this.#hubOf = this.#providers.map((list, topic) =>
      list.map((node) => {
        const hub = this.#draw(topic)
        this.#state[node] = (this.#state[node] as number) + 1
        this.#state[hub] = (this.#state[hub] as number) + 1
        return hub
      }),
    )
  }

  #draw(topic: number): number {
    const hubs = this.#hubsOf[topic] as readonly number[]
    return hubs[this.#random.int(hubs.length)] as number
  }

  publish(): void {}
  join(): void {}
  leave(): void {}

  query(node: number, file: number): QueryOutcome {
    const world = this.#world
    const { live } = world
    const outcome = this.#outcome
    const topic = topicOf(file)
    const hubs = this.#hubsOf[topic] as readonly number[]
    Object.assign(outcome, { found: false, messages: hubs.length, hops: 0, path: world.tracing ? [node] : [] })
    world.handled(node, hubs.length)
    for (const hub of hubs) {
      world.handled(hub, 1)
      world.trace?.sent(node, hub, 1)
    }
    const providers = this.#providers[topic] as Int32Array
    const hubOf = this.#hubOf[topic] as Int32Array
    for (let i = 0; i < providers.length; i++) {
      const provider = providers[i] as number
      const hub = hubOf[i] as number
      if (live[hub] === 0 || provider === node) continue
      outcome.messages++
      world.handled(hub, 1)
      world.handled(provider, 1)
      world.trace?.sent(hub, provider, 2)
      if (outcome.found || !world.holds(provider, file)) continue
      outcome.found = true
      outcome.hops = 2
      world.trace?.hit(provider, 2)
      if (world.tracing) outcome.path.push(hub, provider)
    }
    return outcome
  }

  /** Registers with another hub of the topic in the place of a dead one, if there is one. */
  repair(node: number): void {
    const { live } = this.#world
    for (const [topic, providers] of this.#providers.entries()) {
      const place = placeOf(providers, node)
      const hubOf = this.#hubOf[topic] as Int32Array
      if (place < 0 || live[hubOf[place] as number] === 1) continue
      const others = (this.#hubsOf[topic] as readonly number[]).filter((hub) => live[hub] === 1)
      if (others.length > 0) hubOf[place] = others[this.#random.int(others.length)] as number
    }
  }

  state(node: number): number {
    return this.#state[node] as number
  }

  shape(): OverlayShape {
    return { kind: 'layers', layers: Array.from(this.#state, (_, node) => (node < this.#hubs ? 0 : 1)) }
  }

  /** The hubs that `node` is registered with. */
  contacts(node: number): readonly number[] {
    return this.#providers.flatMap((providers, topic) => {
      const place = placeOf(providers, node)
      return place < 0 ? [] : [(this.#hubOf[topic] as Int32Array)[place] as number]
    })
  }

  announce(): number {
    return this.#world.settings.hopDelay
  }
}

/** Place of `node` in an ascending list, or -1. */
function placeOf(list: Int32Array, node: number): number {
  let from = 0
  let to = list.length - 1
  while (from <= to) {
    const middle = (from + to) >> 1
    const value = list[middle] as number
    if (value === node) return middle
    if (value < node) from = middle + 1
    else to = middle - 1
  }
  return -1
}
