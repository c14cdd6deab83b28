import type { Draw } from './draw.ts'
import type { GraphName } from './overlay-settings.ts'

/** An undirected graph: the neighbours of `node` are targets[starts[node] .. starts[node + 1]). */
export interface Graph {
  readonly starts: Int32Array
  readonly targets: Int32Array
}

/** Adjacency lists of the edges (ends[2i], ends[2i + 1]). */
function adjacency(nodes: number, ends: Int32Array): Graph {
  const starts = new Int32Array(nodes + 1)
  for (const end of ends) starts[end + 1] = (starts[end + 1] as number) + 1
  for (let i = 0; i < nodes; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number)
  const next = starts.slice(0, nodes)
  const targets = new Int32Array(ends.length)
  for (let i = 0; i < ends.length; i += 2) {
    const a = ends[i] as number
    const b = ends[i + 1] as number
    targets[next[a] as number] = b
    next[a] = (next[a] as number) + 1
    targets[next[b] as number] = a
    next[b] = (next[b] as number) + 1
  }
  return { starts, targets }
}

/** The neighbours of a node. */
export const neighboursIn = ({ starts, targets }: Graph, node: number): number[] =>
  Array.from(targets.subarray(starts[node], starts[node + 1]))

const edgeKey = (a: number, b: number, nodes: number): number => Math.min(a, b) * nodes + Math.max(a, b)

/** Loops and edges that a graph has twice, as indices into its ends. */
function faults(nodes: number, ends: Int32Array): number[] {
  const { starts, targets } = adjacency(nodes, ends)
  const twice = new Set<number>()
  for (let node = 0; node < nodes; node++) {
    for (let i = starts[node] as number; i < (starts[node + 1] as number); i++) {
      const other = targets[i] as number
      for (let j = i + 1; j < (starts[node + 1] as number); j++)
        if (targets[j] === other) twice.add(edgeKey(node, other, nodes))
    }
  }
  const bad: number[] = []
  const kept = new Set<number>()
  for (let i = 0; i < ends.length; i += 2) {
    const key = edgeKey(ends[i] as number, ends[i + 1] as number, nodes)
    if (ends[i] === ends[i + 1] || kept.has(key)) bad.push(i)
    else if (twice.has(key)) kept.add(key)
  }
  return bad
}

/** Each node's nearest nodes on a circle: where a third of all nodes are neighbours, little is left to chance. */
function circleGraph(nodes: number, degree: number): Graph {
  const ends: number[] = []
  for (let node = 0; node < nodes; node++) {
    for (let step = 1; step <= degree >> 1; step++) ends.push(node, (node + step) % nodes)
    if (degree % 2 === 1 && node < nodes / 2) ends.push(node, node + nodes / 2)
  }
  return adjacency(nodes, Int32Array.from(ends))
}

/** Each node has exactly `degree` neighbours: stubs paired at random; loops and double edges swap ends with others. */
function regularGraph(nodes: number, degree: number, random: Draw): Graph {
  if (degree * 3 > nodes) return circleGraph(nodes, degree)
  const ends = new Int32Array(nodes * degree)
  for (let i = 0; i < ends.length; i++) ends[i] = i % nodes
  random.shuffle(ends)
  for (let bad = faults(nodes, ends); bad.length > 0; bad = faults(nodes, ends)) {
    for (const i of bad) {
      const j = 2 * random.int(ends.length / 2) + 1
      const end = ends[i + 1] as number
      ends[i + 1] = ends[j] as number
      ends[j] = end
    }
  }
  return adjacency(nodes, ends)
}

/** nodes * degree / 2 edges between nodes drawn evenly (Erdős and Rényi). */
function randomGraph(nodes: number, degree: number, random: Draw): Graph {
  const ends = new Int32Array(2 * Math.round((nodes * degree) / 2))
  for (let i = 0; i < ends.length; i += 2) {
    ends[i] = random.int(nodes)
    do ends[i + 1] = random.int(nodes)
    while (ends[i + 1] === ends[i])
  }
  return adjacency(nodes, ends)
}

/** Each newcomer takes degree / 2 neighbours, in proportion to the neighbours that they have (Barabási and Albert). */
function powerLawGraph(nodes: number, degree: number, random: Draw): Graph {
  const each = Math.max(1, Math.round(degree / 2))
  const ends: number[] = []
  for (let a = 0; a <= each; a++) for (let b = 0; b < a; b++) ends.push(a, b)
  for (let node = each + 1; node < nodes; node++) {
    const chosen = new Set<number>()
    while (chosen.size < each) chosen.add(ends[random.int(ends.length)] as number)
    for (const other of chosen) ends.push(node, other)
  }
  return adjacency(nodes, Int32Array.from(ends))
}

const GRAPH_MAKERS = { regular: regularGraph, random: randomGraph, powerLaw: powerLawGraph } as const

/** A random graph of this kind with this mean degree. */
export function makeGraph(kind: GraphName, nodes: number, degree: number, random: Draw): Graph {
  return GRAPH_MAKERS[kind](nodes, degree, random)
}

/** Share of the live nodes in the largest connected part. */
export function giantShare({ starts, targets }: Graph, live: Uint8Array): number {
  const seen = new Uint8Array(live.length)
  const queue = new Int32Array(live.length)
  let largest = 0
  let alive = 0
  for (let from = 0; from < live.length; from++) {
    alive += live[from] as number
    if (live[from] === 0 || seen[from] === 1) continue
    seen[from] = 1
    queue[0] = from
    let end = 1
    for (let at = 0; at < end; at++) {
      const node = queue[at] as number
      for (let i = starts[node] as number; i < (starts[node + 1] as number); i++) {
        const other = targets[i] as number
        if (seen[other] === 1 || live[other] === 0) continue
        seen[other] = 1
        queue[end++] = other
      }
    }
    largest = Math.max(largest, end)
  }
  return alive > 0 ? largest / alive : 0
}
