import { EventHeap } from './event-heap.ts'
import type { SearchOverlay } from './overlay.ts'
import type { World } from './world.ts'

const UPDATES = 2000
/** Crawls in which the updates of a run fall. */
const CRAWLS = 50

/** Mean seconds from an update until a crawl reads it: a crawl every `crawl` seconds, updates at any time between. */
export function crawlFreshness(world: World): number {
  const random = world.draw('updates')
  const { crawl } = world.settings
  const events = new EventHeap<'update' | 'crawl'>()
  for (let i = 1; i <= CRAWLS; i++) events.add(i * crawl, 'crawl')
  for (let i = 0; i < UPDATES; i++) events.add(random.next() * CRAWLS * crawl, 'update')
  let waiting: number[] = []
  let sum = 0
  for (let next = events.take(); next; next = events.take()) {
    const { time, event } = next
    if (event === 'update') waiting.push(time)
    else {
      for (const since of waiting) sum += time - since
      waiting = []
    }
  }
  return sum / UPDATES
}

/** Mean seconds from an update until a query finds it, where holders announce what is new; undefined if they cannot. */
export function announcedFreshness(world: World, overlay: SearchOverlay): number | undefined {
  const { announce } = overlay
  if (!announce || world.liveCount === 0) return undefined
  const random = world.draw('updates')
  let sum = 0
  for (let i = 0; i < UPDATES; i++) {
    const node = world.liveNode(random)
    sum += announce.call(overlay, random.int(world.nodes), node)
  }
  return sum / UPDATES
}
