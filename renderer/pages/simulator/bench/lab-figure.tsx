import { useMemo, useRef, useState } from 'react'
import { SegmentedControl, Select, Switch } from '@mantine/core'
import { IconChartLine } from '@tabler/icons-react'
import type { LabInput, LabRunView, LabView } from '../../../../main/contract/simulator.ts'
import { useChartTheme } from '../../../components/charts/chart-theme.ts'
import { StatePanel } from '../../../components/feedback/state-panel.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { Chart } from '../charts/chart.tsx'
import type { EChartsType } from '../charts/echarts.ts'
import { Legend } from '../charts/legend.tsx'
import { GrowthList } from './growth-list.tsx'
import { labOption, type LabSeries } from './lab-option.ts'
import { labStyles } from './lab-styles.ts'
import { LabTable } from './lab-table.tsx'
import { useLabTexts } from './lab-texts.ts'
import { LabTools } from './lab-tools.tsx'
import shared from '../simulator.module.css'
import figure from '../charts/figure.module.css'
import classes from './bench.module.css'

interface LabFigureProps {
  lab: LabView
  title: string
  lines: readonly { id: number; name: string; view: LabRunView | undefined }[]
  /** The line that tools act on, and the command that runs it. */
  active: number
  input: LabInput
  metric: string
  logarithmic: boolean
  onMetric: (metric: string) => void
  onLogarithmic: (on: boolean) => void
}

/** The figure of a bench: lines with bands over what is swept, or a table of all that was measured. */
export function LabFigure(props: LabFigureProps) {
  const { lab, title, lines, active, input, metric, logarithmic, onMetric, onLogarithmic } = props
  const { t } = useText()
  const texts = useLabTexts()
  const theme = useChartTheme()
  const chart = useRef<EChartsType | null>(null)
  const [asTable, setAsTable] = useState(false)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const styles = useMemo(() => labStyles(theme), [theme])
  const shown = lines.flatMap(({ name, view, id }, at) => (view ? [{ id, name, view, style: styles[at] }] : []))
  const parameter = shown.find(({ view }) => view.input.sweep)?.view.input.sweep?.parameter ?? null
  const measured = lab.metrics.filter(({ name }) =>
    shown.some(({ view }) => view.points.some(({ metrics }) => name in metrics)),
  )
  const unit = measured.find(({ name }) => name === metric)?.unit ?? ''
  const series = shown.map(({ name, view, style }): LabSeries => ({
    name,
    style: style as LabSeries['style'],
    points: view.points.flatMap(({ at, metrics }) =>
      at !== null && metrics[metric] ? [{ x: at, measure: metrics[metric] }] : [],
    ),
  }))
  const words = {
    x: parameter ?? '',
    y: unit ? `${metric} (${texts.unit(unit)})` : metric,
    number: (value: number) => texts.number(value, 5),
    interval: (low: string, high: string, n: number) => t('simulator:chart.interval', { low, high, n }),
  }
  const visible = series.filter(({ name }) => !hidden.has(name))
  const drawable = parameter !== null && series.some(({ points }) => points.length > 0)
  const option = drawable ? labOption({ series: visible, theme, logarithmic, words }) : null
  const tool = shown.find(({ id }) => id === active) ?? shown[0]
  const hasPoints = shown.some(({ view }) => view.points.length > 0)

  if (!hasPoints)
    return (
      <div className={figure.blank} data-testid="lab-blank">
        <StatePanel
          icon={<IconChartLine size={24} />}
          title={t('simulator:run.empty')}
          text={t('simulator:run.emptyText')}
        />
      </div>
    )
  const chartShown = option !== null && !asTable
  return (
    <div className={figure.figure} data-testid="lab-figure">
      <div className={figure.figureHead}>
        {drawable && (
          <SegmentedControl
            value={asTable ? 'table' : 'lines'}
            onChange={(value) => setAsTable(value === 'table')}
            aria-label={t('simulator:chart.as')}
            data={(['lines', 'table'] as const).map((value) => ({ value, label: t(`simulator:chart.${value}`) }))}
          />
        )}
        {parameter !== null && (
          <Select
            className={classes.measure}
            aria-label={t('laboratory:figure.metric')}
            value={metric}
            allowDeselect={false}
            comboboxProps={{ zIndex: 400 }}
            data={measured.map(({ name }) => name)}
            onChange={(value) => value && onMetric(value)}
            data-testid="metric"
          />
        )}
        {chartShown && (
          <Switch
            checked={logarithmic}
            label={t('laboratory:figure.log')}
            onChange={(event) => onLogarithmic(event.currentTarget.checked)}
            data-testid="logarithmic"
          />
        )}
        <span className={shared.spring} />
        {tool && (
          <LabTools
            title={title}
            name={tool.name}
            view={tool.view}
            input={input}
            chart={chartShown ? chart : null}
            option={option}
            series={visible}
            theme={theme}
          />
        )}
      </div>
      {chartShown ? (
        <>
          <Chart
            option={option}
            height="var(--figure-height)"
            label={t('laboratory:figure.label', { metric, x: words.x, count: series.length })}
            chartRef={chart}
            testId="lab-chart"
          />
          <Legend
            names={series.map(({ name }) => name)}
            styles={series.map(({ style }) => style)}
            hidden={hidden}
            onHidden={setHidden}
            closedForm={false}
            theme={theme}
            marked
          />
          <GrowthList lines={shown} metric={metric} parameter={parameter ?? ''} />
          <p className={shared.note}>
            {texts.metric(metric, measured.find(({ name }) => name === metric)?.text ?? '')}{' '}
            {t('simulator:chart.bands')}
          </p>
        </>
      ) : drawable || parameter === null ? (
        <LabTable rows={shown} metric={parameter === null ? null : metric} parameter={parameter} />
      ) : (
        <div className={figure.blank} data-testid="lab-absent">
          <StatePanel
            icon={<IconChartLine size={24} />}
            title={t('laboratory:figure.absent')}
            text={t('laboratory:figure.absentText')}
          />
        </div>
      )}
    </div>
  )
}
