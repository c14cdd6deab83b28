import { useMemo, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { VisuallyHidden } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { useAction } from '../../../client/queries.ts'
import { useTransfers } from '../../../client/streams/streams.ts'
import { DataGrid } from '../../../components/grid/data-grid.tsx'
import { useTableSort } from '../../../components/grid/use-table-sort.ts'
import { Page } from '../../../components/page/page.tsx'
import { PreviewDialog } from '../../../components/preview/preview-dialog.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { TransferPane } from '../details/transfer-pane.tsx'
import { EmptyList } from './empty-list.tsx'
import { TRANSFER_SORTS } from './line-order.ts'
import { filtered, GIVEN, itemsOf, keyOf, linesOf, type Grouping, type Line } from './lines.ts'
import { ListTools, type DirectionFilter } from './list-tools.tsx'
import { TransferSelectionBar } from './transfer-selection-bar.tsx'
import { useStateAnnouncement } from './state-announcements.ts'
import type { TransferCommands } from './transfer-actions.tsx'
import { RemoveConfirm, type Removal } from './remove-confirm.tsx'
import { Totals } from './totals.tsx'
import { useTransferColumns } from './transfer-columns.tsx'
import { stateText } from '../transfer-state.ts'
import { useQueueOrder } from './use-queue-order.ts'
import { useTransferSelection } from './use-transfer-selection.ts'
import { TransfersViewLinks } from '../transfers-view-links.tsx'
import classes from '../transfers.module.css'

const unfinished = (transfer: Transfer): boolean => transfer.direction === 'down' && transfer.state !== 'done'

/** The list of downloads and uploads with their states and problems. */
export function ListView() {
  const { t, i18n } = useText()
  const format = useFormat()
  const [direction, setDirection] = useState<DirectionFilter>('all')
  const [grouping, setGrouping] = useLocalStorage<Grouping>({
    key: 'hyoban.transfers.grouping',
    defaultValue: 'folder',
  })
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set([GIVEN]))
  const [sort, setSort] = useTableSort('transfers', TRANSFER_SORTS, null)
  const [selected, setSelected] = useState<string | null>(null)
  const [previewed, setPreviewed] = useState<Transfer | null>(null)
  const [removal, setRemoval] = useState<Removal | null>(null)
  const stream = useTransfers()
  const all = stream.data
  const [text, setText] = useState('')
  const shown = useMemo(
    () =>
      filtered(
        (all ?? []).filter((item) => direction === 'all' || item.direction === direction),
        text,
      ),
    [all, direction, text],
  )
  const stateAnnouncement = useStateAnnouncement(all, (changed) => {
    const [one] = changed
    if (!one || changed.length > 1) return t('transfers:said.many', { count: changed.length })
    return one.state === 'paused'
      ? t('transfers:said.paused', { name: one.name })
      : t('transfers:said.failed', { name: one.name, why: stateText(one, t, i18n.language, format).text })
  })
  const lines = useMemo(
    () => linesOf(shown, { grouping, closed, sort, given: direction === 'all' ? t('transfers:group.given') : null }),
    [shown, grouping, closed, sort, direction, t],
  )
  const remove = useAction((client, { transfers, withFile }: Removal) =>
    client.transfers.remove({ ids: transfers.map((item) => item.id), withFile }),
  )
  const toggleGroup = (key: string): void =>
    setClosed((before) =>
      before.has(key) ? new Set([...before].filter((one) => one !== key)) : new Set([...before, key]),
    )
  const selection = useTransferSelection(shown)
  const allChosen = shown.length > 0 && selection.chosen.length === shown.length
  const commands: TransferCommands = {
    remove: (transfers, withFile) =>
      withFile || transfers.some(unfinished)
        ? setRemoval({ transfers, withFile })
        : remove.mutate({ transfers, withFile }),
    preview: setPreviewed,
  }
  const columns = useTransferColumns(commands, toggleGroup, {
    has: selection.has,
    toggle: (line, range) => selection.toggle(lines, line, range),
    head: (
      <input
        type="checkbox"
        className={classes.pick}
        checked={allChosen}
        aria-label={t('transfers:picks.all')}
        data-testid="transfers-pick-all"
        ref={(box) => {
          if (box) box.indeterminate = selection.chosen.length > 0 && !allChosen
        }}
        onChange={selection.chosen.length > 0 ? selection.clear : selection.all}
      />
    ),
  })
  const onPress = (event: MouseEvent<HTMLElement>, line: Line, _index: number, rows: readonly Line[]): boolean => {
    const chooses = event.shiftKey || event.ctrlKey || event.metaKey
    if (chooses) selection.toggle(rows, line, event.shiftKey)
    else selection.anchor(line)
    return chooses
  }
  const onKey = (event: KeyboardEvent<HTMLElement>, index: number, to: number, rows: readonly Line[]): boolean => {
    const command = event.ctrlKey || event.metaKey
    const [line, next] = [rows[index], rows[to]]
    if (!line || !next) return false
    if (command && event.key.toLowerCase() === 'a') selection.all()
    else if (command && event.key === ' ') selection.toggle(rows, line, false)
    else if (event.shiftKey && to !== index) selection.extend(rows, line, next)
    else if (event.key === 'Delete')
      commands.remove(selection.chosen.length > 0 ? selection.chosen : itemsOf(line), false)
    else {
      // The anchor is where the keyboard last was without Shift.
      if (to !== index) selection.anchor(next)
      return false
    }
    return true
  }

  const sorted = sort ? `${sort.column} ${sort.down}` : ''
  const { order, place, announcement } = useQueueOrder(shown, sort !== null)
  const picked = lines.some((line) => line.key === selected && line.kind === 'item') ? selected : null

  const body = (() => {
    if (stream.status === 'error' && stream.error && !all)
      return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!all) return <LoadingPanel />
    if (lines.length === 0) return <EmptyList direction={direction} text={text.trim()} onClear={() => setText('')} />
    return (
      <div
        className={classes.split}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.defaultPrevented || !event.currentTarget.contains(event.target as Node))
            return
          if (picked) setSelected(null)
          else selection.clear()
        }}
      >
        <div className={classes.list}>
          <DataGrid
            label={t('common:nav.transfers')}
            name="transfers"
            columns={columns}
            rows={lines}
            rowKey={keyOf}
            testId="transfer-row"
            freezeKey={`${direction} ${grouping} ${[...closed].join(' ')} ${place} ${text} ${sorted}`}
            sort={sort}
            onSort={setSort}
            ownOrder
            selected={picked}
            onOpen={(line) => (line.kind === 'group' ? toggleGroup(line.key) : setSelected(line.key))}
            order={order}
            onPress={onPress}
            onKey={onKey}
          />
        </div>
        {picked && <TransferPane key={picked} id={picked} onClose={() => setSelected(null)} />}
      </div>
    )
  })()

  return (
    <Page
      title={t('common:nav.transfers')}
      head={<TransfersViewLinks view="list" />}
      tools={
        <ListTools
          all={all ?? []}
          shown={shown}
          text={text}
          onText={setText}
          direction={direction}
          onDirection={setDirection}
          grouping={grouping}
          onGrouping={setGrouping}
        />
      }
      foot={all && <Totals all={all} />}
    >
      <TransferSelectionBar chosen={selection.chosen} commands={commands} onClear={selection.clear} />
      {body}
      <VisuallyHidden aria-live="polite" data-testid="transfers-said">
        {announcement}
      </VisuallyHidden>
      <VisuallyHidden aria-live="polite">{stateAnnouncement}</VisuallyHidden>
      <PreviewDialog
        target={previewed && { kind: 'transfer', id: previewed.id, name: previewed.name }}
        coming={previewed !== null && all?.find((item) => item.id === previewed.id)?.state !== 'done'}
        onClose={() => setPreviewed(null)}
      />
      <RemoveConfirm removal={removal} onConfirm={remove.mutate} onClose={() => setRemoval(null)} />
    </Page>
  )
}
