import { useEffect } from 'react'
import { IconChartLine } from '@tabler/icons-react'
import { MAX_FORECAST_REPLICATIONS } from '../../../../main/contract/simulator.ts'
import { useClient } from '../../../client/provider.tsx'
import { useChartTheme } from '../../../components/charts/chart-theme.ts'
import { ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { labStyles } from '../bench/lab-styles.ts'
import { warmUp } from '../charts/echarts.ts'
import { RunBar } from '../experiment/run-bar.tsx'
import { useRun } from '../experiment/runner.ts'
import type { LineStyle } from '../charts/line-styles.ts'
import { ForecastFigure } from './forecast-figure.tsx'
import type { ForecastLine } from './forecast-option.ts'
import { inputOf, isOf, mineStore, useMine, whatIfOf } from './mine-store.ts'
import shared from '../simulator.module.css'
import experiment from '../experiment/experiment.module.css'
import figure from '../charts/figure.module.css'

/** The forecast of the network as it is and, if something is asked, with the change. */
export function ForecastCard({ cores, isPermanent }: { cores: number; isPermanent: boolean }) {
  const { t } = useText()
  const client = useClient()
  const theme = useChartTheme()
  const draft = useMine()
  const { now, changed } = mineStore.runners
  const [nowState, changedState] = [useRun(now), useRun(changed)]
  useEffect(warmUp, [])
  const whatIf = whatIfOf(isPermanent ? { ...draft, on: { ...draft.on, invitation: false } } : draft)
  const nowInput = inputOf(draft, null)
  const changedInput = inputOf(draft, whatIf)
  const isNow = nowState.phase === 'done' && nowState.view !== undefined && isOf(nowState.view, nowInput)
  const isChanged = changedState.view !== undefined && isOf(changedState.view, changedInput)
  const run = (): void => {
    if (!isNow || !whatIf) void now.start(client, nowInput, null)
    if (whatIf) void changed.start(client, changedInput, null)
    else changed.cancel()
  }
  const stale = nowState.view !== undefined && (!isOf(nowState.view, nowInput) || (whatIf !== null && !isChanged))
  const shown = [
    ['now', nowState],
    ['changed', changedState],
  ] as const
  const styles = labStyles(theme)
  const lines = shown.flatMap(([id, { view }], at): ForecastLine[] =>
    view?.all && view.chance && (id === 'now' || whatIf !== null)
      ? [{ id, view, name: t(`network:mine.forecast.${id}`), style: styles[at] as LineStyle }]
      : [],
  )
  const problem = nowState.problem ?? (whatIf ? changedState.problem : undefined)
  const { replications, seed } = draft
  const isOut = replications < 1 || replications > MAX_FORECAST_REPLICATIONS || seed < 0
  return (
    <section className={shared.card} aria-label={t('network:mine.forecast.title')}>
      <RunBar
        runners={whatIf ? [now, changed] : [now]}
        states={whatIf ? [nowState, changedState] : [nowState]}
        planned={2 * replications * (whatIf ? 2 : 1)}
        cores={cores}
        replications={replications}
        seed={seed}
        stale={stale}
        blocked={isOut}
        onRun={run}
      />
      {problem && <ProblemPanel problem={problem} retry={run} />}
      <div className={experiment.figures}>
        {lines.length > 0 ? (
          <ForecastFigure lines={lines} />
        ) : (
          <div className={figure.blank} data-testid="forecast-blank">
            <StatePanel
              icon={<IconChartLine size={24} />}
              title={t('network:mine.forecast.empty')}
              text={t('network:mine.forecast.emptyText')}
            />
          </div>
        )}
      </div>
    </section>
  )
}
