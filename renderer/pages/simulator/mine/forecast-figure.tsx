import { useMemo, useRef, useState } from 'react'
import { SegmentedControl } from '@mantine/core'
import { useChartTheme } from '../../../components/charts/chart-theme.ts'
import { useText } from '../../../hooks/use-text.ts'
import { Chart } from '../charts/chart.tsx'
import type { EChartsType } from '../charts/echarts.ts'
import { Legend } from '../charts/legend.tsx'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { forecastOption, type ForecastLine, type ForecastMetric } from './forecast-option.ts'
import { ForecastTable } from './forecast-table.tsx'
import { ForecastTools } from './forecast-tools.tsx'
import shared from '../simulator.module.css'
import figure from '../charts/figure.module.css'
import classes from './mine.module.css'

const METRICS: readonly ForecastMetric[] = ['x', 'W']
const FORMS = ['lines', 'table'] as const

/** The forecast: medians with two bands each, or the numbers; and its end in words. */
export function ForecastFigure({ lines }: { lines: readonly ForecastLine[] }) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const theme = useChartTheme()
  const chart = useRef<EChartsType | null>(null)
  const [metric, setMetric] = useState<ForecastMetric>('x')
  const [form, setForm] = useState<(typeof FORMS)[number]>('lines')
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const visible = useMemo(() => lines.filter(({ name }) => !hidden.has(name)), [lines, hidden])
  const option = useMemo(
    () =>
      forecastOption({
        lines: visible,
        metric,
        theme,
        words: {
          x: t('network:mine.forecast.time'),
          y: t(`network:mine.forecast.${metric}Axis`),
          chance: t('network:mine.forecast.chance'),
          all: t('network:mine.forecast.all'),
          number: (value) => texts.number(value, 3),
          range: (low, high) => t('network:mine.forecast.range', { low, high }),
        },
      }),
    [visible, metric, theme, t, texts],
  )
  const days = texts.number(lines[0]?.view.input.days ?? 0)
  return (
    <div className={figure.figure} data-testid="forecast" data-lines={lines.length}>
      <div className={figure.figureHead}>
        <SegmentedControl
          value={metric}
          onChange={(value) => setMetric(METRICS.find((one) => one === value) ?? 'x')}
          aria-label={t('network:mine.forecast.metric')}
          data={METRICS.map((value) => ({ value, label: t(`network:mine.forecast.${value}`) }))}
          data-testid="forecast-metric"
        />
        <SegmentedControl
          value={form}
          onChange={(value) => setForm(FORMS.find((one) => one === value) ?? 'lines')}
          aria-label={t('simulator:chart.as')}
          data={FORMS.map((value) => ({ value, label: t(`simulator:chart.${value}`) }))}
          data-testid="forecast-form"
        />
        <span className={shared.spring} />
        <ForecastTools
          title={t('network:mine.title')}
          lines={visible}
          chart={form === 'lines' ? chart : null}
          option={option}
          theme={theme}
        />
      </div>
      {form === 'table' ? (
        <ForecastTable lines={visible} metric={metric} />
      ) : (
        <>
          <Chart
            option={option}
            height="var(--figure-height)"
            label={t('network:mine.forecast.label', {
              metric: t(`network:mine.forecast.${metric}Axis`),
              days,
              count: lines.length,
            })}
            chartRef={chart}
            testId="forecast-chart"
          />
          <Legend
            names={lines.map(({ name }) => name)}
            styles={lines.map(({ style }) => style)}
            hidden={hidden}
            onHidden={setHidden}
            closedForm={false}
            theme={theme}
            marked={false}
            dashed={lines.flatMap(({ id, name }) => (id === 'changed' ? [name] : []))}
          />
        </>
      )}
      <p className={classes.ends} data-testid="forecast-end">
        <ForecastEnd lines={lines} metric={metric} days={days} />
      </p>
      <p className={shared.note}>{t('network:mine.forecast.bands')}</p>
    </div>
  )
}

/** What comes out at the end, in words. */
function ForecastEnd({
  lines,
  metric,
  days,
}: {
  lines: readonly ForecastLine[]
  metric: ForecastMetric
  days: string
}) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  return lines.map(({ id, view: { all, chance } }) => {
    const last = (list: readonly number[] | undefined): string => texts.number(list?.at(-1) ?? 0, 3)
    const [low, high] = [last(all?.[metric].low), last(all?.[metric].high)]
    return (
      <span key={id}>
        {id === 'changed'
          ? t('network:mine.forecast.endChanged', { low, high })
          : t('network:mine.forecast.end', {
              days,
              metric,
              low,
              high,
              chanceLow: last(chance?.[metric].low),
              chanceHigh: last(chance?.[metric].high),
            })}{' '}
      </span>
    )
  })
}
