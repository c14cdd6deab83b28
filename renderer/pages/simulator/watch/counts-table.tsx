import { PEER_KINDS, type PeerKind } from '../../../../main/contract/simulator.ts'
import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import { decode, KIND_COLOURS, KIND_CORNERS } from './dot-shapes.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './watch.module.css'

function Shape({ kind, state, colour }: { kind: PeerKind; state: 'full' | 'hollow' | 'crossed'; colour: string }) {
  if (state === 'crossed') return <path d="M3 3 L11 11 M11 3 L3 11" stroke={colour} strokeWidth="1.6" opacity="0.6" />
  const style = state === 'full' ? { fill: colour } : { fill: 'none', stroke: colour, strokeWidth: 1.6 }
  const corners = KIND_CORNERS[kind]
  return corners.length === 0 ? (
    <circle cx="7" cy="7" r="4.8" {...style} />
  ) : (
    <polygon points={corners.map(([x, y]) => `${7 + 5.4 * x},${7 + 5.4 * y}`).join(' ')} {...style} />
  )
}

/** Number of peers by kind and state: the legend of the dots and their text alternative. */
export function CountsTable({ codes, theme }: { codes: Uint8Array; theme: ChartTheme }) {
  const { t } = useText()
  const format = useFormat()
  const colours = KIND_COLOURS[theme.dark ? 'dark' : 'light']
  const counts = Object.fromEntries(PEER_KINDS.map((kind) => [kind, [0, 0, 0]])) as Record<
    PeerKind,
    [number, number, number]
  >
  for (const code of codes) {
    const { kind, contributing, excluded } = decode(code)
    counts[kind][excluded ? 2 : contributing ? 0 : 1]++
  }
  const kinds = PEER_KINDS.filter((kind) => counts[kind].some((count) => count > 0))
  const states = ['full', 'hollow', 'crossed'] as const
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)
  return (
    <table className={classes.counts} data-testid="counts" aria-label={t('simulator:watch.counts')}>
      <thead>
        <tr>
          <th scope="col">{t('simulator:watch.kind')}</th>
          {(['contributing', 'not', 'excluded', 'all'] as const).map((state) => (
            <th key={state} scope="col">
              {t(`simulator:watch.${state}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind} data-kind={kind}>
            <th scope="row">{t(`simulator:kinds.${kind}`)}</th>
            {states.map((state, i) => (
              <td key={state}>
                <span className={classes.count}>
                  <svg width="14" height="14" aria-hidden="true">
                    <Shape kind={kind} state={state} colour={colours[kind]} />
                  </svg>
                  {format.number(counts[kind][i] as number)}
                </span>
              </td>
            ))}
            <td>{format.number(sum(counts[kind]))}</td>
          </tr>
        ))}
        {kinds.length > 1 && (
          <tr className={classes.totals}>
            <th scope="row">{t('simulator:watch.total')}</th>
            {[0, 1, 2].map((i) => (
              <td key={i}>{format.number(sum(kinds.map((kind) => counts[kind][i] as number)))}</td>
            ))}
            <td>{format.number(codes.length)}</td>
          </tr>
        )}
      </tbody>
    </table>
  )
}
