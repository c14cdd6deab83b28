import type { ReactNode } from 'react'
import type { Column } from '../../../components/grid/grid-row.tsx'
import { PeerName } from '../../../components/peer-name.tsx'
import { ScoreMark } from '../../../components/trust/score-mark.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { GroupActions } from './group-actions.tsx'
import type { Line } from './lines.ts'
import { BAR_COLOR, Bar, GroupName, ItemName } from './transfer-cells.tsx'
import { TransferActions, type TransferCommands } from './transfer-actions.tsx'
import { shareMoved, timeLeft } from '../transfer-state.ts'
import classes from '../transfers.module.css'

/** Selection state and its toggle. */
interface Choice {
  /** The "select all" checkbox above the column. */
  head: ReactNode
  has: (line: Line) => boolean
  toggle: (line: Line, range: boolean) => void
}

/** Columns of the list of transfers and groups. */
export function useTransferColumns(
  commands: TransferCommands,
  onToggle: (key: string) => void,
  choice: Choice,
): Column<Line>[] {
  const { t } = useText()
  const format = useFormat()
  return [
    {
      id: 'pick',
      header: t('transfers:picks.column'),
      head: choice.head,
      width: '16px',
      from: 440,
      cell: (line, active) => (
        <input
          type="checkbox"
          className={classes.pick}
          tabIndex={active ? 0 : -1}
          checked={choice.has(line)}
          data-testid="transfer-pick"
          aria-label={t('transfers:picks.pick', { name: line.kind === 'item' ? line.item.name : line.name })}
          onChange={(event) =>
            choice.toggle(line, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
          }
        />
      ),
    },
    {
      id: 'name',
      header: t('common:name'),
      sortable: true,
      width: 'minmax(0, 0.9fr)',
      cell: (line, active) =>
        line.kind === 'group' ? (
          <GroupName line={line} tabIndex={active ? 0 : -1} onToggle={() => onToggle(line.key)} />
        ) : (
          <ItemName item={line.item} inner={line.inner} />
        ),
    },
    {
      id: 'progress',
      header: t('transfers:progress'),
      sortable: true,
      downFirst: true,
      card: 'line',
      width: 'minmax(164px, 0.3fr)',
      narrow: 'minmax(150px, 0.4fr)',
      phone: '84px',
      cell: (line) => {
        if (line.kind === 'group') {
          const share = line.size === 0 ? 1 : line.moved / line.size
          const label = t('transfers:progressOf', { name: line.name })
          return <Bar share={share} color={'var(--hy-accent)'} label={label} moved={line.moved} size={line.size} />
        }
        const { item } = line
        if (item.state === 'done') return <span className={`${classes.progress} quiet`}>{format.bytes(item.size)}</span>
        return (
          <Bar
            share={shareMoved(item)}
            color={BAR_COLOR[item.state]}
            label={t('transfers:progressOf', { name: item.name })}
            moved={item.moved}
            size={item.size}
            animated={item.state === 'verifying'}
          />
        )
      },
    },
    {
      id: 'rate',
      header: t('transfers:rate'),
      sortable: true,
      downFirst: true,
      width: '92px',
      align: 'end',
      // Hidden when the details pane leaves no room; it shows the speed, too.
      from: 600,
      cell: (line) => {
        if (line.kind === 'group')
          return line.rate > 0 ? <span className={classes.speed}>{format.rate(line.rate)}</span> : ''
        if (line.item.state !== 'active') return ''
        const left = timeLeft(line.item)
        return (
          <span className={classes.speed}>
            <span>{format.rate(line.item.rate)}</span>
            {left !== null && (
              <span className={classes.left} title={t('transfers:left')}>
                {format.duration(left)}
              </span>
            )}
          </span>
        )
      },
    },
    {
      id: 'peer',
      header: t('common:peer'),
      sortable: true,
      width: 'minmax(150px, 0.5fr)',
      narrow: 'minmax(128px, 0.28fr)',
      from: 800,
      cell: (line, active) =>
        line.kind === 'group' ? (
          <span className={classes.count}>
            {t('transfers:group.done', {
              done: line.items.filter((item) => item.state === 'done').length,
              count: line.items.length,
            })}
          </span>
        ) : (
          <span className={classes.peer}>
            <PeerName peer={line.item.peer} link tabIndex={active ? 0 : -1} />
            {line.item.sources > 1 && (
              <span className={classes.count} title={t('transfers:moreSources', { count: line.item.sources - 1 })}>
                +{line.item.sources - 1}
              </span>
            )}
          </span>
        ),
    },
    {
      id: 'rated',
      header: t('transfers:score'),
      sortable: true,
      downFirst: true,
      card: 'none',
      width: '68px',
      from: 860,
      cell: (line) =>
        line.kind === 'group' ? null : line.item.rated === null ? (
          <span className="quiet" title={t('transfers:notRated')}>
            –
          </span>
        ) : (
          <ScoreMark score={line.item.rated} />
        ),
    },
    {
      id: 'actions',
      header: t('common:actions'),
      quietHeader: true,
      width: '64px',
      align: 'end',
      cell: (line, active) =>
        line.kind === 'group' ? (
          <GroupActions line={line} tabIndex={active ? 0 : -1} commands={commands} />
        ) : (
          <TransferActions transfer={line.item} tabIndex={active ? 0 : -1} commands={commands} />
        ),
    },
  ]
}
