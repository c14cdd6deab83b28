import { useCallback, useMemo } from 'react'
import { useReducedMotion } from '@mantine/hooks'
import type { LabSet, MechanismDealings } from '../../../../../main/contract/views/drawing-views.ts'
import type { Client } from '../../../../client/connection/connection.ts'
import { useChartTheme } from '../../../../components/charts/chart-theme.ts'
import { ProblemPanel } from '../../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../../hooks/use-format.ts'
import { useText } from '../../../../hooks/use-text.ts'
import { sentences } from '../../../../locales/sentences.ts'
import { useThrottled } from '../../watch/use-throttled.ts'
import { AnimatedCanvas } from '../animated-canvas.tsx'
import { DrawingLoading } from '../overlay-drawing.tsx'
import { PlayBar, steer } from '../play-bar.tsx'
import { useDrawing } from '../use-drawing.ts'
import { usePlayer } from '../use-player.ts'
import { CurveChart, curvesOf } from './curve-chart.tsx'
import { mechanismColours } from './mechanism-colours.ts'
import { MechanismLegend } from './mechanism-legend.tsx'
import { countsAt, society as societyOf } from './society.ts'
import { SocietyPicture } from './society-picture.ts'
import { TimeTable } from './time-table.tsx'
import shared from '../../simulator.module.css'
import classes from '../drawing.module.css'
import own from './mechanism.module.css'

/** Parts of the run a second. */
const SPEEDS = { min: 0.5, max: 60 }
const DEFAULT_SPEED = 4

interface Request {
  set: LabSet
  seed: number
}
const load = (client: Client, request: Request, signal: AbortSignal): Promise<MechanismDealings> =>
  client.simulator.watchMechanism(request, { signal })

/** A run of a mechanism with these settings: who deals with whom, and what comes of it. */
export function MechanismDrawing({ settings, seed }: { settings: LabSet; seed: number }) {
  const { value: run, problem, retry } = useDrawing({ set: settings, seed }, load)
  if (problem) return <ProblemPanel problem={problem} retry={retry} />
  if (!run) return <DrawingLoading />
  return <DealingsDrawing run={run} />
}

/** The drawing of one watched run, with its controls, legend, curve and text. */
export function DealingsDrawing({ run }: { run: MechanismDealings }) {
  const { t } = useText()
  const format = useFormat()
  const theme = useChartTheme()
  const still = useReducedMotion()
  const colours = useMemo(() => mechanismColours(theme, run.kindNames), [theme, run])
  const society = useMemo(() => societyOf(run), [run])
  const player = usePlayer(run, run.ticks, DEFAULT_SPEED)
  const make = useCallback(
    (width: number, height: number, scale: number) => {
      const picture = new SocietyPicture({ run, society, colours }, width, height, scale)
      return {
        frame: (pen: CanvasRenderingContext2D) => picture.draw(pen, still ? player.done : player.position),
      }
    },
    [run, society, colours, player, still],
  )
  const done = useThrottled(player.done)
  const { serve, out, praise } = useMemo(
    () => countsAt(society, run.peers, Math.max(0, done - 1)),
    [society, run, done],
  )
  const last = useMemo(() => countsAt(society, run.peers, run.ticks - 1), [society, run])
  const hasRequests = curvesOf(run).includes('cooperation')
  const cooperation = hasRequests && run.curves.find(({ name }) => name === 'cooperation')?.values[done - 1]
  const said = sentences(
    t('simulator:drawing.mechanism.at', { share: format.percent(run.ticks > 0 ? done / run.ticks : 0) }),
    t('simulator:drawing.mechanism.serve', { count: serve }),
    out > 0 ? t('simulator:drawing.mechanism.outNow', { count: out }) : '',
    praise > 0 ? t('simulator:drawing.mechanism.praiseNow', { count: praise }) : '',
    typeof cooperation === 'number'
      ? t('simulator:drawing.mechanism.cooperation', { share: format.percent(cooperation) })
      : '',
  )
  return (
    <section
      className={classes.drawing}
      aria-label={t('simulator:drawing.mechanism.label')}
      data-testid="mechanism-drawing"
    >
      <PlayBar player={player} speeds={SPEEDS} unit={t('simulator:drawing.mechanism.unit')} />
      <p className={classes.said} aria-live={player.playing ? 'off' : 'polite'} data-testid="drawing-text">
        {said}
      </p>
      <div className={own.pair}>
        <AnimatedCanvas
          make={make}
          subscribe={player.subscribe}
          label={t('simulator:drawing.mechanism.canvas', { n: format.number(run.peers) })}
          testId="mechanism-canvas"
          onKeyDown={(event) => steer(player, event)}
        />
        <CurveChart run={run} done={done} theme={theme} />
      </div>
      <p className={shared.small}>{t('simulator:drawing.keys')}</p>
      <MechanismLegend run={run} colours={colours} has={{ out: last.out > 0, praise: last.praise > 0 || praise > 0 }} />
      <TimeTable run={run} society={society} />
      <p className={shared.note}>
        {sentences(
          t('simulator:drawing.mechanism.sample'),
          run.wanted === null
            ? ''
            : t('simulator:drawing.mechanism.drawn', {
                drawn: format.number(run.peers),
                all: format.number(run.wanted),
              }),
          run.share < 1 ? t('simulator:drawing.mechanism.first', { share: format.percent(run.share) }) : '',
        )}
      </p>
    </section>
  )
}
