import { useCallback, useMemo, useRef, useState } from 'react'
import { ActionIcon } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { MAX_DRAWN_QUERY, type LabSet, type OverlayTrace } from '../../../../main/contract/views/drawing-views.ts'
import type { Client } from '../../../client/connection/connection.ts'
import { useChartTheme } from '../../../components/charts/chart-theme.ts'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { sentences } from '../../../locales/sentences.ts'
import { AnimatedCanvas } from './animated-canvas.tsx'
import { drawingColours } from './drawing-colours.ts'
import { HopTable } from './hop-table.tsx'
import { layOut } from './overlay-layout.ts'
import { OverlayLegend } from './overlay-legend.tsx'
import { OverlayPicture } from './overlay-picture.ts'
import { PlayBar, steer } from './play-bar.tsx'
import { tellQuery } from './query-story.ts'
import { queryText } from './query-text.ts'
import { useDrawing } from './use-drawing.ts'
import { usePlayer } from './use-player.ts'
import shared from '../simulator.module.css'
import classes from './drawing.module.css'

const SPEEDS = { min: 0.25, max: 40 }

interface Request {
  set: LabSet
  seed: number
  query: number
}
const load = (client: Client, request: Request, signal: AbortSignal): Promise<OverlayTrace> =>
  client.simulator.traceOverlay(request, { signal })

/** One query of an overlay with these settings, as it grows hop by hop. */
export function OverlayDrawing({ settings, seed }: { settings: LabSet; seed: number }) {
  const [query, setQuery] = useState(1)
  const { value: trace, problem, retry } = useDrawing({ set: settings, seed, query }, load)
  if (problem) return <ProblemPanel problem={problem} retry={retry} />
  if (!trace) return <DrawingLoading />
  const wanted = typeof settings['nodes'] === 'number' ? settings['nodes'] : undefined
  return <QueryDrawing trace={trace} wanted={wanted} query={query} onQuery={setQuery} />
}

export function DrawingLoading() {
  const { t } = useText()
  return <LoadingPanel title={t('simulator:drawing.loading')} />
}

interface QueryDrawingProps {
  trace: OverlayTrace
  /** Nodes of the settings, where they are set. */
  wanted: number | undefined
  query: number
  onQuery: (query: number) => void
}

/** The drawing of one observed query, with its controls, legend and text. */
export function QueryDrawing({ trace, wanted, query, onQuery }: QueryDrawingProps) {
  const { t } = useText()
  const format = useFormat()
  const theme = useChartTheme()
  const still = useReducedMotion()
  const colours = useMemo(() => drawingColours(theme), [theme])
  const story = useMemo(() => tellQuery(trace), [trace])
  const shape = JSON.stringify([trace.shape, trace.links])
  const laidOut = useRef<{ shape: string; layout: ReturnType<typeof layOut> }>(undefined)
  const layout = useMemo(() => {
    // other queries of the same network keep their places
    if (laidOut.current?.shape !== shape) laidOut.current = { shape, layout: layOut(trace) }
    return laidOut.current.layout
  }, [shape, trace])
  const player = usePlayer(trace, trace.steps)
  const [hovered, setHovered] = useState<number | null>(null)
  const pointed = useRef<number | null>(null)
  const picture = useRef<OverlayPicture>(undefined)
  const asker = t('simulator:drawing.overlay.asker')
  const found = t('simulator:drawing.overlay.found')
  const make = useCallback(
    (width: number, height: number, scale: number) => {
      const made = new OverlayPicture({ trace, story, layout, colours, words: { asker, found } }, width, height, scale)
      picture.current = made
      return {
        frame: (pen: CanvasRenderingContext2D) =>
          made.draw(pen, still ? player.done : player.position, pointed.current),
      }
    },
    [trace, story, layout, colours, asker, found, player, still],
  )
  const point = (at: { x: number; y: number } | null): void => {
    const node = at ? (picture.current?.nodeAt(at.x, at.y) ?? null) : null
    if (node === pointed.current) return
    pointed.current = node
    setHovered(node)
    player.redraw()
  }
  const { done } = player
  const label = t('simulator:drawing.overlay.canvas', { n: format.number(trace.nodes) })
  return (
    <section
      className={classes.drawing}
      aria-label={t('simulator:drawing.overlay.label')}
      data-testid="overlay-drawing"
    >
      <PlayBar player={player} speeds={SPEEDS} unit={t('simulator:drawing.overlay.unit')}>
        <div className={classes.query}>
          <ActionIcon
            variant="default"
            size={36}
            disabled={query <= 1}
            onClick={() => onQuery(query - 1)}
            aria-label={t('simulator:drawing.overlay.before')}
            title={t('simulator:drawing.overlay.before')}
          >
            <IconChevronLeft size={16} aria-hidden />
          </ActionIcon>
          <span className="tabular">{t('simulator:drawing.overlay.query', { n: format.number(trace.query) })}</span>
          <ActionIcon
            variant="default"
            size={36}
            disabled={query >= MAX_DRAWN_QUERY}
            onClick={() => onQuery(query + 1)}
            aria-label={t('simulator:drawing.overlay.next')}
            title={t('simulator:drawing.overlay.next')}
            data-testid="drawing-next"
          >
            <IconChevronRight size={16} aria-hidden />
          </ActionIcon>
        </div>
      </PlayBar>
      <p className={classes.said} aria-live={player.playing ? 'off' : 'polite'} data-testid="drawing-text">
        {queryText(trace, story, done, t)}
      </p>
      <AnimatedCanvas
        make={make}
        subscribe={player.subscribe}
        label={label}
        testId="overlay-canvas"
        onKeyDown={(event) => steer(player, event)}
        onPoint={point}
      />
      <p className={shared.small}>
        {hovered === null
          ? t('simulator:drawing.keys')
          : sentences(
              t('simulator:drawing.overlay.node', {
                node: hovered,
                load: format.number(trace.load[hovered] as number),
                queries: format.number(trace.loadQueries),
              }),
              trace.dead.includes(hovered) ? t('simulator:drawing.overlay.isDead') : '',
              trace.holders.includes(hovered) ? t('simulator:drawing.overlay.holds') : '',
            )}
      </p>
      <OverlayLegend story={story} colours={colours} hasDead={trace.dead.length > 0} />
      <HopTable trace={trace} story={story} done={done} />
      <p className={shared.note}>
        {sentences(
          wanted !== undefined && wanted > trace.nodes
            ? t('simulator:drawing.overlay.drawn', { drawn: format.number(trace.nodes), all: format.number(wanted) })
            : '',
          trace.connections > trace.links.length / 2 && ['forces', 'ring', 'layers'].includes(trace.shape.kind)
            ? t('simulator:drawing.overlay.links', {
                drawn: format.number(trace.links.length / 2),
                all: format.number(trace.connections),
              })
            : '',
        )}
      </p>
    </section>
  )
}
