import {
  MAX_DRAWN,
  MAX_DRAWN_LINKS,
  MAX_DRAWN_MESSAGES,
  type OverlayTrace,
} from '../../../contract/views/drawing-views.ts'
import { checkOverlay } from '../check-overlay.ts'
import { MessageTrace } from './message-trace.ts'
import { prepareOverlay } from '../measure.ts'
import type { SearchOverlay } from '../overlay.ts'
import type { OverlaySettings } from '../overlay-settings.ts'

/** Queries whose load is told; as many as have been asked, if more. */
const LOAD_QUERIES = 100

/** The settings with as many nodes as can be drawn, none of which come and go. Throws HyobanError BAD_INPUT. */
export function drawnSettings(settings: OverlaySettings): OverlaySettings {
  const nodes = Math.min(MAX_DRAWN, settings.nodes)
  const drawn = {
    ...settings,
    nodes,
    rate: 0,
    hubs: Math.min(settings.hubs, nodes),
    successors: Math.min(settings.successors, nodes - 1),
    depth: Math.min(settings.depth, Math.floor(Math.log2(nodes))),
  }
  checkOverlay(drawn)
  return drawn
}

/**
 * Observes query `number` (from 1) of a run's workload, after those before it; the overlay's own code decides all.
 * Throws HyobanError BAD_INPUT.
 */
export function traceQuery(given: OverlaySettings, seed: number, number: number): OverlayTrace {
  const settings = drawnSettings(given)
  const { world, overlay } = prepareOverlay(settings, seed)
  for (let i = 1; i < number; i++) ask()
  const { node: asker, file } = world.nextQuery()
  const holders = [...world.holders(file)].filter((holder) => world.live[holder] === 1).sort((a, b) => a - b)
  const trace = new MessageTrace()
  world.trace = trace
  const { found, messages, hops } = overlay.query(asker, file)
  world.trace = undefined
  // before later queries teach the overlay more
  const { links, connections } = linksOf(overlay, settings.nodes)
  const loadQueries = Math.max(LOAD_QUERIES, number)
  for (let i = number; i < loadQueries; i++) ask()
  return {
    overlay: settings.overlay,
    nodes: settings.nodes,
    query: number,
    asker,
    file,
    dead: Array.from(world.live, (_, node) => node).filter((node) => world.live[node] === 0),
    holders,
    shape: overlay.shape(),
    links,
    connections,
    messages: trace.messages.slice(0, 4 * MAX_DRAWN_MESSAGES),
    outcome: { found, messages, hops },
    found: trace.found,
    steps: trace.last,
    load: Array.from(world.load),
    loadQueries,
  }

  function ask(): void {
    const next = world.nextQuery()
    overlay.query(next.node, next.file)
  }
}

/** Connections, each once: as many as can be drawn, taken evenly from all nodes, and how many there are. */
function linksOf(overlay: SearchOverlay, nodes: number): { links: number[]; connections: number } {
  const contacts = Array.from({ length: nodes }, (_, node) => overlay.contacts(node))
  const most = Math.max(...contacts.map((list) => list.length))
  const seen = new Set<number>()
  const links: number[] = []
  for (let i = 0; i < most; i++) {
    for (let node = 0; node < nodes; node++) {
      const other = contacts[node]?.[i]
      if (other === undefined || other === node) continue
      const pair = Math.min(node, other) * nodes + Math.max(node, other)
      if (seen.has(pair)) continue
      seen.add(pair)
      if (links.length < 2 * MAX_DRAWN_LINKS) links.push(node, other)
    }
  }
  return { links, connections: seen.size }
}
