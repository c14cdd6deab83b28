import type { PieceMap as Pieces } from '../../../../main/contract/views/transfer-views.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './details.module.css'

const FILL: Record<string, { fill: string; opacity: number }> = {
  h: { fill: 'var(--hy-accent)', opacity: 1 },
  p: { fill: 'var(--hy-accent)', opacity: 0.5 },
  f: { fill: 'var(--hy-wait)', opacity: 1 },
  m: { fill: 'var(--hy-new)', opacity: 0.25 },
}
const STATES = ['h', 'p', 'f', 'm'] as const
const COLUMNS = 32
const CELL = 9

/** Run-length encoding of the cells of a row, so that the picture has few elements. */
function runsOf(cells: string): { x: number; y: number; width: number; state: string }[] {
  const runs: { x: number; y: number; width: number; state: string }[] = []
  for (let at = 0; at < cells.length; at++) {
    const last = runs.at(-1)
    const [x, y, state] = [at % COLUMNS, Math.floor(at / COLUMNS), cells[at] as string]
    if (last && last.y === y && last.state === state) last.width++
    else runs.push({ x, y, width: 1, state })
  }
  return runs
}

/** The pieces of a download (present, requested or missing), left to right and top to bottom. */
export function PieceMapView({ pieces }: { pieces: Pieces }) {
  const { t } = useText()
  const rows = Math.ceil(pieces.cells.length / COLUMNS)
  const counts = Object.fromEntries(
    STATES.map((state) => [state, [...pieces.cells].filter((cell) => cell === state).length]),
  )
  const label = STATES.filter((state) => (counts[state] ?? 0) > 0)
    .map((state) => `${t(`transfers:pieces.${state}`)}: ${counts[state]}`)
    .join(', ')
  return (
    <figure className={classes.pieces}>
      <svg
        viewBox={`0 0 ${COLUMNS * CELL} ${rows * CELL}`}
        width="100%"
        role="img"
        aria-label={label}
        data-testid="piece-map"
      >
        {runsOf(pieces.cells).map(({ x, y, width, state }) => (
          <rect
            key={`${x}-${y}`}
            x={x * CELL}
            y={y * CELL}
            width={width * CELL - 1}
            height={CELL - 1}
            rx={1.5}
            fill={FILL[state]?.fill}
            opacity={FILL[state]?.opacity}
          />
        ))}
        {/* runs are one part each: the lines between show the squares */}
        <path
          className={classes.grid}
          d={Array.from({ length: COLUMNS - 1 }, (_, i) => `M${(i + 1) * CELL - 0.5} 0V${rows * CELL}`).join('')}
        />
      </svg>
      <figcaption className={classes.legend}>
        {STATES.map((state) => (
          <span key={state}>
            <svg width="9" height="9" aria-hidden="true">
              <rect width="9" height="9" rx="1.5" fill={FILL[state]?.fill} opacity={FILL[state]?.opacity} />
            </svg>
            {t(`transfers:pieces.${state}`)}
          </span>
        ))}
        <span className={classes.unit}>{t('transfers:pieces.unit', { count: pieces.chunksPerCell })}</span>
      </figcaption>
    </figure>
  )
}
