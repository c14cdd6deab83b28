import { ChordOverlay } from '../../../main/simulator/overlays/kinds/chord.ts'
import { FreenetOverlay } from '../../../main/simulator/overlays/kinds/freenet.ts'
import { NeuroGridOverlay } from '../../../main/simulator/overlays/kinds/neuro-grid.ts'
import { makeOverlay } from '../../../main/simulator/overlays/make-overlay.ts'
import { failNodes, measureOverlay } from '../../../main/simulator/overlays/measure.ts'
import type { SearchOverlay } from '../../../main/simulator/overlays/overlay.ts'
import { OVERLAY_DEFAULTS, type OverlaySettings } from '../../../main/simulator/overlays/overlay-settings.ts'
import { QueryTally } from '../../../main/simulator/overlays/tally.ts'
import { World } from '../../../main/simulator/overlays/world.ts'
import { type Summary, summarise } from '../../../main/simulator/metrics/summary.ts'

/** Replications of every result. */
export const REPLICATIONS = 10

/** The mean and 95 % interval over replications with the seeds 1, 2, ... */
export function replicate(run: (seed: number) => number, replications = REPLICATIONS): Summary {
  return summarise(Array.from({ length: replications }, (_, i) => run(i + 1)))
}

export const settingsOf = (set: Partial<OverlaySettings>): OverlaySettings => ({ ...OVERLAY_DEFAULTS, ...set })

/** One metric of the laboratory, as on the command line. */
export function metricOf(set: Partial<OverlaySettings>, name: string): (seed: number) => number {
  return (seed) => measureOverlay(settingsOf(set), seed)[name] as number
}

/** A world and its overlay, as built. */
export function built(set: Partial<OverlaySettings>, seed: number): { world: World; overlay: SearchOverlay } {
  const world = new World(settingsOf(set), seed)
  return { world, overlay: makeOverlay(world) }
}

/** Asks `count` queries of the workload. */
export function asked({ world, overlay }: { world: World; overlay: SearchOverlay }, count: number): QueryTally {
  const tally = new QueryTally()
  for (let i = 0; i < count; i++) {
    const { node, file } = world.nextQuery()
    tally.add(overlay.query(node, file), true)
  }
  return tally
}

/** Mean messages of `count` queries of an overlay that needs no publishing. */
export const meanMessages =
  (set: Partial<OverlaySettings>, count: number) =>
  (seed: number): number => {
    const tally = asked(built(set, seed), count)
    return tally.messages / count
  }

/** Mean nodes reached by a flood. */
export const floodReach =
  (set: Partial<OverlaySettings>, count: number) =>
  (seed: number): number => {
    const one = built({ ...set, overlay: 'flood' }, seed)
    asked(one, count)
    return one.overlay.extras?.().reach as number
  }

/** How many copies of a file there are under a rule of allocation. */
export type Allocation = (q: number, all: readonly number[], copies: number) => number
export const ALLOCATIONS = {
  uniform: (_, all, copies) => copies / all.length,
  proportional: (q, _, copies) => q * copies,
  squareRoot: (q, all, copies) => (Math.sqrt(q) * copies) / all.reduce((sum, one) => sum + Math.sqrt(one), 0),
} as const satisfies Record<string, Allocation>

class AllocatedWorld extends World {
  counts: readonly number[] | undefined

  override copies(file: number): number {
    return this.counts?.[file] ?? super.copies(file)
  }
}

/** Mean search size of one walker under an allocation, over what theory says it is (Cohen and Shenker 2002). */
export const searchSize =
  (rule: keyof typeof ALLOCATIONS, queries: number) =>
  (seed: number): { measured: number; expected: number } => {
    const set = { overlay: 'walk', walkers: 1, degree: 8, nodes: 1000, meanCopies: 50, zipf: 0.4 } as const
    const world = new AllocatedWorld(settingsOf(set), seed)
    const all = Array.from({ length: set.nodes }, (_, file) => world.popularity.share(file))
    world.counts = all.map((q) => Math.round(ALLOCATIONS[rule](q, all, set.meanCopies * set.nodes)))
    const tally = asked({ world, overlay: makeOverlay(world) }, queries)
    const roots = all.reduce((sum, q) => sum + Math.sqrt(q), 0)
    const rho = set.meanCopies
    return {
      measured: tally.messages / queries,
      expected: rule === 'squareRoot' ? roots ** 2 / rho : set.nodes / rho,
    }
  }

