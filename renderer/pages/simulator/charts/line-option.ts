import type { ExperimentView } from '../../../../main/contract/simulator.ts'
import { CHART_FONT, type ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { LineStyle } from './line-styles.ts'
import type { EChartsCoreOption } from './echarts.ts'

interface LineOptionInput {
  view: ExperimentView
  hidden: ReadonlySet<number>
  styles: readonly LineStyle[]
  names: readonly string[]
  theme: ChartTheme
  words: {
    x: string
    y: string
    closedForm: string
    interval: (low: string, high: string, n: number) => string
    number: (value: number) => string
  }
  /** Limits of the y axis, shared by charts side by side. */
  ends: readonly [number, number]
  closedFormShown: boolean
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Limits of W: from 0, or lower if a mean is, to the optimum. Wide bands of few runs are clipped. */
export function yEnds(views: readonly ExperimentView[]): [number, number] {
  const [low, high] = [[0], [0.2]]
  for (const view of views) {
    const optimum = view.settings.benefit === undefined ? 0 : view.settings.benefit - 1
    high.push(optimum)
    for (const { points } of view.series)
      for (const { mean } of points) {
        low.push(mean)
        high.push(mean)
      }
  }
  const least = low.reduce((a, b) => Math.min(a, b))
  const most = high.reduce((a, b) => Math.max(a, b))
  return [least >= -0.02 ? 0 : Math.floor(least * 4) / 4, Math.ceil(most * 10 + 0.5) / 10]
}

interface Hovered {
  seriesId?: string
  value?: unknown
  axisValue?: unknown
}

/** The chart option: lines with their 95 % bands and the closed form. */
export function lineOption({
  view,
  hidden,
  styles,
  names,
  theme,
  words,
  ends,
  closedFormShown,
}: LineOptionInput): EChartsCoreOption {
  const { axis } = view
  const marked = axis.parameter !== null
  const series = view.series.flatMap(({ points }, index) => {
    if (hidden.has(index)) return []
    const { colour, symbol } = styles[index] as LineStyle
    const band = {
      type: 'line',
      symbol: 'none',
      silent: true,
      stack: `band${index}`,
      stackStrategy: 'all',
      lineStyle: { opacity: 0 },
      tooltip: { show: false },
      z: 1,
    }
    return [
      { ...band, id: `low${index}`, data: points.map(({ x, ci95 }) => [x, ci95[0]]) },
      {
        ...band,
        id: `high${index}`,
        data: points.map(({ x, ci95 }) => [x, ci95[1] - ci95[0]]),
        areaStyle: { color: colour, opacity: theme.dark ? 0.24 : 0.16 },
      },
      {
        type: 'line',
        id: `line${index}`,
        name: names[index],
        data: points.map(({ x, mean }) => [x, mean]),
        symbol: symbol.replace(/^empty./, (start) => start.slice(5).toLowerCase()),
        symbolSize: 7,
        showSymbol: marked,
        itemStyle: {
          color: symbol.startsWith('empty') ? theme.surface : colour,
          borderColor: colour,
          borderWidth: symbol.startsWith('empty') ? 2 : 0,
        },
        lineStyle: { color: colour, width: 2 },
        emphasis: { disabled: true },
        z: 3,
      },
    ]
  })
  const closedForm =
    view.closedForm && closedFormShown
      ? [
          {
            type: 'line',
            id: 'closedForm',
            symbol: 'none',
            data: view.closedForm.map(({ x, y }) => [x, y]),
            lineStyle: { color: theme.text, width: 1.5, type: [7, 5] },
            itemStyle: { color: theme.text },
            z: 4,
          },
        ]
      : []
  const formatter = (hovered: Hovered[] | Hovered): string => {
    const list = Array.isArray(hovered) ? hovered : [hovered]
    const at = Number((list[0]?.value as number[] | undefined)?.[0] ?? list[0]?.axisValue)
    const rows = view.series.flatMap(({ points }, index) => {
      const point = hidden.has(index) ? undefined : points.find(({ x }) => x === at)
      const { colour } = styles[index] as LineStyle
      if (!point) return []
      const [low, high] = point.ci95
      const interval = escape(words.interval(low.toFixed(3), high.toFixed(3), point.n))
      return [
        '<tr><td><span style="display:inline-block;width:10px;height:10px;border-radius:50%;' +
          `background:${colour};margin-right:6px"></span>${escape(names[index] as string)}</td>` +
          `<td style="text-align:right;padding-left:12px;font-weight:600">${point.mean.toFixed(3)}</td>` +
          `<td style="padding-left:8px;opacity:.75">${interval}</td></tr>`,
      ]
    })
    const exact = closedForm.length > 0 ? view.closedForm?.find(({ x }) => x === at) : undefined
    if (exact)
      rows.push(
        `<tr><td>${escape(words.closedForm)}</td>` +
          `<td style="text-align:right;padding-left:12px;font-weight:600">${exact.y.toFixed(3)}</td><td></td></tr>`,
      )
    return (
      `<div style="margin-bottom:4px;opacity:.8">${escape(words.x)}: ${words.number(at)}</div>` +
      `<table style="border-spacing:0;font-variant-numeric:tabular-nums">${rows.join('')}</table>`
    )
  }
  const [first, last] = [axis.xs[0], axis.xs.at(-1)]
  const axisStyle = {
    axisLabel: { color: theme.quiet, fontSize: 12 },
    nameTextStyle: { color: theme.quiet, fontSize: 12 },
    axisLine: { lineStyle: { color: theme.quiet } },
    splitLine: { lineStyle: { color: theme.line } },
  }
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT },
    grid: { left: 46, right: 16, top: 28, bottom: 42, outerBoundsMode: 'none' },
    xAxis: {
      ...axisStyle,
      type: axis.log ? 'log' : 'value',
      min: first === last ? undefined : first,
      max: first === last ? undefined : last,
      name: words.x,
      nameLocation: 'middle',
      nameGap: 26,
      splitLine: { show: false },
      axisLabel: { ...axisStyle.axisLabel, hideOverlap: true, formatter: (value: number) => words.number(value) },
      ...(axis.parameter === 'maxGenerosity' && { interval: 1 }),
    },
    yAxis: {
      ...axisStyle,
      type: 'value',
      min: ends[0],
      max: ends[1],
      axisLabel: { ...axisStyle.axisLabel, showMaxLabel: Number.isInteger(ends[1] * 2) },
      name: words.y,
      nameLocation: 'end',
      nameGap: 12,
      nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -38] },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      formatter,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      transitionDuration: 0,
      axisPointer: { type: 'line', lineStyle: { color: theme.quiet, type: 'solid', opacity: 0.5 }, animation: false },
    },
    series: [...series, ...closedForm],
  }
}
