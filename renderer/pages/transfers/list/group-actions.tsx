import { ActionIcon, Menu } from '@mantine/core'
import { IconClearAll, IconDots, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { useAction } from '../../../client/queries.ts'
import { ExportItems } from '../../../components/export-items.tsx'
import { useText } from '../../../hooks/use-text.ts'
import type { GroupLine } from './lines.ts'
import type { TransferCommands } from './transfer-actions.tsx'
import classes from '../transfers.module.css'

/** Commands for all transfers of a group. */
export function GroupActions({
  line,
  tabIndex,
  commands,
}: {
  line: GroupLine
  tabIndex: number
  commands: TransferCommands
}) {
  const { t } = useText()
  const pause = useAction((client, ids: string[]) => client.transfers.pause({ ids }))
  const resume = useAction((client, ids: string[]) => client.transfers.resume({ ids }))
  const down = line.items.filter((item) => item.direction === 'down')
  const running = down.filter((item) => item.state === 'active' || item.state === 'waiting')
  const held = down.filter((item) => item.state === 'paused' || item.state === 'failed')
  const ended = line.items.filter((item) => item.state === 'done' || item.state === 'failed')
  // A group by peer is not a folder.
  const groupId = line.peer ? undefined : down[0]?.group?.id
  const ids = (items: typeof down): string[] => items.map((item) => item.id)
  return (
    <span className={classes.actions}>
      <Menu>
        <Menu.Target>
          <ActionIcon
            tabIndex={tabIndex}
            aria-label={t('transfers:moreFor', { name: line.name || t('common:unnamed') })}
            data-testid="group-menu"
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPlayerPause size={15} />}
            disabled={running.length === 0}
            onClick={() => pause.mutate(ids(running))}
          >
            {t('transfers:group.pause', { count: running.length })}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPlayerPlay size={15} />}
            disabled={held.length === 0}
            onClick={() => resume.mutate(ids(held))}
          >
            {t('transfers:group.resume', { count: held.length })}
          </Menu.Item>
          {groupId !== undefined && down.length > 0 && (
            <>
              <Menu.Divider />
              <ExportItems subject={{ groupId }} link={null} complete={down.every((item) => item.state === 'done')} />
            </>
          )}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconClearAll size={15} />}
            disabled={ended.length === 0}
            onClick={() => commands.remove(ended, false)}
          >
            {t('transfers:group.clear', { count: ended.length })}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            color="var(--hy-bad-text)"
            onClick={() => commands.remove(line.items, false)}
          >
            {t('transfers:group.remove', { count: line.items.length })}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}
