import type { TrustGraph } from '../../../../main/contract/peers.ts'
import { CHART_FONT, type ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { EChartsCoreOption } from './echarts.ts'

type Node = TrustGraph['nodes'][number]
type Edge = TrustGraph['edges'][number]

/** With more peers than this only a pointed-at peer is named, or names would cover the picture. */
const MAX_NAMES = 60
/** With more arrows than this heads are left out, and lines are thin. */
const MAX_HEADS = 600
/** Lines that nobody rated well or badly. */
const WELL = 0.67
const BADLY = 0.33

/**
 * How far a layout still has to move: all the way, a little since somebody came or left, or not at all since only
 * numbers changed.
 * The library's friction starts here, falls by 0.8 % a step and ends at 0.01: about 510, 290 and 12 steps.
 */
type Motion = 'settle' | 'adjust' | 'stay'
const FRICTION: Record<Motion, number> = { settle: 0.6, adjust: 0.1, stay: 0.011 }

/** What a picture says in words; all of it is prepared, so that drawing needs no translations. */
export interface GraphWords {
  me: string
  nameOf(node: Node): string
  tipOf(node: Node): string
  tipOfEdge(edge: Edge): string
}

/** Good, mixed or bad by the mean score. */
function edgeTone(mean: number): 'good' | 'mixed' | 'bad' {
  return mean >= WELL ? 'good' : mean <= BADLY ? 'bad' : 'mixed'
}

/** What the layout depends on: while it is the same, a new picture only changes colours. */
export function topologyKey(graph: TrustGraph): string {
  const edges = graph.edges.map(({ from, to }) => `${from}>${to}`)
  return `${graph.nodes.map(({ publicKey }) => publicKey).join()}|${edges.join()}`
}

/** What the eye sees of it: while this is the same too, only numbers in tooltips are old. */
export function paintKey(graph: TrustGraph): string {
  const tones = graph.edges.map(({ mean }) => edgeTone(mean))
  return `${graph.nodes.map(({ trust }) => trust.decision).join()}|${tones.join()}`
}

/** Node sizes grow with the ratings received: area by count, within bounds. */
function sizes(graph: TrustGraph): Map<string, number> {
  const received = new Map<string, number>()
  for (const { to, count } of graph.edges) received.set(to, (received.get(to) ?? 0) + count)
  const most = Math.max(1, ...received.values())
  const [least, largest] = graph.nodes.length > 150 ? [6, 16] : [13, 32]
  return new Map(
    graph.nodes.map(({ publicKey }) => [
      publicKey,
      least + (largest - least) * Math.sqrt((received.get(publicKey) ?? 0) / most),
    ]),
  )
}

/** Room around the picture for names. */
const MARGIN = 40

/**
 * Where peers begin before the forces move them: told by their keys alone, so that the same graph looks the same each
 * time. Their bounds are those
 * of the picture less a margin: the library takes the bounds of the beginnings for its window, and would stretch the
 * picture otherwise.
 */
export function initialPositions(
  keys: readonly string[],
  width: number,
  height: number,
): Map<string, { x: number; y: number }> {
  const round = keys.map((key) => {
    const turn = (parseInt(key.slice(0, 8), 16) / 2 ** 32) * 2 * Math.PI
    const away = 0.35 + 0.65 * Math.sqrt(parseInt(key.slice(8, 16), 16) / 2 ** 32)
    return { key, x: Math.cos(turn) * away, y: Math.sin(turn) * away }
  })
  const along = (axis: 'x' | 'y', room: number): ((at: number) => number) => {
    const all = round.map((place) => place[axis])
    const [least, most] = [Math.min(...all), Math.max(...all)]
    return (at) => MARGIN + (most === least ? 0.5 : (at - least) / (most - least)) * (room - 2 * MARGIN)
  }
  const [across, down] = [along('x', width), along('y', height)]
  return new Map(round.map(({ key, x, y }) => [key, { x: across(x), y: down(y) }]))
}

/** Plain text may hold anything: a name must not become markup in the tooltip. */
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/**
 * The picture of a trust graph for a canvas of `width` x `height`: I am held in the middle, colours and shapes of peers
 * say their
 * standing, colours of arrows what was said. `motion` is how much of a layout is left to do; `animate` shows the forces
 * at work; without, it is computed at once.
 */
export function graphOption(
  graph: TrustGraph,
  words: GraphWords,
  theme: ChartTheme,
  width: number,
  height: number,
  motion: Motion,
  animate: boolean,
): EChartsCoreOption {
  const size = sizes(graph)
  const many = graph.nodes.length > MAX_NAMES
  const heads = graph.edges.length <= MAX_HEADS
  const grey = theme.quiet
  const standing = { good: theme.good, new: grey, bad: theme.bad }
  const said = { good: theme.good, mixed: theme.wait, bad: theme.bad }
  const room = Math.min(width, height)
  const places = initialPositions(
    graph.nodes.flatMap(({ publicKey, me }) => (me ? [] : [publicKey])),
    width,
    height,
  )
  const crowd = Math.sqrt(Math.max(1, graph.nodes.length))
  // the last are drawn above the others
  const data = graph.nodes
    .toSorted((a, b) => Number(a.me) - Number(b.me))
    .map((node) => {
      const { decision } = node.trust
      const hollow = decision === 'new' && !node.me
      return {
        id: node.publicKey,
        name: words.nameOf(node),
        tip: words.tipOf(node),
        symbol: node.me ? 'circle' : decision === 'bad' ? 'diamond' : 'circle',
        symbolSize: node.me ? (many ? 26 : 34) : (size.get(node.publicKey) ?? 10) * (decision === 'bad' ? 1.25 : 1),
        ...(node.me ? { fixed: true, x: width / 2, y: height / 2 } : places.get(node.publicKey)),
        itemStyle: {
          color: node.me ? theme.accent : hollow ? theme.surface : standing[decision],
          borderColor: hollow ? grey : theme.surface,
          borderWidth: hollow ? 2.5 : 1.5,
        },
        label: { show: node.me || !many, fontWeight: node.me ? 700 : 500 },
      }
    })
  const links = graph.edges.map((edge) => ({
    source: edge.from,
    target: edge.to,
    value: edge.count,
    tip: words.tipOfEdge(edge),
    lineStyle: {
      color: said[edgeTone(edge.mean)],
      width: heads ? Math.min(3.5, 0.9 + 0.35 * Math.sqrt(edge.count)) : 0.7,
      type: edgeTone(edge.mean) === 'bad' ? 'dashed' : 'solid',
    },
  }))
  return {
    textStyle: { fontFamily: CHART_FONT },
    animation: false,
    tooltip: {
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12, fontFamily: CHART_FONT },
      confine: true,
      formatter: ({ data: item }: { data: { tip?: string } }) => escape(item.tip ?? ''),
    },
    series: [
      {
        type: 'graph',
        layout: 'force',
        left: MARGIN,
        right: MARGIN,
        top: MARGIN,
        bottom: MARGIN,
        preserveAspect: 'contain',
        roam: true,
        scaleLimit: { min: 0.3, max: 8 },
        draggable: graph.nodes.length <= 150,
        data,
        links,
        edgeSymbol: ['none', heads ? 'arrow' : 'none'],
        edgeSymbolSize: 7,
        label: {
          position: 'bottom',
          distance: 3,
          color: theme.text,
          fontSize: 11.5,
          textBorderColor: theme.surface,
          textBorderWidth: 3,
          width: 96,
          overflow: 'truncate',
        },
        lineStyle: { curveness: 0.14, opacity: heads ? 0.6 : 0.28 },
        emphasis: { focus: 'adjacency', label: { show: true }, lineStyle: { opacity: 0.95 } },
        blur: { itemStyle: { opacity: 0.25 }, lineStyle: { opacity: 0.06 }, label: { opacity: 0.3 } },
        force: {
          repulsion: Math.max(30, (room * room * (0.075 + 1.2 / graph.nodes.length)) / graph.nodes.length),
          edgeLength: [Math.max(24, (room * 0.75) / crowd), Math.max(48, (room * 1.25) / crowd)],
          gravity: 0.12,
          friction: FRICTION[motion],
          layoutAnimation: animate,
        },
      },
    ],
  }
}
