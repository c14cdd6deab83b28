import type { BandsView, ForecastView } from '../../../../main/contract/simulator.ts'
import { CHART_FONT, type ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { EChartsCoreOption } from '../charts/echarts.ts'
import type { LineStyle } from '../charts/line-styles.ts'

export type ForecastMetric = keyof BandsView

/** A forecast as a line with two bands. */
export interface ForecastLine {
  id: 'now' | 'changed'
  name: string
  style: LineStyle
  view: ForecastView
}

interface ForecastOptionInput {
  lines: readonly ForecastLine[]
  metric: ForecastMetric
  theme: ChartTheme
  words: { x: string; y: string; chance: string; all: string; number: (value: number) => string; range: Range }
}
type Range = (low: string, high: string) => string
type Point = [number, number]

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The chart option: medians with the band by chance (dark) and that of all (light). */
export function forecastOption({ lines, metric, theme, words }: ForecastOptionInput): EChartsCoreOption {
  const axisStyle = {
    axisLabel: { color: theme.quiet, fontSize: 12, hideOverlap: true, formatter: words.number },
    nameTextStyle: { color: theme.quiet, fontSize: 12 },
    axisLine: { lineStyle: { color: theme.quiet } },
  }
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT },
    grid: { left: 52, right: 20, top: 30, bottom: 42, outerBoundsMode: 'none' },
    xAxis: {
      ...axisStyle,
      type: 'value',
      min: 0,
      max: Math.max(...lines.map(({ view }) => view.input.days)),
      name: words.x,
      nameLocation: 'middle',
      nameGap: 26,
      splitLine: { show: false },
    },
    yAxis: {
      ...axisStyle,
      type: 'value',
      ...(metric === 'x' ? { min: 0, max: 1 } : { scale: true }),
      name: words.y,
      nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -44] },
      splitLine: { lineStyle: { color: theme.line } },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      transitionDuration: 0,
      axisPointer: { type: 'line', lineStyle: { color: theme.quiet, type: 'solid', opacity: 0.5 }, animation: false },
      formatter: (hovered: { dataIndex: number }[]) => hoverText(hovered[0]?.dataIndex ?? 0, lines, { metric, words }),
    },
    series: lines.flatMap(({ id, name, style, view: { days, chance, all } }) => {
      const median = all?.[metric].median ?? []
      return [
        bandOf(`${id}-all`, { days, band: all?.[metric], colour: style.colour, opacity: theme.dark ? 0.2 : 0.14 }),
        bandOf(`${id}-chance`, { days, band: chance?.[metric], colour: style.colour, opacity: theme.dark ? 0.4 : 0.3 }),
        {
          type: 'line',
          id,
          name,
          data: days.map((day, i): Point => [day, median[i] ?? 0]),
          showSymbol: false,
          symbol: 'circle',
          itemStyle: { color: style.colour },
          lineStyle: { color: style.colour, width: 2, type: id === 'now' ? 'solid' : [8, 4] },
          emphasis: { disabled: true },
          z: 3,
        },
      ]
    }),
  }
}

interface BandInput {
  days: readonly number[]
  band: BandsView['x'] | undefined
  colour: string
  opacity: number
}

/** A band as a polygon, so that bands of several lines do not stack. */
function bandOf(id: string, { days, band, colour, opacity }: BandInput): object {
  const at = (list: readonly number[]): Point[] => days.map((day, i) => [day, list[i] ?? 0])
  const outline = band ? [...at(band.high), ...at(band.low).reverse()] : []
  return {
    type: 'custom',
    id,
    silent: true,
    z: 1,
    tooltip: { show: false },
    data: outline.slice(0, 1),
    encode: { x: 0, y: 1 },
    renderItem: (_params: unknown, api: { coord(point: Point): Point }) => ({
      type: 'polygon',
      shape: { points: outline.map((point) => api.coord(point)) },
      style: { fill: colour, opacity },
    }),
    clip: true,
  }
}

function hoverText(
  at: number,
  lines: readonly ForecastLine[],
  { metric, words }: Pick<ForecastOptionInput, 'metric' | 'words'>,
): string {
  const range = (bands: BandsView | null): string => {
    const [low, high] = [bands?.[metric].low[at], bands?.[metric].high[at]]
    return low === undefined || high === undefined ? '' : words.range(words.number(low), words.number(high))
  }
  const cell = (text: string): string => `<td style="padding-left:12px;opacity:.8">${escape(text)}</td>`
  const rows = lines.map(
    ({ name, style, view: { chance, all } }) =>
      '<tr><td><span style="display:inline-block;width:10px;height:10px;border-radius:50%;' +
      `background:${style.colour};margin-right:6px"></span>${escape(name)}</td>` +
      `<td style="padding-left:12px;font-weight:600">${words.number(all?.[metric].median[at] ?? 0)}</td>` +
      `${cell(range(all))}${cell(range(chance))}</tr>`,
  )
  const day = words.number(lines[0]?.view.days[at] ?? 0)
  return (
    `<div style="margin-bottom:4px;opacity:.8">${escape(words.x)}: ${day}</div>` +
    '<table style="border-spacing:0;font-variant-numeric:tabular-nums">' +
    `<tr><td></td><td></td>${cell(words.all)}${cell(words.chance)}</tr>${rows.join('')}</table>`
  )
}
