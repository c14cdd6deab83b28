import { churn, publishAll } from './churn.ts'
import { announcedFreshness, crawlFreshness } from './freshness.ts'
import { gridThroughput } from './kinds/grid.ts'
import { SERVER } from './kinds/server.ts'
import { makeOverlay } from './make-overlay.ts'
import type { SearchOverlay } from './overlay.ts'
import type { OverlaySettings } from './overlay-settings.ts'
import { loadMetrics, QueryTally } from './tally.ts'
import { World } from './world.ts'

/** Queries of a run; fewer where they are costly, but not below the second number. */
const QUERIES = 2000
const MIN_QUERIES = 100
/** A run asks no further query after so many messages. */
const MAX_MESSAGES = 20_000_000
/** Queries after which the busiest nodes are known. */
const LOAD_QUERIES = 500
/** Queries between two reports of progress. */
const STEP = 50
/** More nodes than this do not come and go: their contacts would take too much memory. */
export const MAX_CHURNING = 200_000

/** Kills a random share of the nodes, and then the busiest share of all nodes as the load so far shows them. */
export function failNodes(world: World, overlay: SearchOverlay, random: number, busiest: number): void {
  const { nodes, live, load } = world
  const doomed = new Set<number>()
  const order = Int32Array.from({ length: nodes }, (_, node) => node)
  if (busiest > 0) {
    order.sort((a, b) => (load[b] as number) - (load[a] as number) || a - b)
    for (const node of order.subarray(0, Math.round(busiest * nodes))) doomed.add(node)
  }
  if (random > 0) {
    order.sort((a, b) => a - b)
    world.draw('failures').shuffle(order)
    for (const node of order.subarray(0, Math.round(random * nodes))) doomed.add(node)
  }
  for (const node of doomed) if (live[node] === 1) world.setLive(node, false)
  for (const node of doomed) overlay.leave(node)
}

/** Asks up to `count` queries of the workload. */
function askQueries(world: World, overlay: SearchOverlay, count: number, between: (share: number) => void): QueryTally {
  const tally = new QueryTally()
  while (tally.queries < count) {
    const { node, file } = world.nextQuery()
    const answerable = world.liveHolder(file) >= 0
    tally.add(overlay.query(node, file), answerable)
    if (tally.queries % STEP !== 0) continue
    between(tally.queries / count)
    if (tally.messages > MAX_MESSAGES && tally.queries >= MIN_QUERIES) break
  }
  return tally
}

/** Share of look-ups that do not arrive at the node that is responsible now. */
function failedLookups(world: World, overlay: SearchOverlay, between: (share: number) => void): number {
  const { lookup } = overlay
  const random = world.draw('queries')
  const { failed, failedBusiest, online, rate } = world.settings
  let asked = 0
  let failures = 0
  const ask = (retry: boolean): void => {
    const node = world.liveNode(random)
    if (lookup?.call(overlay, node, random.int(world.nodes), retry) === false) failures++
    asked++
  }
  if (failed > 0 || failedBusiest > 0 || online < 1) {
    for (let i = 0; i < QUERIES; i++) ask(true)
  } else if (rate > 0 || world.settings.session > 0)
    churn(
      world,
      overlay,
      { queries: QUERIES, publishing: false },
      () => ask(false),
      () => between(asked / QUERIES),
    )
  return failures / asked
}

/** Mean of what live nodes keep. */
function meanState(world: World, overlay: SearchOverlay): number {
  let sum = 0
  for (let node = 0; node < world.nodes; node++) if (world.live[node] === 1) sum += overlay.state(node)
  return sum / world.liveCount
}

/** Builds the overlay, publishes every file, lets the overlay learn, and kills nodes. */
export function prepareOverlay(settings: OverlaySettings, seed: number): { world: World; overlay: SearchOverlay } {
  const world = new World(settings, seed)
  const overlay = makeOverlay(world)
  publishAll(world, overlay)
  overlay.learn?.()
  const { failed, failedBusiest, online } = settings
  if (failedBusiest > 0) askQueries(world, overlay, LOAD_QUERIES, () => {})
  if (failed > 0 || failedBusiest > 0 || online < 1) failNodes(world, overlay, 1 - (1 - failed) * online, failedBusiest)
  world.load.fill(0)
  return { world, overlay }
}

/**
 * One run: builds the overlay, publishes every file, lets the overlay learn, kills nodes, and asks the workload; where
 * `rate` is set, while nodes come and go. What does not apply is left out.
 */
export function measureOverlay(
  settings: OverlaySettings,
  seed: number,
  between: (share: number) => void = () => {},
): Record<string, number> {
  const { world, overlay } = prepareOverlay(settings, seed)
  const { failed, failedBusiest, online, nodes } = settings
  if (world.liveCount === 0) return { success: 0 }
  const metrics: Record<string, number> = {}
  let tally: QueryTally
  if (settings.rate > 0) {
    tally = new QueryTally()
    churn(
      world,
      overlay,
      { queries: QUERIES, publishing: true },
      () => {
        const { node, file } = world.nextQuery()
        tally.add(overlay.query(node, file), world.liveHolder(file) >= 0)
      },
      () => between(tally.queries / (2 * QUERIES)),
    )
  } else tally = askQueries(world, overlay, QUERIES, (share) => between(share / 2))
  Object.assign(metrics, tally.metrics(), loadMetrics(world, tally.queries))
  metrics.state = meanState(world, overlay)
  if (settings.overlay === 'server' && world.live[SERVER] === 1) metrics.freshness = crawlFreshness(world)
  const fresh = announcedFreshness(world, overlay)
  if (fresh !== undefined) metrics.freshness = fresh
  if (settings.overlay === 'grid') metrics.throughput = gridThroughput(world)
  Object.assign(metrics, overlay.extras?.())
  if (overlay.lookup && (nodes <= MAX_CHURNING || failed > 0 || failedBusiest > 0 || online < 1))
    metrics.lookupFailures = failedLookups(world, overlay, (share) => between(0.5 + share / 2))
  return metrics
}
