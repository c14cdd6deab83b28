import type { ExperimentView, IdentityPolicy, SeriesView } from '../../../../main/contract/simulator.ts'
import { CHART_FONT, type ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { EChartsCoreOption } from './echarts.ts'

/** A sweep over two parameters: one value per pair; rows are values of the second parameter. */
interface HeatGrid {
  parameter: string
  rows: number[]
  xs: number[]
  /** W at [row][x]; undefined until known. */
  values: (SeriesView['points'][number] | undefined)[][]
}

/** The second parameter of a sweep; null if there is only one. */
export function secondParameter(view: ExperimentView): string | null {
  return (view.input.sweeps?.length ?? 0) > 1 ? (view.input.sweeps?.[1]?.parameter ?? null) : null
}

/** The grid of one identity policy. */
export function heatGrid(view: ExperimentView, parameter: string, identity: IdentityPolicy): HeatGrid {
  const lines = view.series.filter((one) => one.identity === identity)
  return {
    parameter,
    xs: view.axis.xs,
    rows: lines.map(({ fixed }) => fixed[parameter] ?? Number.NaN),
    values: lines.map(({ points }) => view.axis.xs.map((x) => points.find((point) => point.x === x))),
  }
}

interface HeatWords {
  x: string
  y: string
  w: string
  number: (value: number) => string
  interval: (low: string, high: string, n: number) => string
}

/** The chart option of a heat map: the two parameters as axes, W as colour. */
export function heatOption(
  grid: HeatGrid,
  ends: readonly [number, number],
  theme: ChartTheme,
  words: HeatWords,
): EChartsCoreOption {
  const data = grid.values.flatMap((row, y) =>
    row.flatMap((point, x) => (point ? [[x, y, Number(point.mean.toFixed(4))]] : [])),
  )
  const label = { color: theme.quiet, fontSize: 12 }
  const category = (values: number[], name: string, nameGap: number): object => ({
    type: 'category',
    data: values.map(words.number),
    name,
    nameLocation: 'middle',
    nameGap,
    axisLabel: label,
    nameTextStyle: label,
    axisLine: { lineStyle: { color: theme.quiet } },
    splitArea: { show: false },
  })
  const few = data.length <= 150
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT },
    grid: { left: 66, right: 90, top: 14, bottom: 46, outerBoundsMode: 'none' },
    xAxis: category(grid.xs, words.x, 28),
    yAxis: category(grid.rows, words.y, 46),
    visualMap: {
      type: 'continuous',
      min: ends[0],
      max: ends[1],
      calculable: false,
      orient: 'vertical',
      right: 4,
      top: 'middle',
      itemHeight: 180,
      precision: 2,
      text: [words.w, ''],
      textStyle: label,
      inRange: { color: [...theme.heat] },
    },
    tooltip: {
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      transitionDuration: 0,
      formatter: ({ value }: { value: [number, number, number] }) => {
        const point = grid.values[value[1]]?.[value[0]]
        if (!point) return ''
        const [low, high] = point.ci95
        return [
          `${words.x}: ${words.number(point.x)}`,
          `${words.y}: ${words.number(grid.rows[value[1]] as number)}`,
          `<b>W ${point.mean.toFixed(3)}</b> ${words.interval(low.toFixed(3), high.toFixed(3), point.n)}`,
        ].join('<br>')
      },
    },
    series: [
      {
        type: 'heatmap',
        data,
        label: {
          show: few,
          fontSize: 11,
          formatter: ({ value }: { value: number[] }) => (value[2] as number).toFixed(2),
          textBorderColor: 'rgb(0 0 0 / 65%)',
          textBorderWidth: 2,
          color: '#fff',
        },
        itemStyle: { borderColor: theme.surface, borderWidth: 1 },
        emphasis: { disabled: true },
      },
    ],
  }
}
