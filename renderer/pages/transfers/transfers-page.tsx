import { useMemo, useState } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import { IconArrowsDownUp, IconClearAll, IconSearch } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { useAction } from '../../client/queries.ts'
import { useTransfers } from '../../client/streams.ts'
import { Confirm } from '../../components/confirm.tsx'
import { DataGrid } from '../../components/data-grid.tsx'
import { Page } from '../../components/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/state-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useTransferColumns } from './transfer-columns.tsx'
import { byUrgency } from './transfer-state.ts'
import { useText } from '../../hooks/use-text.ts'

type View = 'all' | 'down' | 'up'
const VIEWS: View[] = ['all', 'down', 'up']
const keyOf = (transfer: Transfer): string => transfer.id
const hasEnded = (transfer: Transfer): boolean => transfer.state === 'done' || transfer.state === 'failed'

/** Downloads and uploads with what each is doing, and why if it is not. */
export function TransfersPage() {
  const { t } = useText()
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

  const columns = useTransferColumns(askRemove)

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
