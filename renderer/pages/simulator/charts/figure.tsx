import { useCallback, useMemo, useRef, useState } from 'react'
import { SegmentedControl } from '@mantine/core'
import { IconChartLine } from '@tabler/icons-react'
import type { IdentityPolicy, ScenarioView } from '../../../../main/contract/simulator.ts'
import { StatePanel } from '../../../components/feedback/state-panel.tsx'
import { Symbols } from '../../../components/term/symbols.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { Chart } from './chart.tsx'
import { useChartTheme } from '../../../components/charts/chart-theme.ts'
import { lineStyles } from './line-styles.ts'
import type { EChartsType } from './echarts.ts'
import { FigureTools } from './figure-tools.tsx'
import { heatGrid, heatOption, secondParameter } from './heat-option.ts'
import type { Variant } from '../simulator-store.ts'
import { CLOSED_FORM, Legend } from './legend.tsx'
import { lineOption } from './line-option.ts'
import { NumbersTable } from '../experiment/numbers-table.tsx'
import { MARKS, type RunState } from '../experiment/runner.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import shared from '../simulator.module.css'
import classes from './figure.module.css'

interface FigureProps {
  state: RunState
  title: string
  /** The side of a comparison; null for a single figure. */
  variant: Variant | null
  ends: readonly [number, number]
  /** Names of hidden lines, on both sides. */
  hidden: ReadonlySet<string>
  onHidden: (hidden: ReadonlySet<string>) => void
  scenario: ScenarioView
}
/** What axes, lines and tables of these figures name. */
const SYMBOLS = ['W', 'x', 'd', 'MAXtm', 'PI', 'FI'] as const
type FigureForm = 'lines' | 'heat' | 'table'

/** A figure that fills during a run: lines with bands, a heat map, or the numbers; with legend and export. */
export function Figure({ state, title, variant, ends, hidden, onHidden, scenario }: FigureProps) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const theme = useChartTheme()
  const chart = useRef<EChartsType | null>(null)
  const { view } = state
  const second = view ? secondParameter(view) : null
  const [chosenForm, setChosenForm] = useState<FigureForm | null>(null)
  const form: FigureForm = chosenForm ?? (second ? 'heat' : 'lines')
  const [policy, setPolicy] = useState<IdentityPolicy | null>(null)
  const policies = [...new Set(view?.series.map(({ identity }) => identity) ?? [])]
  const shownPolicy = policy && policies.includes(policy) ? policy : policies[0]
  const hasPoints = view?.series.some(({ points }) => points.length > 0) ?? false
  const names = useMemo(() => view?.series.map((series) => texts.series(series)) ?? [], [view?.series, texts])
  const words = useMemo(
    () => ({
      x: view ? texts.axis(view.axis.parameter, view.axis.label) : '',
      y: t('simulator:chart.performance'),
      closedForm: t('simulator:chart.closedForm'),
      interval: (low: string, high: string, n: number) => t('simulator:chart.interval', { low, high, n }),
      number: (value: number) => texts.number(value, 6),
    }),
    [view, texts, t],
  )
  const styles = useMemo(
    () => lineStyles(view?.series.map(({ identity }) => identity) ?? [], theme),
    [view?.series, theme],
  )
  const option = useMemo(() => {
    if (!view || !hasPoints) return null
    if (form === 'heat' && second && shownPolicy) {
      return heatOption(heatGrid(view, second, shownPolicy), ends, theme, {
        ...words,
        y: texts.axis(second, second),
        w: 'W',
      })
    }
    const off = new Set(names.flatMap((name, index) => (hidden.has(name) ? [index] : [])))
    return lineOption({
      view,
      hidden: off,
      styles,
      names,
      theme,
      words,
      ends,
      closedFormShown: !hidden.has(CLOSED_FORM),
    })
  }, [view, hasPoints, form, second, shownPolicy, hidden, theme, ends, styles, names, words, texts])
  const onDrawn = useCallback(() => {
    if (
      performance.getEntriesByName(MARKS.pressed).length > 0 &&
      performance.getEntriesByName(MARKS.firstPoint).length === 0
    )
      performance.mark(MARKS.firstPoint)
  }, [])

  const head = (
    <div className={classes.figureHead}>
      {variant && (
        <span className={classes.variant} data-variant={variant}>
          {t(`simulator:chart.${variant}`)}
        </span>
      )}
      {view && hasPoints && (
        <>
          <SegmentedControl
            value={form}
            onChange={(value) => setChosenForm(value === 'table' ? 'table' : value === 'heat' ? 'heat' : 'lines')}
            aria-label={t('simulator:chart.as')}
            data={[...(second ? ['heat' as const] : []), 'lines' as const, 'table' as const].map((value) => ({
              value,
              label: t(`simulator:chart.${value}`),
            }))}
          />
          {form === 'heat' && policies.length > 1 && (
            <SegmentedControl
              value={shownPolicy}
              onChange={(value) => setPolicy(policies.find((one) => one === value) ?? null)}
              aria-label={t('simulator:chart.identity')}
              data={policies.map((value) => ({ value, label: texts.identity(value) }))}
            />
          )}
          <span className={shared.spring} />
          <FigureTools
            view={view}
            chart={form === 'table' ? null : chart}
            title={title}
            variant={variant}
            theme={theme}
            names={names}
            styles={styles}
          />
        </>
      )}
    </div>
  )
  if (!view || !hasPoints || !option) {
    return (
      <div className={classes.figure}>
        {variant && head}
        <div className={classes.blank} data-testid="figure-blank">
          {state.phase === 'idle' || state.phase === 'cancelled' ? (
            <StatePanel
              icon={<IconChartLine size={24} />}
              title={t('simulator:run.empty')}
              text={t('simulator:run.emptyText')}
            />
          ) : state.phase === 'failed' ? null : (
            <span className="quiet" role="status">
              {t('simulator:run.starting')}
            </span>
          )}
        </div>
      </div>
    )
  }
  const label = t('simulator:chart.label', { title, x: words.x, y: words.y, count: view.series.length })
  return (
    <div
      className={classes.figure}
      data-testid="figure"
      data-variant={variant ?? 'a'}
      data-done={view.done}
      data-points={view.series.reduce((sum, { points }) => sum + points.length, 0)}
    >
      {head}
      {form === 'table' ? (
        <NumbersTable view={view} names={names} x={words.x} />
      ) : (
        <Chart
          option={option}
          height="var(--figure-height)"
          label={label}
          chartRef={chart}
          onDrawn={onDrawn}
          testId="figure-chart"
        />
      )}
      {form === 'lines' && (
        <Legend
          names={names}
          styles={styles}
          hidden={hidden}
          onHidden={onHidden}
          closedForm={view.closedForm !== null}
          theme={theme}
          marked={view.axis.parameter !== null}
        />
      )}
      {form === 'lines' && scenario.lines.length > 0 && <p className={shared.note}>{t('simulator:chart.bands')}</p>}
      <Symbols ids={SYMBOLS} />
    </div>
  )
}
