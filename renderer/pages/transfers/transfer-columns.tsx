import { Progress } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { Transfer } from '../../../main/contract/transfers.ts'
import type { Column } from '../../components/data-grid.tsx'
import { PeerName } from '../../components/peer-name.tsx'
import { ScoreMark } from '../../components/score-mark.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { TransferActions } from './transfer-actions.tsx'
import { shareMoved, stateText, timeLeft } from './transfer-state.ts'
import classes from './transfers.module.css'

const BAR_COLOR: Record<Transfer['state'], string> = {
  waiting: 'var(--hy-new)',
  active: 'var(--hy-accent)',
  verifying: 'var(--hy-new)',
  paused: 'var(--hy-new)',
  done: 'var(--hy-good)',
  failed: 'var(--hy-bad)',
}

/** The columns of the transfers; `onRemove` is told which one a person wants off the list. */
export function useTransferColumns(onRemove: (transfer: Transfer) => void): Column<Transfer>[] {
  const { t, i18n } = useText()
  const format = useFormat()
  return [
    {
      id: 'name',
      header: t('common:name'),
      width: 'minmax(0, 1fr)',
      cell: (row) => {
        const state = stateText(row, t, i18n.language, format)
        const Icon = row.direction === 'down' ? IconArrowDown : IconArrowUp
        return (
          <span className={classes.file}>
            <span title={t(`transfers:direction.${row.direction}`)} style={{ display: 'inline-flex' }}>
              <Icon
                size={17}
                stroke={1.7}
                color="var(--hy-quiet)"
                role="img"
                aria-label={t(`transfers:direction.${row.direction}`)}
              />
            </span>
            <span className={classes.lines}>
              <span className="truncate" title={row.path || row.name}>
                {row.name}
              </span>
              <span
                className={classes.state}
                data-tone={state.tone}
                data-testid="transfer-state"
                data-state={row.state}
                title={[state.text, state.hint].filter(Boolean).join(' ')}
              >
                {state.text} {state.hint}
              </span>
            </span>
          </span>
        )
      },
    },
    {
      id: 'progress',
      header: t('transfers:progress'),
      width: 'minmax(150px, 0.32fr)',
      cell: (row) =>
        row.state === 'done' ? (
          <span className={`${classes.progress} quiet`}>{format.bytes(row.size)}</span>
        ) : (
          <span className={classes.progress}>
            <Progress
              value={shareMoved(row) * 100}
              size={6}
              aria-label={t('transfers:progressOf', { name: row.name })}
              animated={row.state === 'verifying'}
              color={BAR_COLOR[row.state]}
            />
            <span className={classes.numbers}>
              <span>{t('transfers:ofSize', { moved: format.bytes(row.moved), size: format.bytes(row.size) })}</span>
              <span>{format.percent(shareMoved(row))}</span>
            </span>
          </span>
        ),
    },
    {
      id: 'rate',
      header: t('transfers:rate'),
      width: '92px',
      align: 'end',
      cell: (row) => {
        if (row.state !== 'active') return ''
        const left = timeLeft(row)
        return (
          <span className={classes.speed}>
            <span>{format.rate(row.rate)}</span>
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
      width: 'minmax(212px, 0.3fr)',
      narrow: 'minmax(150px, 0.28fr)',
      cell: (row, active) => <PeerName peer={row.peer} link tabIndex={active ? 0 : -1} />,
    },
    {
      id: 'rated',
      header: t('transfers:score'),
      width: '68px',
      from: 860,
      cell: (row) =>
        row.rated === null ? (
          <span className="quiet" title={t('transfers:notRated')}>
            –
          </span>
        ) : (
          <ScoreMark score={row.rated} />
        ),
    },
    {
      id: 'actions',
      header: t('common:actions'),
      quietHeader: true,
      width: '64px',
      align: 'end',
      cell: (row, active) => <TransferActions transfer={row} tabIndex={active ? 0 : -1} onRemove={onRemove} />,
    },
  ]
}
