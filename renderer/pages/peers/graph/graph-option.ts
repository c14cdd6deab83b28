import type { TrustGraph } from '../../../../main/contract/peers.ts'
import { CHART_FONT, type ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { EChartsCoreOption } from './echarts.ts'

type Node = TrustGraph['nodes'][number]
type Edge = TrustGraph['edges'][number]

/** With more peers than this only the hovered peer is labelled, or labels would cover the picture. */
const MAX_NAMES = 60
/** With more edges than this arrow heads are left out and lines are thin. */
const MAX_HEADS = 600
/** Mean scores at or beyond these count as good and bad; between them as mixed. */
const WELL = 0.67
const BADLY = 0.33

/**
 * How much of the layout is left to do: all, a little after a peer joined or left, or nothing when only numbers
 * changed. The library's friction starts at these values, falls by 0.8 % per step and ends at 0.01: about 510, 290 and
 * 12 steps.
 */
type Motion = 'settle' | 'adjust' | 'stay'
const FRICTION: Record<Motion, number> = { settle: 0.6, adjust: 0.1, stay: 0.011 }

/** The texts of the picture, prepared so that drawing needs no translations. */
export interface GraphWords {
  me: string
  nameOf(node: Node): string
  tipOf(node: Node): string
  tipOfEdge(edge: Edge): string
}

/** Good, mixed or bad, by the mean score. */
function edgeTone(mean: number): 'good' | 'mixed' | 'bad' {
  return mean >= WELL ? 'good' : mean <= BADLY ? 'bad' : 'mixed'
}

/** Key of everything that the layout depends on: while it is equal, an update only changes colours. */
export function topologyKey(graph: TrustGraph): string {
  const edges = graph.edges.map(({ from, to }) => `${from}>${to}`)
  return `${graph.nodes.map(({ publicKey }) => publicKey).join()}|${edges.join()}`
}

/** Key of everything visible: while it is equal, too, only numbers in tooltips are outdated. */
export function paintKey(graph: TrustGraph): string {
  const tones = graph.edges.map(({ mean }) => edgeTone(mean))
  return `${graph.nodes.map(({ trust }) => trust.standing).join()}|${tones.join()}`
}

/** Node sizes by ratings received: area proportional to the count, within bounds. */
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

/** Margin around the picture for labels. */
const MARGIN = 40

/**
 * Initial positions before the forces act, derived from the keys so that the same graph always looks the same. Their
 * bounds are those of the picture less the margin: the library uses the initial bounds as its viewport and would
 * stretch the picture otherwise.
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

/** A name must not become markup in the tooltip. */
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/**
 * The chart option of a trust graph for a canvas of `width` x `height` pixels: the user is fixed in the middle,
 * colours and shapes of nodes show the standing, colours of edges the mean score. `motion` is how much of the layout
 * is left to do; `animate` shows the forces at work, otherwise the layout is computed at once.
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
  const colours = { good: theme.good, new: grey, bad: theme.bad }
  const said = { good: theme.good, mixed: theme.wait, bad: theme.bad }
  const room = Math.min(width, height)
  const places = initialPositions(
    graph.nodes.flatMap(({ publicKey, me }) => (me ? [] : [publicKey])),
    width,
    height,
  )
  const crowd = Math.sqrt(Math.max(1, graph.nodes.length))
  // Later nodes are drawn on top.
  const data = graph.nodes
    .toSorted((a, b) => Number(a.me) - Number(b.me))
    .map((node) => {
      const { standing } = node.trust
      const hollow = standing === 'new' && !node.me
      return {
        id: node.publicKey,
        name: words.nameOf(node),
        tip: words.tipOf(node),
        symbol: node.me ? 'circle' : standing === 'bad' ? 'diamond' : 'circle',
        symbolSize: node.me ? (many ? 26 : 34) : (size.get(node.publicKey) ?? 10) * (standing === 'bad' ? 1.25 : 1),
        ...(node.me ? { fixed: true, x: width / 2, y: height / 2 } : places.get(node.publicKey)),
        itemStyle: {
          color: node.me ? theme.accent : hollow ? theme.surface : colours[standing],
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
