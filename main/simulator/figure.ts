import * as echarts from 'echarts'
import type { Results } from './results.ts'
import { closedFormOf } from './report.ts'

const COLOURS = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', '#000000'] as const
const WIDTH = 900
const HEIGHT = 540

/** Label of a line: its identity policy and the parameters it fixes. */
export function seriesName(identity: string, fixed: Readonly<Record<string, number | undefined>>): string {
  const name = identity === 'none' ? 'free market' : identity
  const rest = Object.entries(fixed).map(([key, value]) => `${key === 'turnover' ? 'd' : key} ${value}`)
  return [name, ...rest].join(', ')
}

/** The figure as a standalone SVG: lines, 95 % bands, and the closed form if the scenario has one. */
export function figureSvg(results: Results): string {
  const { plan } = results
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
  const closedForm = closedFormOf(results)
  const lines = results.series().flatMap(({ identity, fixed, points }, index) => {
    const colour = COLOURS[index % COLOURS.length] as string
    const common = {
      type: 'line' as const,
      showSymbol: false,
      silent: true,
      stack: `band ${index}`,
      lineStyle: { opacity: 0 },
    }
    return [
      { ...common, data: points.map(({ x, ci95 }) => [x, ci95[0]]), stackStrategy: 'all' as const },
      {
        ...common,
        data: points.map(({ x, ci95 }) => [x, ci95[1] - ci95[0]]),
        areaStyle: { color: colour, opacity: 0.2 },
        stackStrategy: 'all' as const,
      },
      {
        type: 'line' as const,
        name: seriesName(identity, fixed),
        data: points.map(({ x, mean }) => [x, mean]),
        color: colour,
        symbolSize: 5,
        showSymbol: plan.axis.kind === 'parameter',
        lineStyle: { width: 2 },
      },
    ]
  })
  chart.setOption({
    animation: false,
    title: {
      text: `${plan.scenario.name}: ${plan.scenario.title}`,
      left: 'center',
      textStyle: { fontSize: 16 },
      subtext: `${plan.request.replications} replications, seed ${plan.request.seed}, bands: 95 % confidence`,
    },
    legend: {
      bottom: 0,
      data: [
        ...plan.series.map(({ identity, fixed }) => seriesName(identity, fixed)),
        ...(closedForm ? ['free market, closed form'] : []),
      ],
    },
    grid: { left: 60, right: 30, top: 70, bottom: 80 },
    xAxis: {
      type: plan.axis.log ? 'log' : 'value',
      name: plan.axis.label,
      nameLocation: 'middle',
      nameGap: 30,
      min: 'dataMin',
      max: 'dataMax',
    },
    yAxis: { type: 'value', name: plan.scenario.yLabel, nameTextStyle: { align: 'left', padding: [0, 0, 0, -40] } },
    series: [
      ...lines,
      ...(closedForm
        ? [
            {
              type: 'line' as const,
              name: 'free market, closed form',
              color: '#777777',
              showSymbol: false,
              lineStyle: { type: 'dashed' as const, width: 2 },
              data: closedForm.map(({ x, y }) => [x, y]),
            },
          ]
        : []),
    ],
    backgroundColor: '#ffffff',
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

/** The figure's numbers as CSV with a header line (RFC 4180). */
export function figureCsv(results: Results): string {
  const fixed = [...new Set(results.plan.series.flatMap((one) => Object.keys(one.fixed)))].filter(
    (name) => name !== 'turnover',
  )
  const rows = results
    .series()
    .flatMap((series) =>
      series.points.map((point) => [
        series.identity,
        series.turnover ?? point.x,
        ...fixed.map((name) => (series.fixed as Record<string, number>)[name] ?? ''),
        point.x,
        point.mean,
        point.sd ?? '',
        point.ci95[0],
        point.ci95[1],
        point.n,
      ]),
    )
  return (
    [['identity', 'turnover', ...fixed, 'x', 'mean', 'sd', 'ci95_low', 'ci95_high', 'replications'], ...rows]
      .map((row) => row.join(','))
      .join('\r\n') + '\r\n'
  )
}
