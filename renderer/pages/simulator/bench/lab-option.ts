import type { LabMeasure } from '../../../../main/contract/simulator.ts'
import { CHART_FONT, type ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { EChartsCoreOption } from '../charts/echarts.ts'
import type { LineStyle } from '../charts/line-styles.ts'

/** One line of the figure: a metric's mean and interval at each value of the sweep. */
export interface LabSeries {
  name: string
  style: LineStyle
  points: readonly { x: number; measure: LabMeasure }[]
}

interface LabOptionInput {
  series: readonly LabSeries[]
  theme: ChartTheme
  /** Both axes; values that are not above 0 are left out then. */
  logarithmic: boolean
  words: {
    x: string
    y: string
    number: (value: number) => string
    interval: (low: string, high: string, n: number) => string
  }
}

interface Hovered {
  value?: unknown
  axisValue?: unknown
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The chart option: lines with their 95 % bands. */
export function labOption({ series, theme, logarithmic, words }: LabOptionInput): EChartsCoreOption {
  const drawn = series.map((one) => ({
    ...one,
    points: one.points.filter(({ x, measure }) => !logarithmic || (x > 0 && measure.mean > 0)),
  }))
  const axisStyle = {
    type: logarithmic ? 'log' : 'value',
    axisLabel: { color: theme.quiet, fontSize: 12, hideOverlap: true, formatter: words.number },
    nameTextStyle: { color: theme.quiet, fontSize: 12 },
    axisLine: { lineStyle: { color: theme.quiet } },
  }
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT },
    grid: { left: 58, right: 20, top: 30, bottom: 42, outerBoundsMode: 'none' },
    xAxis: {
      ...axisStyle,
      scale: true,
      name: words.x,
      nameLocation: 'middle',
      nameGap: 26,
      splitLine: { show: false },
    },
    yAxis: {
      ...axisStyle,
      name: words.y,
      nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -50] },
      splitLine: { lineStyle: { color: theme.line } },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      formatter: (hovered: Hovered[] | Hovered) => hoverText(hovered, drawn, words),
    },
    series: drawn.flatMap((one, index) => lineOf(one, index, theme, logarithmic)),
  }
}

/** A line and its band; stacked bands would be wrong on a logarithmic axis, so that each is drawn as a polygon. */
function lineOf({ name, style, points }: LabSeries, index: number, theme: ChartTheme, logarithmic: boolean): object[] {
  const { colour, symbol } = style
  const hollow = symbol.startsWith('empty')
  const low = ({ mean, ci95 }: LabMeasure): number => (logarithmic && ci95[0] <= 0 ? mean : ci95[0])
  return [
    {
      type: 'custom',
      id: `band${index}`,
      silent: true,
      z: 1,
      tooltip: { show: false },
      data: points.length > 1 ? [[points[0]?.x, points[0]?.measure.mean]] : [],
      encode: { x: 0, y: 1 },
      renderItem: (_params: unknown, api: { coord(point: [number, number]): [number, number] }) => ({
        type: 'polygon',
        shape: {
          points: [
            ...points.map(({ x, measure }) => api.coord([x, measure.ci95[1]])),
            ...[...points].reverse().map(({ x, measure }) => api.coord([x, low(measure)])),
          ],
        },
        style: { fill: colour, opacity: theme.dark ? 0.24 : 0.16 },
      }),
      clip: true,
    },
    {
      type: 'line',
      id: `line${index}`,
      name,
      data: points.map(({ x, measure }) => [x, measure.mean]),
      symbol: symbol.replace(/^empty./, (start) => start.slice(5).toLowerCase()),
      symbolSize: 7,
      showSymbol: true,
      itemStyle: {
        color: hollow ? theme.surface : colour,
        borderColor: colour,
        borderWidth: hollow ? 2 : 0,
      },
      lineStyle: { color: colour, width: 2 },
      emphasis: { disabled: true },
      z: 3,
    },
  ]
}

function hoverText(hovered: Hovered[] | Hovered, series: readonly LabSeries[], words: LabOptionInput['words']): string {
  const [first] = Array.isArray(hovered) ? hovered : [hovered]
  const at = Number((first?.value as number[] | undefined)?.[0] ?? first?.axisValue)
  const rows = series.flatMap(({ name, style, points }) => {
    const found = points.find(({ x }) => x === at)
    if (!found) return []
    const { mean, ci95, n } = found.measure
    return [
      '<tr><td><span style="display:inline-block;width:10px;height:10px;border-radius:50%;' +
        `background:${style.colour};margin-right:6px"></span>${escape(name)}</td>` +
        `<td style="text-align:right;padding-left:12px;font-weight:600">${words.number(mean)}</td>` +
        '<td style="padding-left:8px;opacity:.75">' +
        `${escape(words.interval(words.number(ci95[0]), words.number(ci95[1]), n))}</td></tr>`,
    ]
  })
  return (
    `<div style="margin-bottom:4px;opacity:.8">${escape(words.x)}: ${words.number(at)}</div>` +
    `<table style="border-spacing:0;font-variant-numeric:tabular-nums">${rows.join('')}</table>`
  )
}
