import { Button, Progress } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { notifyProblem } from '../../../components/feedback/notify.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { MARKS, type RunState, type RunView } from './runner.ts'
import type { Client } from '../../../client/connection/connection.ts'
import shared from '../simulator.module.css'
import classes from './experiment.module.css'

interface Controls {
  pause(client: Client, paused: boolean): Promise<void>
  cancel(): void
}

interface RunBarProps {
  runners: readonly Controls[]
  states: readonly RunState<RunView>[]
  /** Number of model runs that Run would start. */
  planned: number
  cores: number
  replications: number
  seed: number
  stale: boolean
  blocked: boolean
  onRun: () => void
}

/** Run, pause, resume, cancel; progress and time left. A comparison is controlled as one run. */
export function RunBar({ runners, states, planned, cores, replications, seed, stale, blocked, onRun }: RunBarProps) {
  const { t, i18n } = useText()
  const format = useFormat()
  const client = useClient()
  const sum = (read: (state: RunState<RunView>) => number): number =>
    states.reduce((total, state) => total + read(state), 0)
  const active = states.some(({ phase }) => phase === 'starting' || phase === 'running' || phase === 'paused')
  const paused = active && states.some(({ phase }) => phase === 'paused')
  const phase = active
    ? paused
      ? 'paused'
      : states.some((state) => state.phase === 'starting')
        ? 'starting'
        : 'running'
    : (states[0]?.phase ?? 'idle')
  const done = sum(({ view }) => view?.done ?? 0)
  const total = sum(({ view }) => view?.total ?? 0)
  const fraction = sum(({ view }) => view?.fraction ?? 0) / states.length
  const left = Math.max(0, ...states.map(({ view }) => (view?.state === 'running' ? (view.millisecondsLeft ?? 0) : 0)))
  const press = (): void => {
    performance.clearMarks(MARKS.firstPoint)
    performance.mark(MARKS.pressed)
    onRun()
  }
  const pause = (on: boolean): void => {
    for (const runner of runners)
      runner.pause(client, on).catch((error: unknown) => notifyProblem(asProblem(error), t, i18n.language))
  }
  const text = ((): string => {
    if (phase === 'starting') return t('simulator:run.starting')
    if (phase === 'running')
      return [
        t('simulator:run.running', { done: format.number(done), total: format.number(total) }),
        left > 0 ? t('simulator:run.left', { time: format.duration(left) }) : '',
      ]
        .filter(Boolean)
        .join(' · ')
    if (phase === 'paused') return t('simulator:run.paused', { done: format.number(done), total: format.number(total) })
    if (stale) return t('simulator:run.stale')
    if (phase === 'done') return t('simulator:run.done', { total: format.number(total) })
    if (phase === 'cancelled')
      return t('simulator:run.cancelled', { done: format.number(done), total: format.number(total) })
    return t('simulator:run.idle', { total: format.number(planned), count: cores })
  })()
  return (
    <div className={classes.runBar} data-testid="run-bar" data-phase={phase}>
      {active ? (
        <>
          <Button
            size="sm"
            variant="default"
            onClick={() => pause(!paused)}
            leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
            data-testid="pause-run"
          >
            {paused ? t('simulator:run.resume') : t('simulator:run.pause')}
          </Button>
          <Button
            size="sm"
            variant="default"
            onClick={() => runners.forEach((runner) => runner.cancel())}
            leftSection={<IconPlayerStop size={16} aria-hidden />}
            data-testid="cancel-run"
          >
            {t('simulator:run.cancel')}
          </Button>
        </>
      ) : (
        <Button
          size="sm"
          onClick={press}
          disabled={blocked}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          data-testid="run"
          px="lg"
        >
          {phase === 'idle' ? t('simulator:run.run') : t('simulator:run.again')}
        </Button>
      )}
      <div className={classes.runState}>
        <span className={classes.runText} data-stale={(!active && stale) || undefined} data-testid="run-text">
          {text}
        </span>
        {active || (phase === 'cancelled' && total > 0) ? (
          <Progress
            value={fraction * 100}
            size={6}
            aria-label={t('simulator:run.progress')}
            data-testid="run-progress"
          />
        ) : (
          <span className={shared.small}>
            {t('simulator:run.plan', { replications: format.number(replications), seed })}
          </span>
        )}
      </div>
    </div>
  )
}
