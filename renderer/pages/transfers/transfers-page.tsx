import { useMemo, useState } from 'react'
import { Button, Progress, SegmentedControl } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconArrowsDownUp, IconClearAll, IconSearch } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { useAction } from '../../client/queries.ts'
import { useTransfers } from '../../client/streams.ts'
import { Confirm } from '../../components/confirm.tsx'
import { DataGrid, type Column } from '../../components/data-grid.tsx'
import { Page } from '../../components/page.tsx'
import { PeerName } from '../../components/peer-name.tsx'
import { ScoreMark } from '../../components/score-mark.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/state-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { TransferActions } from './transfer-actions.tsx'
import { byUrgency, shareMoved, stateText, timeLeft } from './transfer-state.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './transfers.module.css'

type View = 'all' | 'down' | 'up'
const VIEWS: View[] = ['all', 'down', 'up']
const keyOf = (transfer: Transfer): string => transfer.id
const hasEnded = (transfer: Transfer): boolean => transfer.state === 'done' || transfer.state === 'failed'

/** Downloads and uploads with what each is doing, and why if it is not. */
export function TransfersPage() {
  const { t, i18n } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const [view, setView] = useState<View>('all')
  const [removing, setRemoving] = useState<Transfer | null>(null)
  const stream = useTransfers()
  const all = stream.data
  const rows = useMemo(
    () => (all ?? []).filter((item) => view === 'all' || item.direction === view).toSorted(byUrgency),
    [all, view],
  )
  const remove = useAction((client, id: string) => client.transfers.remove({ id }))
  const clear = useAction(async (client, ids: string[]) => {
    for (const id of ids) await client.transfers.remove({ id })
  })
  const askRemove = (transfer: Transfer): void =>
    transfer.direction === 'down' && transfer.state !== 'done' ? setRemoving(transfer) : remove.mutate(transfer.id)

  const columns: Column<Transfer>[] = [
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
      width: 'minmax(150px, 0.36fr)',
      cell: (row) => (
        <span className={classes.progress}>
          <Progress
            value={shareMoved(row) * 100}
            size={6}
            aria-label={t('transfers:progressOf', { name: row.name })}
            animated={row.state === 'verifying'}
            color={
              row.state === 'failed'
                ? 'var(--hy-bad)'
                : row.state === 'done'
                  ? 'var(--hy-good)'
                  : row.state === 'active'
                    ? 'var(--hy-accent)'
                    : 'var(--hy-new)'
            }
          />
          <span className={classes.numbers}>
            <span>
              {row.state === 'done'
                ? format.bytes(row.size)
                : t('transfers:ofSize', { moved: format.bytes(row.moved), size: format.bytes(row.size) })}
            </span>
            {row.state !== 'done' && <span>{format.percent(shareMoved(row))}</span>}
          </span>
        </span>
      ),
    },
    {
      id: 'rate',
      header: t('transfers:rate'),
      width: '78px',
      align: 'end',
      cell: (row) => (row.state === 'active' ? format.rate(row.rate) : ''),
    },
    {
      id: 'left',
      header: t('transfers:left'),
      width: '92px',
      align: 'end',
      from: 900,
      cell: (row) => {
        const left = timeLeft(row)
        return left === null ? '' : <span className="quiet">{format.duration(left)}</span>
      },
    },
    {
      id: 'peer',
      header: t('common:peer'),
      width: 'minmax(128px, 0.28fr)',
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
      cell: (row, active) => <TransferActions transfer={row} tabIndex={active ? 0 : -1} onRemove={askRemove} />,
    },
  ]

  const count = (wanted: View): number => (all ?? []).filter((item) => wanted === 'all' || item.direction === wanted).length
  const running = (all ?? []).filter((item) => item.state === 'active')
  const rate = (direction: Transfer['direction']): number =>
    running.filter((item) => item.direction === direction).reduce((sum, item) => sum + item.rate, 0)
  const ended = rows.filter(hasEnded)

  const body = (() => {
    if (stream.status === 'error' && stream.error && !all) return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!all) return <LoadingPanel />
    if (rows.length > 0)
      return (
        <DataGrid
          label={t('common:nav.transfers')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          rowHeight={60}
          testId="transfer-row"
          freezeKey={view}
        />
      )
    return (
      <StatePanel
        icon={<IconArrowsDownUp size={24} />}
        title={t(`transfers:empty.${view}.title`)}
        text={t(`transfers:empty.${view}.text`)}
      >
        <Button variant="default" leftSection={<IconSearch size={15} aria-hidden />} onClick={() => navigate('/')}>
          {t('transfers:empty.action')}
        </Button>
      </StatePanel>
    )
  })()

  return (
    <Page
      title={t('common:nav.transfers')}
      tools={
        <>
          <SegmentedControl
            value={view}
            onChange={(value) => setView(VIEWS.find((item) => item === value) ?? 'all')}
            aria-label={t('transfers:view')}
            data={VIEWS.map((value) => ({ value, label: t(`transfers:views.${value}`, { count: count(value) }) }))}
          />
          <Button
            variant="default"
            leftSection={<IconClearAll size={15} aria-hidden />}
            disabled={ended.length === 0}
            loading={clear.isPending}
            onClick={() => clear.mutate(ended.map(keyOf))}
          >
            {t('transfers:clearEnded')}
          </Button>
        </>
      }
      foot={
        all && (
          <>
            <span>{t('transfers:totals.running', { count: running.length })}</span>
            <span>↓ {format.rate(rate('down'))}</span>
            <span>↑ {format.rate(rate('up'))}</span>
            <span>{t('transfers:totals.done', { count: all.filter((item) => item.state === 'done').length })}</span>
            {all.some((item) => item.state === 'failed') && (
              <span>{t('transfers:totals.failed', { count: all.filter((item) => item.state === 'failed').length })}</span>
            )}
          </>
        )
      }
    >
      {body}
      <Confirm
        opened={removing !== null}
        title={t('transfers:confirm.title')}
        text={t('transfers:confirm.text', { name: removing?.name ?? '' })}
        action={t('transfers:remove')}
        onConfirm={() => {
          if (removing) remove.mutate(removing.id)
        }}
        onClose={() => setRemoving(null)}
      />
    </Page>
  )
}
