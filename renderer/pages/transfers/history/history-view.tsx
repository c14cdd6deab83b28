import { useState, type ReactNode } from 'react'
import { Button, CloseButton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp, IconHistory, IconSearch, IconTrash } from '@tabler/icons-react'
import { problem } from '../../../../main/contract/base.ts'
import type { HistoryEntry } from '../../../../main/contract/views/transfer-views.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { useAction } from '../../../client/queries.ts'
import { Confirm } from '../../../components/dialogs/confirm.tsx'
import { DataGrid } from '../../../components/grid/data-grid.tsx'
import type { Column } from '../../../components/grid/grid-row.tsx'
import { FileName } from '../../../components/files/file-name.tsx'
import { Page } from '../../../components/page/page.tsx'
import { PeerName } from '../../../components/peer-name.tsx'
import { ScoreMark } from '../../../components/trust/score-mark.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { pagedRowKey, usePagedRows, type PagedRow } from '../../../hooks/use-paged-rows.ts'
import { useText } from '../../../hooks/use-text.ts'
import { TransfersViewLinks } from '../transfers-view-links.tsx'
import { HistoryMenu } from './history-menu.tsx'
import classes from '../transfers.module.css'

/** All finished transfers, including those removed from the list; searchable by name. */
export function HistoryView() {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const [text, setText] = useState('')
  const [asking, setAsking] = useState(false)
  const [wanted] = useDebouncedValue(text.trim(), 120)
  const { query, total, places, onRange } = usePagedRows<HistoryEntry>(['history', wanted], (offset, limit, signal) =>
    client.transfers.history({ text: wanted, offset, limit }, { signal }),
  )
  const clear = useAction((node) => node.transfers.clearHistory(), { invalidates: ['history'] })

  const place =
    (cell: (entry: HistoryEntry, active: boolean) => ReactNode) =>
    ({ row }: PagedRow<HistoryEntry>, active: boolean) =>
      row && cell(row, active)
  const columns: Column<PagedRow<HistoryEntry>>[] = [
    {
      id: 'name',
      header: t('common:name'),
      width: 'minmax(0, 1fr)',
      cell: place((entry) => {
        const Icon = entry.direction === 'down' ? IconArrowDown : IconArrowUp
        const code = problem.shape.code.options.find((one) => one === entry.code)
        return (
          <span className={classes.file}>
            <Icon
              size={16}
              color="var(--hy-quiet)"
              role="img"
              aria-label={t(`transfers:direction.${entry.direction}`)}
              style={{ flex: 'none' }}
            />
            <span className={classes.lines}>
              <FileName name={entry.name} />
              {entry.state === 'failed' && (
                <span className={classes.state} data-tone="bad" data-lines="one">
                  {code ? t(`errors:${code}`) : t('transfers:state.failed')}
                </span>
              )}
            </span>
          </span>
        )
      }),
    },
    {
      id: 'size',
      header: t('common:size'),
      width: '84px',
      align: 'end',
      cell: place((entry) => format.bytes(entry.size)),
    },
    {
      id: 'peer',
      header: t('common:peer'),
      width: 'minmax(170px, 0.35fr)',
      cell: place((entry, active) => <PeerName peer={entry.peer} link tabIndex={active ? 0 : -1} />),
    },
    {
      id: 'rated',
      header: t('transfers:score'),
      width: '68px',
      from: 760,
      cell: place((entry) =>
        entry.rated === null ? <span className="quiet">–</span> : <ScoreMark score={entry.rated} />,
      ),
    },
    {
      id: 'took',
      header: t('transfers:took'),
      width: '96px',
      align: 'end',
      from: 860,
      cell: place((entry) => format.duration(entry.ended - entry.started)),
    },
    {
      id: 'ended',
      header: t('transfers:ended'),
      width: '150px',
      align: 'end',
      cell: place((entry) => (
        <span title={format.dateTime(entry.ended)}>{format.moment(entry.ended, Date.now())}</span>
      )),
    },
    {
      id: 'actions',
      header: t('common:actions'),
      quietHeader: true,
      width: '26px',
      align: 'end',
      cell: place((entry, active) => <HistoryMenu entry={entry} tabIndex={active ? 0 : -1} />),
    },
  ]

  const body = (() => {
    if (query?.isError) return <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />
    if (!query || query.isPending) return <LoadingPanel />
    if (places.length === 0)
      return (
        <StatePanel
          icon={<IconHistory size={24} />}
          title={t(wanted ? 'transfers:history.noneTitle' : 'transfers:history.emptyTitle')}
          text={t(wanted ? 'transfers:history.noneText' : 'transfers:history.emptyText')}
        />
      )
    return (
      <DataGrid
        label={t('transfers:pages.history')}
        name="history"
        columns={columns}
        rows={places}
        rowKey={pagedRowKey}
        testId="history-row"
        freezeKey={wanted}
        onRange={onRange}
      />
    )
  })()

  return (
    <Page
      title={t('transfers:pages.history')}
      head={<TransfersViewLinks view="history" />}
      tools={
        <>
          <TextInput
            size="xs"
            w={240}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            placeholder={t('transfers:history.find')}
            aria-label={t('transfers:history.find')}
            leftSection={<IconSearch size={15} aria-hidden />}
            rightSection={text && <CloseButton size="xs" onClick={() => setText('')} aria-label={t('common:clear')} />}
          />
          <Button
            variant="default"
            leftSection={<IconTrash size={15} aria-hidden />}
            disabled={total === 0}
            onClick={() => setAsking(true)}
          >
            {t('transfers:history.clear')}
          </Button>
        </>
      }
      foot={query?.data && <span>{t('transfers:history.total', { count: total })}</span>}
    >
      {body}
      <Confirm
        opened={asking}
        title={t('transfers:history.clearTitle')}
        text={t('transfers:history.clearText')}
        action={t('transfers:history.clear')}
        onConfirm={() => clear.mutate(undefined)}
        onClose={() => setAsking(false)}
      />
    </Page>
  )
}
