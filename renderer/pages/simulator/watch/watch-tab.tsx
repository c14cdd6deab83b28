import { useCallback, useEffect, useMemo, useState } from 'react'
import { NumberInput, Progress } from '@mantine/core'
import type { ParameterView, ScenarioView } from '../../../../main/contract/simulator.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { notifyProblem } from '../../../components/feedback/notify.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { sentences } from '../../../locales/sentences.ts'
import { useText } from '../../../hooks/use-text.ts'
import { useChartTheme } from '../../../components/charts/chart-theme.ts'
import { CountsTable } from './counts-table.tsx'
import { decode } from './dot-shapes.ts'
import { Dots } from './dots.tsx'
import { settingsOf, useDraft } from '../simulator-store.ts'
import { PeerCard } from './peer-card.tsx'
import { cleaned, scenarioOf, standardValue } from '../experiment/presets.ts'
import { useThrottled } from './use-throttled.ts'
import { DEFAULT_PLACE, WatchBar } from './watch-bar.tsx'
import { WatchLines } from './watch-lines.tsx'
import { useWatch, WatchSession } from './watch-session.ts'
import shared from '../simulator.module.css'
import classes from './watch.module.css'

/** One run in detail: every peer as a dot; x, cost and W over time; and one selected peer. */
export function WatchTab({ scenario, parameters }: { scenario: ScenarioView; parameters: ParameterView[] }) {
  const { t, i18n } = useText()
  const format = useFormat()
  const client = useClient()
  const theme = useChartTheme()
  const draft = useDraft()
  const [session] = useState(() => new WatchSession())
  const [place, setPlace] = useState(DEFAULT_PLACE)
  const [picked, setPicked] = useState<number | null>(null)
  const live = useWatch(session)
  const state = useThrottled(live)
  const own = settingsOf(draft, 'a')
  const request = useMemo(() => {
    const { identity: _identity, ...set } = cleaned(own, parameters, scenario)
    return JSON.stringify({
      scenario: scenarioOf(draft.preset),
      set: { ...set, identity: draft.watchIdentity },
      seed: draft.seed,
    })
  }, [own, parameters, scenario, draft.preset, draft.watchIdentity, draft.seed])
  const open = useCallback(() => {
    setPicked(null)
    void session.open(client, JSON.parse(request) as Parameters<WatchSession['open']>[1])
  }, [client, request, session])
  useEffect(() => {
    // Debounced: dragging a slider must not reopen the run at every step.
    const timer = setTimeout(open, 150)
    return () => clearTimeout(timer)
  }, [open])
  useEffect(() => () => session.close(), [session])

  const steer = (steering: Parameters<WatchSession['steer']>[1]): void => {
    session.steer(client, steering).catch((error: unknown) => notifyProblem(asProblem(error), t, i18n.language))
  }
  const pick = (slot: number | null): void => {
    setPicked(slot)
    steer({ slot })
  }
  const value = (name: string): number => {
    const parameter = parameters.find((one) => one.name === name)
    const set = own[name]
    return typeof set === 'number' ? set : parameter ? standardValue(parameter, scenario, own) : 0
  }
  const hasTraitors = value('traitorShare') > 0
  const [from, to] = [value('traitorFrom'), value('traitorTo')]
  const moments = useMemo(() => (hasTraitors ? [from, to] : []), [hasTraitors, from, to])
  const { frame, codes } = live
  if (live.problem)
    return (
      <div className={shared.card}>
        <ProblemPanel problem={live.problem} retry={open} />
      </div>
    )
  if (!frame || codes.length === 0) return <LoadingPanel title={t('simulator:watch.loading')} />
  const excluded = codes.reduce((count, code) => count + (decode(code).excluded ? 1 : 0), 0)
  const label = t('simulator:watch.canvas', {
    n: format.number(codes.length),
    contributors: format.number(frame.contributors),
    excluded: format.number(excluded),
  })
  return (
    <>
      <WatchBar frame={frame} place={place} onPlace={setPlace} onSteer={steer} onRestart={open} />
      <div className={classes.watch}>
        <section className={shared.card} aria-label={t('simulator:watch.counts')}>
          <div className={classes.progressRow}>
            <span className="tabular" data-testid="watch-transaction" data-transaction={frame.transaction}>
              {t('simulator:watch.transaction', {
                at: format.number(frame.transaction),
                all: format.number(frame.transactions),
              })}
            </span>
            <Progress
              value={(frame.transaction / frame.transactions) * 100}
              size={5}
              style={{ flex: 1 }}
              aria-label={t('simulator:run.progress')}
            />
          </div>
          <Dots session={session} label={label} picked={picked} onPick={pick} theme={theme} />
          <CountsTable codes={state.codes} theme={theme} />
        </section>
        <div className={classes.column}>
          <section className={shared.card} aria-label={t('simulator:watch.lines')}>
            <WatchLines
              samples={state.samples}
              transactions={frame.transactions}
              benefit={value('benefit')}
              theme={theme}
              moments={moments}
            />
          </section>
          <div className={classes.pickRow}>
            <NumberInput
              size="xs"
              label={t('simulator:watch.pick')}
              value={picked ?? ''}
              min={0}
              max={codes.length - 1}
              allowDecimal={false}
              clampBehavior="strict"
              w={110}
              data-testid="pick-peer"
              onChange={(next) => pick(next === '' ? null : Number(next))}
            />
            {picked === null && (
              <p className={shared.small}>
                {sentences(t('simulator:watch.pickText'), hasTraitors ? '' : t('simulator:watch.hint'))}
              </p>
            )}
          </div>
          {picked !== null && state.slot?.slot === picked && (
            <PeerCard
              slot={state.slot}
              transaction={state.frame?.transaction ?? 0}
              theme={theme}
              onClose={() => pick(null)}
              settings={{
                weightTotal: value('weightTotal'),
                weightRecent: value('weightRecent'),
                exclusionThreshold: value('exclusionThreshold'),
                minRatings: value('minRatings'),
              }}
            />
          )}
        </div>
      </div>
    </>
  )
}
