import { useMemo } from 'react'
import type { MechanismDealings } from '../../../../../main/contract/views/drawing-views.ts'
import { CHART_FONT, type ChartTheme } from '../../../../components/charts/chart-theme.ts'
import { useFormat } from '../../../../hooks/use-format.ts'
import { useText } from '../../../../hooks/use-text.ts'
import { Chart } from '../../charts/chart.tsx'
import type { EChartsCoreOption } from '../../charts/echarts.ts'
import classes from './mechanism.module.css'

/** Values of a run over time; where objects survive, nobody is refused. */
const CURVES = ['x', 'cooperation', 'survival'] as const
type CurveName = (typeof CURVES)[number]

/** The curves that a run has. */
export function curvesOf(run: MechanismDealings): CurveName[] {
  const has = (name: string): boolean => run.curves.some((curve) => curve.name === name)
  return has('survival') ? ['survival'] : CURVES.filter(has)
}

interface CurveChartProps {
  run: MechanismDealings
  /** Parts that are over. */
  done: number
  theme: ChartTheme
}

/** The curves of a run, as far as it has got. */
export function CurveChart({ run, done, theme }: CurveChartProps) {
  const { t } = useText()
  const format = useFormat()
  const shown = useMemo(
    () =>
      curvesOf(run).flatMap((name) => {
        const values = run.curves.find((curve) => curve.name === name)?.values
        return values ? [{ name, values }] : []
      }),
    [run],
  )
  const colours: Record<CurveName, string> = { x: theme.accent, cooperation: theme.wait, survival: theme.text }
  const dashes: Record<CurveName, string> = { x: '', cooperation: '6 3', survival: '' }
  const option = useMemo((): EChartsCoreOption => {
    const label = { color: theme.quiet, fontSize: 11 }
    const own: Record<CurveName, string> = { x: theme.accent, cooperation: theme.wait, survival: theme.text }
    return {
      animation: false,
      textStyle: { fontFamily: CHART_FONT },
      grid: { left: 34, right: 16, top: 10, bottom: 26, outerBoundsMode: 'none' },
      xAxis: {
        type: 'value',
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { ...label, formatter: (value: number) => format.percent(value) },
        axisLine: { lineStyle: { color: theme.quiet } },
        splitLine: { show: false },
      },
      yAxis: { type: 'value', min: 0, max: 1, axisLabel: label, splitLine: { lineStyle: { color: theme.line } } },
      series: shown.map(({ name, values }) => ({
        type: 'line',
        name,
        symbol: 'none',
        silent: true,
        lineStyle: { color: own[name], width: 2, type: name === 'cooperation' ? [6, 3] : 'solid' },
        data: values.slice(0, done).map((value, i) => [(i + 1) / run.ticks, value]),
      })),
    }
  }, [shown, done, run, theme, format])
  return (
    <div className={classes.curve}>
      <ul className={classes.curveLegend}>
        {shown.map(({ name, values }) => {
          const now = done > 0 ? values[done - 1] : undefined
          return (
            <li key={name}>
              <svg width="26" height="8" aria-hidden="true">
                <line
                  x1="0"
                  x2="26"
                  y1="4"
                  y2="4"
                  stroke={colours[name]}
                  strokeWidth="2"
                  strokeDasharray={dashes[name]}
                />
              </svg>
              {t(`simulator:drawing.mechanism.curves.${name}`)} <b>{typeof now === 'number' ? now.toFixed(2) : '–'}</b>
            </li>
          )
        })}
      </ul>
      <Chart option={option} height={240} label={t('simulator:drawing.mechanism.curve')} testId="mechanism-curve" />
      <p className={classes.axis}>{t('simulator:drawing.mechanism.time')}</p>
    </div>
  )
}
