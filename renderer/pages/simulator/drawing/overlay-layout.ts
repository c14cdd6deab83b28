import type { OverlayTrace } from '../../../../main/contract/views/drawing-views.ts'
import { forceLayout } from './force-layout.ts'

/** Where the nodes of an overlay lie, in [-1, 1] both ways, y downwards. */
export interface OverlayLayout {
  xs: Float64Array
  ys: Float64Array
  /** How much wider than high it may be drawn; 1: it keeps its form. */
  stretch: number
  /** Whether connections bend towards the middle, the more the longer they are. */
  bent: boolean
  /** Whether what leaves at one side comes in at the other. */
  torus: boolean
}

type Shape = OverlayTrace['shape']
type Places = Pick<OverlayLayout, 'xs' | 'ys'>

/** The angle between two leaves of a sunflower. */
const GOLDEN = Math.PI * (3 - Math.sqrt(5))
const RING = 0.95
/** Radii of the tree's leaves, and of the nodes at them. */
export const LEAVES = 0.8
const LEAF_NODES = [0.85, 1] as const
/** Radii of those in the middle and of the others. */
const MIDDLE = 0.36
const OUTER = [0.6, 1] as const

/** Places of the nodes, fixed by the shape and the connections. */
export function layOut({ nodes, shape, links }: Pick<OverlayTrace, 'nodes' | 'shape' | 'links'>): OverlayLayout {
  switch (shape.kind) {
    case 'ring':
      return { ...ring(shape), stretch: 1, bent: true, torus: false }
    case 'square':
      return { ...square(shape, nodes), stretch: 1.5, bent: false, torus: true }
    case 'tree':
      return { ...tree(shape), stretch: 1, bent: true, torus: false }
    case 'layers':
      return { ...layers(shape, links), stretch: 1.8, bent: false, torus: false }
    case 'forces':
      return { ...forceLayout(nodes, links), stretch: 1.8, bent: false, torus: false }
  }
}

const from = (count: number, place: (i: number) => readonly [number, number]): Places => {
  const xs = new Float64Array(count)
  const ys = new Float64Array(count)
  for (let i = 0; i < count; i++) [xs[i], ys[i]] = place(i) as [number, number]
  return { xs, ys }
}

/** A point at an angle, clockwise from the top. */
export const polar = (turn: number, radius: number): readonly [number, number] => [
  radius * Math.sin(2 * Math.PI * turn),
  -radius * Math.cos(2 * Math.PI * turn),
]

const ring = ({ places }: Extract<Shape, { kind: 'ring' }>): Places =>
  from(places.length, (i) => polar(places[i] as number, RING))

const square = ({ zones }: Extract<Shape, { kind: 'square' }>, nodes: number): Places =>
  from(nodes, (i) => {
    const [x, y, width, height] = zones.slice(4 * i, 4 * i + 4) as [number, number, number, number]
    return [2 * (x + width / 2) - 1, 2 * (y + height / 2) - 1]
  })

/** The leaves on a circle; several nodes of a leaf side by side and behind each other. */
function tree({ depth, leaves }: Extract<Shape, { kind: 'tree' }>): Places {
  const count = 2 ** depth
  const sizes = new Map<number, number>()
  for (const leaf of leaves) sizes.set(leaf, (sizes.get(leaf) ?? 0) + 1)
  const placed = new Map<number, number>()
  const [near, far] = LEAF_NODES
  return from(leaves.length, (i) => {
    const leaf = leaves[i] as number
    const size = sizes.get(leaf) as number
    const k = placed.get(leaf) ?? 0
    placed.set(leaf, k + 1)
    const columns = Math.max(1, Math.min(size, Math.round(Math.sqrt((size * 6) / count / (far - near)))))
    const rows = Math.ceil(size / columns)
    const turn = (leaf + ((k % columns) + 0.5) / columns) / count
    return polar(turn, near + (rows > 1 ? (Math.floor(k / columns) / (rows - 1)) * (far - near) : 0))
  })
}

/** Those in the middle within a disc, the others around it, next to the one in the middle that they know. */
function layers({ layers: list }: Extract<Shape, { kind: 'layers' }>, links: readonly number[]): Places {
  const middle = list.flatMap((layer, node) => (layer === 0 ? [node] : []))
  const xs = new Float64Array(list.length)
  const ys = new Float64Array(list.length)
  const turnOf = new Map<number, number>()
  for (const [i, node] of middle.entries()) {
    const small = middle.length <= 10
    const turn = small ? i / middle.length : ((i * GOLDEN) / (2 * Math.PI)) % 1
    const radius = middle.length === 1 ? 0 : small ? MIDDLE * 0.85 : MIDDLE * Math.sqrt((i + 0.5) / middle.length)
    turnOf.set(node, turn)
    ;[xs[node], ys[node]] = polar(turn, radius) as [number, number]
  }
  const home = new Map<number, number>()
  for (let i = 0; i < links.length; i += 2) {
    const [a, b] = [links[i] as number, links[i + 1] as number]
    if (list[a] !== 0 && list[b] === 0 && !home.has(a)) home.set(a, turnOf.get(b) as number)
  }
  const outer = list.flatMap((layer, node) => (layer === 0 ? [] : [node]))
  outer.sort((a, b) => (home.get(a) ?? 0) - (home.get(b) ?? 0) || a - b)
  const rows = Math.max(1, Math.min(6, Math.round(outer.length / 80)))
  // the group of the first one in the middle lies around its direction
  const first = outer.filter((node) => (home.get(node) ?? 0) === 0).length
  for (const [i, node] of outer.entries()) {
    const turn = (i + 0.5 - (middle.length > 1 ? first / 2 : 0)) / outer.length
    const row = rows > 1 ? (i % rows) / (rows - 1) : 0.5
    ;[xs[node], ys[node]] = polar(turn, OUTER[0] + row * (OUTER[1] - OUTER[0])) as [number, number]
  }
  return { xs, ys }
}
