import { mixSeed } from '../../../base/random.ts'
import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import { keyOf, type World } from '../world.ts'
import { CanZones } from './can-zones.ts'

/**
 * CAN (Ratnasamy et al. 2001): each node has a zone of a torus; a key belongs to the node whose zone contains its
 * point. A query goes to the live neighbour whose zone is nearest to the point, and fails where none is nearer than the
 * node it has reached. A dead node's zone is taken over by the first neighbour that repairs, until the node is back.
 */
export class CanOverlay implements SearchOverlay {
  readonly #world: World
  readonly #zones: CanZones
  readonly #starts: Int32Array
  readonly #targets: Int32Array
  /** The node that looks after each zone. */
  readonly #ownerOf: Int32Array
  /** What was published while its zone's owner lived on. */
  readonly #keptBy: Int32Array
  readonly #outcome = emptyOutcome()
  readonly #point: Float64Array
  #hops = 0
  #queries = 0

  constructor(world: World) {
    const { nodes, settings } = world
    this.#world = world
    this.#zones = new CanZones(nodes, settings.dimensions, settings.uniform, world.draw('nodes'))
    this.#ownerOf = Int32Array.from({ length: nodes }, (_, zone) => zone)
    this.#keptBy = new Int32Array(nodes).fill(-1)
    this.#point = new Float64Array(settings.dimensions)
    this.#starts = new Int32Array(nodes + 1)
    let targets = new Int32Array(nodes * 2 * settings.dimensions + 64)
    let end = 0
    for (let zone = 0; zone < nodes; zone++) {
      const neighbours = this.#zones.neighbours(zone)
      if (end + neighbours.length > targets.length) {
        const longer = new Int32Array(Math.ceil(targets.length * 1.25) + neighbours.length)
        longer.set(targets)
        targets = longer
      }
      for (const other of neighbours) targets[end++] = other
      this.#starts[zone + 1] = end
    }
    this.#targets = targets.slice(0, end)
  }

  publish(file: number): void {
    const owner = this.#ownerOf[this.#zoneOf(file)] as number
    this.#keptBy[file] = this.#world.live[owner] === 1 ? owner : -1
  }

  query(node: number, file: number): QueryOutcome {
    const { live } = this.#world
    const outcome = this.#outcome
    const arrived = this.#route(node, file, true)
    const kept = this.#keptBy[file] as number
    if (arrived >= 0) {
      this.#hops += outcome.hops
      this.#queries++
    }
    outcome.found = arrived >= 0 && kept >= 0 && live[kept] === 1 && this.#world.liveHolder(file) >= 0
    if (outcome.found) this.#world.trace?.hit(arrived, outcome.hops)
    return outcome
  }

  lookup(node: number, file: number, retry: boolean): boolean {
    return this.#route(node, file, retry) >= 0
  }

  join(node: number): void {
    this.#ownerOf[node] = node
  }

  leave(): void {}

  /** Takes over the zones of dead neighbours. */
  repair(node: number): void {
    for (let i = this.#starts[node] as number; i < (this.#starts[node + 1] as number); i++) {
      const zone = this.#targets[i] as number
      if (this.#world.live[this.#ownerOf[zone] as number] === 0) this.#ownerOf[zone] = node
    }
  }

  state(node: number): number {
    return (this.#starts[node + 1] as number) - (this.#starts[node] as number) + this.#world.settings.meanCopies
  }

  /** The zones in their first two dimensions. */
  shape(): OverlayShape {
    const { dimensions, low, side } = this.#zones
    const edge = (zone: number, d: number): [number, number] =>
      d < dimensions ? [low[zone * dimensions + d] as number, side[zone * dimensions + d] as number] : [0, 1]
    const zones = Array.from(this.#ownerOf, (_, zone) => {
      const [x, width] = edge(zone, 0)
      const [y, height] = edge(zone, 1)
      return [x, y, width, height]
    })
    return { kind: 'square', zones: zones.flat() }
  }

  contacts(node: number): readonly number[] {
    return Array.from(this.#targets.subarray(this.#starts[node], this.#starts[node + 1]))
  }

  announce(file: number, node: number): number {
    this.#route(node, file, true)
    return this.#outcome.hops * this.#world.settings.hopDelay
  }

  extras(): Record<string, number> {
    const { nodes, settings, live, liveCount } = this.#world
    const { depth } = this.#zones
    const fair = Math.round(Math.log2(nodes))
    let fairZones = 0
    let shallowest = depth[0] as number
    for (const one of depth) {
      if (one === fair) fairZones++
      shallowest = Math.min(shallowest, one)
    }
    const published = this.#keptBy.filter((node) => node >= 0)
    return {
      neighbours: this.#targets.length / nodes,
      fairZones: fairZones / nodes,
      largestZone: nodes / 2 ** shallowest,
      ...(this.#queries > 0 && {
        hopRatio: this.#hops / this.#queries / ((settings.dimensions / 4) * nodes ** (1 / settings.dimensions)),
      }),
      ...(liveCount < nodes && { keysLost: published.filter((node) => live[node] === 0).length / published.length }),
    }
  }

  #zoneOf(file: number): number {
    const key = keyOf(file)
    for (let d = 0; d < this.#point.length; d++) this.#point[d] = mixSeed(key, d) / 4294967296
    return this.#zones.at(this.#point)
  }

  /** The node at which a look-up arrives, -1 where it gets stuck: a message a hop, and the answer. */
  #route(from: number, file: number, retry: boolean): number {
    const outcome = this.#outcome
    const world = this.#world
    const { live, trace, tracing } = world
    const goal = this.#zoneOf(file)
    outcome.found = false
    outcome.messages = 0
    outcome.hops = 0
    outcome.path = tracing ? [from] : []
    let zone = from
    let distance = this.#zones.distance(zone, this.#point)
    while (zone !== goal) {
      let next = -1
      let nearest = distance
      let nextIsDead = false
      for (let i = this.#starts[zone] as number; i < (this.#starts[zone + 1] as number); i++) {
        const other = this.#targets[i] as number
        const away = other === goal ? -1 : this.#zones.distance(other, this.#point)
        if (away >= nearest) continue
        const isDead = live[this.#ownerOf[other] as number] === 0
        if (isDead && retry) {
          outcome.messages++
          trace?.sent(this.#ownerOf[zone] as number, this.#ownerOf[other] as number, outcome.hops + 1)
          continue
        }
        nearest = away
        next = other
        nextIsDead = isDead
      }
      if (next < 0 || nextIsDead) return -1
      const sender = this.#ownerOf[zone] as number
      zone = next
      distance = nearest
      const owner = this.#ownerOf[zone] as number
      world.handled(owner, 1)
      world.handled(sender, 1)
      outcome.hops++
      outcome.messages++
      trace?.sent(sender, owner, outcome.hops)
      if (tracing) outcome.path.push(owner)
    }
    if (outcome.hops > 0) {
      outcome.messages++
      trace?.answer(this.#ownerOf[zone] as number, from)
    }
    return this.#ownerOf[zone] as number
  }
}
