import { useMemo } from 'react'
import { Chart } from '../charts/chart.tsx'
import { CHART_FONT, type ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { EChartsCoreOption } from '../charts/echarts.ts'
import { Term } from '../../../components/term/term.tsx'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { useText } from '../../../hooks/use-text.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import classes from './watch.module.css'

interface WatchLinesProps {
  samples: readonly [number, number, number][]
  transactions: number
  benefit: number
  theme: ChartTheme
  /** Times when traitors change their behaviour; empty without traitors. */
  moments: readonly number[]
}

/** x, cost and W over the time of one run, stacked. */
export function WatchLines({ samples, transactions, benefit, theme, moments }: WatchLinesProps) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const format = useFormat()
  const last = samples.at(-1)
  const option = useMemo((): EChartsCoreOption => {
    const thin = samples.length > 1500 ? samples.filter((_, i) => i % 2 === 0 || i === samples.length - 1) : samples
    const rows = [
      { name: 'x', colour: theme.accent, min: 0, max: 1, value: (x: number) => x },
      { name: '1/x', colour: theme.wait, min: 1, max: 5, value: (x: number) => (x > 0 ? Math.min(5, 1 / x) : null) },
      { name: 'W', colour: theme.good, min: 0, max: Math.max(0.5, benefit - 1), value: (_: number, w: number) => w },
    ]
    const label = { color: theme.quiet, fontSize: 11 }
    return {
      animation: false,
      textStyle: { fontFamily: CHART_FONT },
      grid: rows.map((_, i) => ({
        left: 34,
        right: 22,
        top: `${i * 32 + 3}%`,
        height: '23%',
        outerBoundsMode: 'none',
      })),
      xAxis: rows.map((_, i) => ({
        type: 'value',
        gridIndex: i,
        min: 0,
        max: transactions,
        splitNumber: 4,
        axisLabel:
          i === 2
            ? { ...label, hideOverlap: true, formatter: (value: number) => texts.number(value, 6) }
            : { show: false },
        axisLine: { lineStyle: { color: theme.quiet } },
        axisTick: { show: i === 2 },
        splitLine: { show: false },
      })),
      yAxis: rows.map(({ min, max }, i) => ({
        type: 'value',
        gridIndex: i,
        min,
        max,
        interval: i === 1 ? 2 : max / 2,
        axisLabel: label,
        splitLine: { lineStyle: { color: theme.line } },
      })),
      tooltip: {
        trigger: 'axis',
        confine: true,
        backgroundColor: theme.surface,
        borderColor: theme.line,
        textStyle: { color: theme.text, fontSize: 12 },
        transitionDuration: 0,
        formatter: (list: { value: [number, number | null]; seriesIndex: number }[]) => {
          const at = list[0]?.value[0] ?? 0
          const found = samples.find(([transaction]) => transaction === at)
          if (!found) return ''
          const [, x, w] = found
          const cost = x > 0 ? (1 / x).toFixed(2) : '∞'
          return (
            `${t('simulator:axis.time')} ${texts.number(at, 8)}<br>` +
            `x <b>${x.toFixed(3)}</b> · 1/x <b>${cost}</b> · W <b>${w.toFixed(3)}</b>`
          )
        },
      },
      axisPointer: {
        link: [{ xAxisIndex: 'all' }],
        animation: false,
        lineStyle: { color: theme.quiet, type: 'solid', opacity: 0.5 },
      },
      series: rows.map(({ name, colour, value }, i) => ({
        type: 'line',
        name,
        xAxisIndex: i,
        yAxisIndex: i,
        symbol: 'none',
        lineStyle: { color: colour, width: 1.75 },
        itemStyle: { color: colour },
        areaStyle: { color: colour, opacity: 0.08 },
        data: thin.map(([transaction, x, w]) => [transaction, value(x, w)]),
        emphasis: { disabled: true },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: theme.bad, type: 'dashed', opacity: 0.7 },
          data: moments.filter((at) => at > 0 && at < transactions).map((at) => ({ xAxis: at })),
        },
      })),
    }
  }, [samples, transactions, benefit, theme, moments, texts, t])
  return (
    <div className={classes.lines}>
      <dl className={classes.gauges}>
        <div>
          <dt style={{ color: theme.accent }}>
            <Term id="x">{t('simulator:watch.x')}</Term>
          </dt>
          <dd data-testid="watch-x">{last ? last[1].toFixed(3) : '–'}</dd>
        </div>
        <div>
          <dt style={{ color: 'var(--hy-wait-text)' }}>
            <Term id="cost">{t('simulator:watch.cost')}</Term>
          </dt>
          <dd>{last && last[1] > 0 ? (1 / last[1]).toFixed(2) : '∞'}</dd>
        </div>
        <div>
          <dt style={{ color: 'var(--hy-good-text)' }}>
            <Term id="W">{t('simulator:watch.w')}</Term>
          </dt>
          <dd>{last ? last[2].toFixed(3) : '–'}</dd>
        </div>
      </dl>
      <Chart
        option={option}
        height={230}
        label={`${t('simulator:watch.lines')}: ${format.number(samples.length)}`}
        testId="watch-lines"
      />
    </div>
  )
}
