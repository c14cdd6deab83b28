import * as echarts from 'echarts'
import { figure } from '../attack-report.ts'
import type { Interval, TradeOffResult } from './trade-off.ts'

const WIDTH = 900
const HEIGHT = 540
const BAR_COLOUR = '#777777'
/** Colours by the line's measure and prior, as in the other figures. */
const COLOURS = { by30: ['#4477aa', '#66ccee'], by50: ['#ee6677', '#ccbb44'] } as const
const SHARES = { by30: '30 %', by50: '50 %' } as const
/** The bars of the table in docs/attacks.md. */
const TRAITOR_BAR = 10
const SLANDER_BARS = { by30: 1, by50: 5 } as const

type Misled = keyof typeof SHARES

function labelOf(misled: Misled, strangerSimilarity: number): string {
  return `${SHARES[misled]} lie, strangers count ${strangerSimilarity}`
}

/** The trade-off as a standalone SVG: damage by traitors against damage by slander, with 95 % intervals both ways. */
export function tradeOffSvg(
  results: readonly TradeOffResult[],
  { seeds, seed, peers }: { seeds: number; seed: number; peers: number },
): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
  const priors = [...new Set(results.map(({ strangerSimilarity }) => strangerSimilarity))]
  const lines = (['by30', 'by50'] as const).flatMap((misled) =>
    priors.map((prior, n) => ({
      misled,
      name: labelOf(misled, prior),
      colour: COLOURS[misled][n] ?? BAR_COLOUR,
      points: results.filter((point) => point.strangerSimilarity === prior),
    })),
  )
  chart.setOption({
    animation: false,
    title: {
      text: 'Damage by traitors against damage by slander, along the threshold of exclusion',
      left: 'center',
      textStyle: { fontSize: 16 },
      subtext:
        `${peers} peers, ${seeds} replications, seeds ${seed} to ${seed + seeds - 1}, whiskers: 95 % confidence; ` +
        'labels: threshold; dashed: bars',
    },
    legend: { bottom: 0, data: lines.map(({ name }) => name), itemGap: 24, textStyle: { width: 170 } },
    grid: { left: 70, right: 30, top: 70, bottom: 80 },
    xAxis: {
      type: 'value',
      name: 'neighbours that exclude the slandered peer, %',
      nameLocation: 'middle',
      nameGap: 30,
      min: 0,
    },
    yAxis: {
      type: 'value',
      name: 'bad uploads of one traitor to all peers',
      min: 0,
      nameLocation: 'middle',
      nameGap: 40,
    },
    series: [
      ...lines.flatMap(({ misled, name, colour, points }) => [
        {
          type: 'line' as const,
          name,
          color: colour,
          symbolSize: 7,
          lineStyle: { width: 2 },
          label: { show: true, position: 'top' as const, formatter: '{@[2]}', color: colour },
          data: points.map((point) => [point[misled].mean, point.traitors.mean, figure(point.thetaOut)]),
        },
        ...points.flatMap((point) => whiskers(point[misled], point.traitors, colour)),
      ]),
      limit([
        [0, TRAITOR_BAR],
        [Math.max(...results.map(({ by50 }) => by50.ci95[1])), TRAITOR_BAR],
      ]),
      ...(['by30', 'by50'] as const).map((misled) =>
        limit([
          [SLANDER_BARS[misled], 0],
          [SLANDER_BARS[misled], Math.max(...results.map(({ traitors }) => traitors.ci95[1]))],
        ]),
      ),
    ],
    backgroundColor: '#ffffff',
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

/** The confidence intervals of one point: a horizontal and a vertical line. */
function whiskers(x: Interval, y: Interval, colour: string) {
  const stroke = { type: 'line' as const, showSymbol: false, silent: true, color: colour, lineStyle: { width: 1 } }
  return [
    { ...stroke, data: x.ci95.map((end) => [Math.max(0, end), y.mean]) },
    { ...stroke, data: y.ci95.map((end) => [x.mean, end]) },
  ]
}

function limit(data: [number, number][]) {
  return {
    type: 'line' as const,
    showSymbol: false,
    silent: true,
    color: BAR_COLOUR,
    lineStyle: { type: 'dashed' as const, width: 1 },
    data,
  }
}