/** Share of `count` look-ups that do not arrive, past dead contacts, after a random share of the nodes has died. */
export const deadLookups =
  (set: Partial<OverlaySettings>, dead: number, count: number) =>
  (seed: number): number => {
    const { world, overlay } = built(set, seed)
    failNodes(world, overlay, dead, 0)
    const random = world.draw('updates')
    let failures = 0
    for (let i = 0; i < count; i++)
      if (overlay.lookup?.(world.liveNode(random), random.int(world.nodes), true) === false) failures++
    return failures / count
  }

/** Share of the live nodes in the largest part of a flood's graph, after a random share of the nodes has died. */
export const giantOf =
  (set: Partial<OverlaySettings>, dead: number) =>
  (seed: number): number => {
    const { world, overlay } = built({ ...set, overlay: 'flood' }, seed)
    failNodes(world, overlay, dead, 0)
    return overlay.extras?.().giant as number
  }

/** Mean hops of look-ups of random keys. */
export const meanHops =
  (set: Partial<OverlaySettings>, count: number) =>
  (seed: number): number => {
    const { world, overlay } = built({ hopDelay: 1, ...set }, seed)
    const random = world.draw('updates')
    let sum = 0
    for (let i = 0; i < count; i++) sum += overlay.announce?.(random.int(world.nodes), world.liveNode(random)) ?? 0
    return sum / count
  }

/** Share of published keys whose node is dead. */
export const keysLost =
  (nodes: number, dead: number) =>
  (seed: number): number => {
    const world = new World(settingsOf({ nodes }), seed)
    const overlay = new ChordOverlay(world)
    for (let file = 0; file < nodes; file++) overlay.publish(file)
    failNodes(world, overlay, dead, 0)
    for (let node = 0; node < nodes; node++) if (world.live[node] === 1) overlay.repair(node)
    return overlay.extras().keysLost as number
  }

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number

/** Freenet's experiment: inserts and requests on a ring; median ways at first, after use, and with part dead. */
export function freenetRing(
  nodes: number,
  steps: number,
  seed: number,
): { first: number; learned: number; dead: number } {
  const world = new World(settingsOf({ overlay: 'freenet', nodes, meanCopies: 1, zipf: 0 }), seed)
  const overlay = new FreenetOverlay(world)
  const random = world.draw('learning')
  let files = 0
  const insert = (): void => overlay.insert(files++, world.liveNode(random))
  const probe = (): number =>
    median(
      Array.from({ length: 300 }, () => {
        const { found, hops } = overlay.request(world.liveNode(random), random.int(files), 500, false)
        return found ? hops : 500
      }),
    )
  for (let i = 0; i < 20; i++) insert()
  const first = probe()
  for (let i = 0; i < steps; i++) {
    if (random.int(2) === 0) insert()
    else overlay.request(world.liveNode(random), random.int(files), 20, true)
  }
  const learned = probe()
  failNodes(world, overlay, 0.3, 0)
  return { first, learned, dead: probe() }
}

/** NeuroGrid: messages and success of the first and of the last queries. */
export function neuroGridLearning(set: Partial<OverlaySettings>, queriesANode: number, seed: number) {
  const world = new World(settingsOf({ ...set, overlay: 'neuroGrid' }), seed)
  const overlay = new NeuroGridOverlay(world)
  const first = asked({ world, overlay }, 200)
  asked({ world, overlay }, queriesANode * world.nodes)
  const last = asked({ world, overlay }, 1000)
  return {
    first: first.messages / 200,
    last: last.messages / 1000,
    firstSuccess: first.found / 200,
    success: last.found / 1000,
  }
}
