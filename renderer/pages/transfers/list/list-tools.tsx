import { Button, CloseButton, Menu, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconClearAll, IconDots, IconLink, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { useAction } from '../../../client/queries.ts'
import { useText } from '../../../hooks/use-text.ts'
import { AddLinkDialog } from '../../../shell/opened/add-link-dialog.tsx'
import { GROUPINGS, type Grouping } from './lines.ts'
import classes from '../transfers.module.css'

export type DirectionFilter = 'all' | 'down' | 'up'
const DIRECTIONS: DirectionFilter[] = ['all', 'down', 'up']
const hasEnded = (transfer: Transfer): boolean => transfer.state === 'done' || transfer.state === 'failed'

interface ListToolsProps {
  all: readonly Transfer[]
  /** The transfers that the filters leave. */
  shown: readonly Transfer[]
  text: string
  onText: (text: string) => void
  direction: DirectionFilter
  onDirection: (direction: DirectionFilter) => void
  grouping: Grouping
  onGrouping: (grouping: Grouping) => void
}

/** Filters, grouping, and the menu of commands for every transfer that is shown. */
export function ListTools(props: ListToolsProps) {
  const { all, shown, text, onText, direction, onDirection, grouping, onGrouping } = props
  const { t } = useText()
  const clear = useAction((client, wanted: DirectionFilter) =>
    client.transfers.clearFinished({ failed: true, ...(wanted !== 'all' && { direction: wanted }) }),
  )
  const pause = useAction((client, ids: string[]) => client.transfers.pause({ ids }))
  const resume = useAction((client, ids: string[]) => client.transfers.resume({ ids }))
  const count = (wanted: DirectionFilter): number =>
    all.filter((item) => wanted === 'all' || item.direction === wanted).length
  const [adding, addLink] = useDisclosure()
  const downs = shown.filter((item) => item.direction === 'down')
  const running = downs.filter((item) => item.state === 'active' || item.state === 'waiting').map((item) => item.id)
  const held = downs.filter((item) => item.state === 'paused' || item.state === 'failed').map((item) => item.id)
  return (
    <>
      <TextInput
        size="xs"
        className={classes.find}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        placeholder={t('transfers:filter')}
        aria-label={t('transfers:filter')}
        maxLength={256}
        spellCheck={false}
        leftSection={<IconSearch size={15} aria-hidden />}
        rightSection={text && <CloseButton size="xs" onClick={() => onText('')} aria-label={t('common:clear')} />}
        data-testid="transfers-filter"
      />
      <SegmentedControl
        value={direction}
        onChange={(value) => onDirection(DIRECTIONS.find((item) => item === value) ?? 'all')}
        aria-label={t('transfers:view')}
        data={DIRECTIONS.map((value) => ({ value, label: t(`transfers:views.${value}`, { count: count(value) }) }))}
      />
      <Select
        size="xs"
        w={124}
        aria-label={t('transfers:grouping.label')}
        value={grouping}
        allowDeselect={false}
        onChange={(value) => onGrouping(GROUPINGS.find((one) => one === value) ?? 'folder')}
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
      <Button leftSection={<IconLink size={15} aria-hidden />} onClick={addLink.open} data-testid="add-link">
        {t('common:addLink.open')}
      </Button>
      <AddLinkDialog opened={adding} onClose={addLink.close} />
    </>
  )
}
