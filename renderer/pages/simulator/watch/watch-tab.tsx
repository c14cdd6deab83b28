import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Button, NumberInput, Progress, SegmentedControl, Slider } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerSkipForward, IconRotate } from '@tabler/icons-react'
import { IDENTITY_POLICIES, type ParameterView, type ScenarioView } from '../../../../main/contract/simulator.ts'
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
import { simulatorStore, settingsOf, useDraft } from '../simulator-store.ts'
import { PeerCard } from './peer-card.tsx'
import { cleaned, scenarioOf, standardValue } from '../experiment/presets.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { WatchLines } from './watch-lines.tsx'
import { useWatch, WatchSession, type WatchState } from './watch-session.ts'
import shared from '../simulator.module.css'
import classes from './watch.module.css'

const SPEEDS = { min: 10, max: 40_000 }
const STEPS = 120
const speedAt = (place: number): number =>
  Number((SPEEDS.min * (SPEEDS.max / SPEEDS.min) ** (place / STEPS)).toPrecision(2))
/** Minimum ms between updates of texts and charts; the dots follow every frame. */
const RENEW_MS = 120

/** The latest state, throttled to a readable rate. */
function useCalm(state: WatchState): WatchState {
  const [calm, setCalm] = useState(state)
  const latest = useRef(state)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => {
    latest.current = state
    timer.current ??= setTimeout(() => {
      timer.current = null
      setCalm(latest.current)
    }, RENEW_MS)
  }, [state])
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current)
    },
    [],
  )
  return calm
}

/** One run in detail: every peer as a dot; x, cost and W over time; and one selected peer. */
export function WatchTab({ scenario, parameters }: { scenario: ScenarioView; parameters: ParameterView[] }) {
  const { t, i18n } = useText()
  const texts = useSimulatorTexts()
  const format = useFormat()
  const client = useClient()
  const theme = useChartTheme()
  const draft = useDraft()
  const [session] = useState(() => new WatchSession())
  const [place, setPlace] = useState(68)
  const [picked, setPicked] = useState<number | null>(null)
  const live = useWatch(session)
  const state = useCalm(live)
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
  const finished = frame.transaction >= frame.transactions
  const label = t('simulator:watch.canvas', {
    n: format.number(codes.length),
    contributors: format.number(frame.contributors),
    excluded: format.number(excluded),
  })
  return (
    <>
      <div className={classes.watchBar}>
        <Button
          size="sm"
          onClick={() => (finished ? open() : steer({ play: !frame.playing, speed: speedAt(place) }))}
          data-testid="watch-play"
          data-playing={frame.playing}
          w={124}
          leftSection={
            finished ? (
              <IconRotate size={16} aria-hidden />
            ) : frame.playing ? (
              <IconPlayerPause size={16} aria-hidden />
            ) : (
              <IconPlayerPlay size={16} aria-hidden />
            )
          }
        >
          {finished
            ? t('simulator:watch.restart')
            : frame.playing
              ? t('simulator:watch.pause')
              : t('simulator:watch.play')}
        </Button>
        <Button.Group>
          <Button
            size="sm"
            variant="default"
            onClick={() => steer({ step: 1 })}
            disabled={finished}
            leftSection={<IconPlayerSkipForward size={14} aria-hidden />}
            data-testid="watch-step"
          >
            {t('simulator:watch.step')}
          </Button>
          <Button
            size="sm"
            variant="default"
            onClick={() => steer({ step: 100 })}
            disabled={finished}
            data-testid="watch-step-100"
          >
            {t('simulator:watch.step100')}
          </Button>
        </Button.Group>
        {!finished && (
          <Button
            size="sm"
            variant="default"
            onClick={open}
            leftSection={<IconRotate size={15} aria-hidden />}
            data-testid="watch-restart"
          >
            {t('simulator:watch.restart')}
          </Button>
        )}
        <div className={classes.speed}>
          <span className={shared.small} id="watch-speed">
            {t('simulator:watch.speed')}:{' '}
            <b>{t('simulator:watch.speedValue', { value: format.number(speedAt(place)) })}</b>
          </span>
          <Slider
            size="sm"
            min={0}
            max={STEPS}
            value={place}
            label={null}
            thumbLabel={t('simulator:watch.speed')}
            data-testid="watch-speed"
            onChange={(next) => {
              setPlace(next)
              steer({ speed: speedAt(next) })
            }}
          />
        </div>
        <SegmentedControl
          value={draft.watchIdentity}
          onChange={(next) =>
            simulatorStore.change({ watchIdentity: IDENTITY_POLICIES.find((one) => one === next) ?? 'PI' })
          }
          aria-label={t('simulator:watch.rules')}
          data-testid="watch-identity"
          data={IDENTITY_POLICIES.map((policy) => ({ value: policy, label: texts.identity(policy) }))}
        />
      </div>
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
