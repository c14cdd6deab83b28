import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force'

/** Rounds until the nodes hardly move any more. */
const ROUNDS = 180

/**
 * Places in [-1, 1] for nodes that push each other away while links pull them together; the same for the same links, as
 * d3-force draws from a generator of its own. `links` are pairs of nodes.
 */
export function forceLayout(nodes: number, links: readonly number[]): { xs: Float64Array; ys: Float64Array } {
  const bodies = Array.from({ length: nodes }, (): SimulationNodeDatum => ({}))
  const pairs = Array.from({ length: links.length / 2 }, (_, i) => ({
    source: links[2 * i] as number,
    target: links[2 * i + 1] as number,
  }))
  const simulation = forceSimulation(bodies)
    .force('charge', forceManyBody().strength(-34).distanceMax(400))
    .force('links', forceLink(pairs).distance(26))
    .force('x', forceX(0).strength(0.05))
    .force('y', forceY(0).strength(0.05))
    .force('collide', forceCollide(7))
    .alphaDecay(1 - 0.001 ** (1 / ROUNDS))
    .stop()
  simulation.tick(ROUNDS)
  return { xs: scaled(bodies.map(({ x }) => x ?? 0)), ys: scaled(bodies.map(({ y }) => y ?? 0)) }
}

/** Shifts and scales numbers to [-1, 1]. */
function scaled(values: readonly number[]): Float64Array {
  const low = Math.min(...values)
  const half = (Math.max(...values) - low) / 2 || 1
  return Float64Array.from(values, (value) => (value - low) / half - 1)
}
