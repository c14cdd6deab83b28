import type { Draw } from './draw.ts'
import { EventHeap } from './event-heap.ts'
import type { SearchOverlay } from './overlay.ts'
import type { World } from './world.ts'

type ChurnEvent = { what: 'depart' | 'arrive' | 'query' | 'publish' } | { what: 'repair'; node: number }

/** Share of the nodes that are away while others are on line. */
const AWAY = 0.1
/** Periods of repair before the first query that counts, and while queries are asked. */
const WARM_UP = 2
const MEASURED = 20

/** Arrivals, and as many departures, a second: as set, or such that a session lasts as long as set on average. */
const rateOf = ({ settings, liveCount }: World): number =>
  settings.rate > 0 ? settings.rate : liveCount / settings.session

/**
 * Nodes come and go (Poisson processes of the same rate) and `ask` is called `queries` times in between. A node that
 * comes back keeps its name. Each repairs its contacts once a period, at its own time within the period; holders
 * publish what they hold at the end of each, if `publishing`.
 */
export function churn(
  world: World,
  overlay: SearchOverlay,
  { queries, publishing }: { queries: number; publishing: boolean },
  ask: () => void,
  between: () => void,
): void {
  const random = world.draw('churn')
  const { repair } = world.settings
  const away: number[] = []
  for (let i = Math.max(1, Math.round(AWAY * world.nodes)); i > 0; i--) away.push(depart(world, overlay, random))
  for (let node = 0; node < world.nodes; node++) if (world.live[node] === 1) overlay.repair(node)
  const rate = rateOf(world)
  const start = WARM_UP * repair
  const span = MEASURED * repair
  const events = new EventHeap<ChurnEvent>()
  events.add(random.exponential(1 / rate), { what: 'depart' })
  events.add(random.exponential(1 / rate), { what: 'arrive' })
  for (let node = 0; node < world.nodes; node++) events.add(random.next() * repair, { what: 'repair', node })
  events.add(repair, { what: 'publish' })
  for (let i = 0; i < queries; i++) events.add(start + random.next() * span, { what: 'query' })
  let left = queries
  for (let next = events.take(); next && left > 0; next = events.take()) {
    const { time, event } = next
    if (event.what === 'query') {
      ask()
      left--
      if (left % 50 === 0) between()
    } else if (event.what === 'repair') {
      if (world.live[event.node] === 1) overlay.repair(event.node)
      events.add(time + repair, event)
    } else if (event.what === 'publish') {
      if (publishing) publishAll(world, overlay)
      events.add(time + repair, event)
    } else {
      if (event.what === 'depart') {
        if (world.liveCount > 2) away.push(depart(world, overlay, random))
      } else arrive(world, overlay, away, random)
      events.add(time + random.exponential(1 / rate), event)
    }
  }
}

function depart(world: World, overlay: SearchOverlay, random: Draw): number {
  const node = world.liveNode(random)
  world.setLive(node, false)
  overlay.leave(node)
  return node
}

function arrive(world: World, overlay: SearchOverlay, away: number[], random: Draw): void {
  if (away.length === 0) return
  const place = random.int(away.length)
  const node = away[place] as number
  away[place] = away.at(-1) as number
  away.pop()
  world.setLive(node, true)
  overlay.join(node)
}

/** Publishes every file that a live node holds. */
export function publishAll(world: World, overlay: SearchOverlay): void {
  for (let file = 0; file < world.nodes; file++) {
    const holder = world.liveHolder(file)
    if (holder >= 0) overlay.publish(file, holder)
  }
}
