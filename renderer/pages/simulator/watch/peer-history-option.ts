import type { SlotEvent, SlotView } from '../../../../main/contract/simulator.ts'
import { CHART_FONT, type ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { Formats } from '../../../locales/format.ts'
import type { EChartsCoreOption } from '../charts/echarts.ts'
import type { SimulatorTexts } from '../simulator-texts.ts'

interface HistoryTexts {
  /** Label of the threshold line. */
  threshold: string
  texts: Pick<SimulatorTexts, 'number'>
  format: Pick<Formats, 'score'>
}

/** The chart option of a peer's history: U, R and u over time with its ratings and exclusions. */
export function peerHistoryOption(
  slot: SlotView,
  run: { transaction: number; threshold: number },
  theme: ChartTheme,
  { threshold, texts, format }: HistoryTexts,
): EChartsCoreOption {
  const { events } = slot
  const last = events.at(-1)
  const label = { color: theme.quiet, fontSize: 11 }
  // A reset interrupts the lines.
  const line = (id: 'U' | 'R' | 'u', colour: string, width: number, type: unknown): object => ({
    type: 'line',
    name: id,
    step: 'end',
    symbol: 'none',
    data: [...events.map((event) => [event.transaction, event[id]]), ...(last ? [[run.transaction, last[id]]] : [])],
    lineStyle: { color: colour, width, type },
    itemStyle: { color: colour },
    emphasis: { disabled: true },
    connectNulls: false,
    z: id === 'u' ? 4 : 3,
    ...(id === 'u' && {
      markLine: {
        silent: true,
        symbol: 'none',
        label: {
          show: true,
          position: 'insideStartTop',
          formatter: threshold,
          color: theme.bad,
          fontSize: 11,
        },
        lineStyle: { color: theme.bad, type: [6, 4] },
        data: [{ yAxis: run.threshold }],
      },
    }),
  })
  const marks = (
    what: (event: SlotEvent) => boolean,
    y: (event: SlotEvent) => number,
    colour: string,
    symbol: string,
    size: number,
  ): object => ({
    type: 'scatter',
    symbol,
    symbolSize: size,
    itemStyle: { color: colour },
    data: events.filter(what).map((event) => [event.transaction, y(event)]),
    silent: true,
    z: 5,
  })
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT },
    grid: { left: 32, right: 22, top: 12, bottom: 24, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: slot.since,
      max: Math.max(run.transaction, slot.since + 1),
      splitNumber: 4,
      axisLabel: { ...label, hideOverlap: true, formatter: (value: number) => texts.number(value, 6) },
      axisLine: { lineStyle: { color: theme.quiet } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      interval: 0.5,
      axisLabel: label,
      splitLine: { lineStyle: { color: theme.line } },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      transitionDuration: 0,
      formatter: (list: { value: [number, number | null]; seriesName: string }[]) =>
        `${texts.number(list[0]?.value[0] ?? 0, 8)}<br>${list
          .filter(({ seriesName }) => ['u', 'U', 'R'].includes(seriesName))
          .map(({ seriesName, value }) => `${seriesName} <b>${format.score(value[1])}</b>`)
          .join(' · ')}`,
    },
    series: [
      line('U', theme.quiet, 1.5, [5, 4]),
      line('R', theme.wait, 1.5, [2, 3]),
      line('u', theme.accent, 2.25, 'solid'),
      marks(
        (event) => event.what === 'rated' && event.rating === 1,
        () => 1,
        theme.good,
        'circle',
        5,
      ),
      marks(
        (event) => event.what === 'rated' && event.rating === 0,
        () => 0,
        theme.bad,
        'triangle',
        7,
      ),
      marks(
        (event) => event.what === 'excluded',
        (event) => event.u ?? 0,
        theme.bad,
        'diamond',
        11,
      ),
    ],
  }
}
