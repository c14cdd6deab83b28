import { useMemo, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { Button, CloseButton, Menu, SegmentedControl, Select, TextInput, VisuallyHidden } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import {
  IconArrowsDownUp,
  IconClearAll,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { useAction } from '../../../client/queries.ts'
import { useTransfers } from '../../../client/streams/streams.ts'
import { Confirm } from '../../../components/dialogs/confirm.tsx'
import { DataGrid } from '../../../components/grid/data-grid.tsx'
import { Page } from '../../../components/page/page.tsx'
import { PreviewDialog } from '../../../components/preview/preview-dialog.tsx'
import type { Side } from '../../../components/grid/row-order.ts'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { TransferPane } from '../details/transfer-pane.tsx'
import { filtered, GROUPINGS, itemsOf, keyOf, linesOf, type Grouping, type Line } from './lines.ts'
import { TransferSelectionBar } from './transfer-selection-bar.tsx'
import { useStateAnnouncement } from './state-announcements.ts'
import type { TransferCommands } from './transfer-actions.tsx'
import { Totals } from './totals.tsx'
import { useTransferColumns } from './transfer-columns.tsx'
import { stateText } from '../transfer-state.ts'
import { useTransferSelection } from './use-transfer-selection.ts'
import { TransfersViewLinks } from '../transfers-view-links.tsx'
import classes from '../transfers.module.css'

type Direction = 'all' | 'down' | 'up'
const DIRECTIONS: Direction[] = ['all', 'down', 'up']
const hasEnded = (transfer: Transfer): boolean => transfer.state === 'done' || transfer.state === 'failed'
const unfinished = (transfer: Transfer): boolean => transfer.direction === 'down' && transfer.state !== 'done'

interface Removal {
  transfers: Transfer[]
  withFile: boolean
}

/** Downloads and uploads with what each is doing, and why if it is not. */
export function ListView() {
  const { t, i18n } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const [direction, setDirection] = useState<Direction>('all')
  const [grouping, setGrouping] = useLocalStorage<Grouping>({
    key: 'hyoban.transfers.grouping',
    defaultValue: 'folder',
  })
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [selected, setSelected] = useState<string | null>(null)
  const [previewed, setPreviewed] = useState<Transfer | null>(null)
  const [removal, setRemoval] = useState<Removal | null>(null)
  const [said, setSaid] = useState('')
  const [moved, setMoved] = useState<string | null>(null)
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
  const turnedSaid = useStateAnnouncement(all, (changed) => {
    const [one] = changed
    if (!one || changed.length > 1) return t('transfers:said.many', { count: changed.length })
    return one.state === 'paused'
      ? t('transfers:said.paused', { name: one.name })
      : t('transfers:said.failed', { name: one.name, why: stateText(one, t, i18n.language, format).text })
  })
  const lines = useMemo(() => linesOf(shown, grouping, closed), [shown, grouping, closed])
  const remove = useAction((client, { transfers, withFile }: Removal) =>
    client.transfers.remove({ ids: transfers.map((item) => item.id), withFile }),
  )
  const clear = useAction((client, wanted: Direction) =>
    client.transfers.clearFinished({ failed: true, ...(wanted !== 'all' && { direction: wanted }) }),
  )
  const pause = useAction((client, ids: string[]) => client.transfers.pause({ ids }))
  const resume = useAction((client, ids: string[]) => client.transfers.resume({ ids }))
  const move = useAction((client, order: { ids: string[]; where: Side; anchor: string }) =>
    client.transfers.move(order),
  )

  const toggle = (key: string): void =>
    setClosed((before) =>
      before.has(key) ? new Set([...before].filter((one) => one !== key)) : new Set([...before, key]),
    )
  const picks = useTransferSelection(shown)
  const allPicked = shown.length > 0 && picks.chosen.length === shown.length
  const commands: TransferCommands = {
    remove: (transfers, withFile) =>
      withFile || transfers.some(unfinished)
        ? setRemoval({ transfers, withFile })
        : remove.mutate({ transfers, withFile }),
    preview: setPreviewed,
  }
  const columns = useTransferColumns(commands, toggle, {
    has: picks.has,
    press: (line, range) => picks.press(lines, line, range),
    head: (
      <input
        type="checkbox"
        className={classes.pick}
        checked={allPicked}
        aria-label={t('transfers:picks.all')}
        data-testid="transfers-pick-all"
        ref={(box) => {
          if (box) box.indeterminate = picks.chosen.length > 0 && !allPicked
        }}
        onChange={picks.chosen.length > 0 ? picks.clear : picks.all}
      />
    ),
  })
  const onPress = (event: MouseEvent<HTMLElement>, line: Line, _index: number, rows: readonly Line[]): boolean => {
    const chooses = event.shiftKey || event.ctrlKey || event.metaKey
    if (chooses) picks.press(rows, line, event.shiftKey)
    else picks.anchor(line)
    return chooses
  }
  const onKey = (event: KeyboardEvent<HTMLElement>, index: number, to: number, rows: readonly Line[]): boolean => {
    const command = event.ctrlKey || event.metaKey
    const [line, next] = [rows[index], rows[to]]
    if (!line || !next) return false
    if (command && event.key.toLowerCase() === 'a') picks.all()
    else if (command && event.key === ' ') picks.press(rows, line, false)
    else if (event.shiftKey && to !== index) picks.extend(rows, line, next)
    else if (event.key === 'Delete') commands.remove(picks.chosen.length > 0 ? picks.chosen : itemsOf(line), false)
    else {
      // a range begins where the keyboard was last without Shift
      if (to !== index) picks.anchor(next)
      return false
    }
    return true
  }

  const waits = (line: Line): boolean => line.kind === 'item' && line.item.place !== null
  const order = {
    can: waits,
    move: (line: Line, side: Side, anchor: Line) => {
      move.mutate({ ids: [line.key], where: side, anchor: anchor.key })
      setMoved(line.key)
      if (line.kind === 'item' && anchor.kind === 'item')
        setSaid(t(`transfers:move.${side}`, { name: line.item.name, other: anchor.item.name }))
    },
    refused: (line: Line, anchor: Line | undefined) => {
      const why = line.kind === 'group' ? 'group' : !waits(line) ? 'row' : anchor ? 'anchor' : 'end'
      const text = t(`transfers:cannotMove.${why}`, { name: line.kind === 'item' ? line.item.name : line.name })
      // the same words twice would not be read again
      setSaid((before) => (before === text ? `${text} ` : text))
    },
  }
  const count = (wanted: Direction): number =>
    (all ?? []).filter((item) => wanted === 'all' || item.direction === wanted).length
  const downs = shown.filter((item) => item.direction === 'down')
  const running = downs.filter((item) => item.state === 'active' || item.state === 'waiting').map((item) => item.id)
  const held = downs.filter((item) => item.state === 'paused' || item.state === 'failed').map((item) => item.id)
  // rows keep still under the pointer, but what a person moves is to be seen moving
  const place = `${moved} ${shown.find((item) => item.id === moved)?.place}`
  const picked = lines.some((line) => line.key === selected && line.kind === 'item') ? selected : null
  const first = removal?.transfers[0]

  const body = (() => {
    if (stream.status === 'error' && stream.error && !all)
      return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!all) return <LoadingPanel />
    if (lines.length === 0 && text.trim() !== '') {
      return (
        <StatePanel
          icon={<IconSearch size={24} />}
          title={t('transfers:noMatch.title', { text: text.trim() })}
          text={t('transfers:noMatch.text')}
        >
          <Button variant="default" onClick={() => setText('')}>
            {t('transfers:noMatch.action')}
          </Button>
        </StatePanel>
      )
    }
    if (lines.length === 0) {
      return (
        <StatePanel
          icon={<IconArrowsDownUp size={24} />}
          title={t(`transfers:empty.${direction}.title`)}
          text={t(`transfers:empty.${direction}.text`)}
        >
          <Button variant="default" leftSection={<IconSearch size={15} aria-hidden />} onClick={() => navigate('/')}>
            {t('transfers:empty.action')}
          </Button>
        </StatePanel>
      )
    }
    return (
      <div
        className={classes.split}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.defaultPrevented || !event.currentTarget.contains(event.target as Node))
            return
          if (picked) setSelected(null)
          else picks.clear()
        }}
      >
        <div className={classes.list}>
          <DataGrid
            label={t('common:nav.transfers')}
            columns={columns}
            rows={lines}
            rowKey={keyOf}
            rowHeight={60}
            testId="transfer-row"
            freezeKey={`${direction} ${grouping} ${[...closed].join(' ')} ${place} ${text}`}
            selected={picked}
            onOpen={(line) => (line.kind === 'group' ? toggle(line.key) : setSelected(line.key))}
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
        <>
          <TextInput
            size="xs"
            className={classes.find}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            placeholder={t('transfers:filter')}
            aria-label={t('transfers:filter')}
            maxLength={256}
            spellCheck={false}
            leftSection={<IconSearch size={15} aria-hidden />}
            rightSection={text && <CloseButton size="xs" onClick={() => setText('')} aria-label={t('common:clear')} />}
            data-testid="transfers-filter"
          />
          <SegmentedControl
            value={direction}
            onChange={(value) => setDirection(DIRECTIONS.find((item) => item === value) ?? 'all')}
            aria-label={t('transfers:view')}
            data={DIRECTIONS.map((value) => ({ value, label: t(`transfers:views.${value}`, { count: count(value) }) }))}
          />
          <Select
            size="xs"
            w={136}
            aria-label={t('transfers:grouping.label')}
            value={grouping}
            allowDeselect={false}
            onChange={(value) => setGrouping(GROUPINGS.find((one) => one === value) ?? 'folder')}
            data={GROUPINGS.map((value) => ({ value, label: t(`transfers:grouping.${value}`) }))}
            data-testid="grouping"
          />
          <Menu>
            <Menu.Target>
              <Button variant="default" px={9} aria-label={t('transfers:all.label')} data-testid="transfers-all">
                <IconDots size={16} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconPlayerPause size={15} />}
                disabled={running.length === 0}
                onClick={() => pause.mutate(running)}
              >
                {t('transfers:group.pause', { count: running.length })}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconPlayerPlay size={15} />}
                disabled={held.length === 0}
                onClick={() => resume.mutate(held)}
              >
                {t('transfers:group.resume', { count: held.length })}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item
                leftSection={<IconClearAll size={15} />}
                disabled={!shown.some(hasEnded)}
                onClick={() => clear.mutate(direction)}
                data-testid="clear-ended"
              >
                {t('transfers:clearEnded')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
      foot={all && <Totals all={all} />}
    >
      <TransferSelectionBar chosen={picks.chosen} commands={commands} onClear={picks.clear} />
      {body}
      <VisuallyHidden aria-live="polite" data-testid="transfers-said">
        {said}
      </VisuallyHidden>
      <VisuallyHidden aria-live="polite">{turnedSaid}</VisuallyHidden>
      <PreviewDialog
        target={previewed && { kind: 'transfer', id: previewed.id, name: previewed.name }}
        coming={previewed !== null && all?.find((item) => item.id === previewed.id)?.state !== 'done'}
        onClose={() => setPreviewed(null)}
      />
      <Confirm
        opened={removal !== null}
        title={t(removal?.withFile ? 'transfers:confirm.fileTitle' : 'transfers:confirm.title', {
          count: removal?.transfers.length ?? 1,
        })}
        text={t(removal?.withFile ? 'transfers:confirm.fileText' : 'transfers:confirm.text', {
          name: first?.name ?? '',
          path: first?.path ?? '',
          count: removal?.transfers.length ?? 1,
        })}
        action={t(removal?.withFile ? 'transfers:removeWithFile' : 'transfers:remove')}
        onConfirm={() => removal && remove.mutate(removal)}
        onClose={() => setRemoval(null)}
      />
    </Page>
  )
}
