import { Button, CloseButton, Menu } from '@mantine/core'
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconFlag,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react'
import { PRIORITIES, type Priority, type Transfer } from '../../../../main/contract/transfers.ts'
import { useAction } from '../../../client/queries.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import type { TransferCommands } from './transfer-actions.tsx'
import classes from '../transfers.module.css'

/** Commands for the selected transfers, each with the number of transfers it applies to. */
export function TransferSelectionBar({
  chosen,
  commands,
  onClear,
}: {
  chosen: readonly Transfer[]
  commands: Pick<TransferCommands, 'remove'>
  onClear: () => void
}) {
  const { t } = useText()
  const format = useFormat()
  const pause = useAction((client, ids: string[]) => client.transfers.pause({ ids }))
  const resume = useAction((client, ids: string[]) => client.transfers.resume({ ids }))
  const prioritise = useAction((client, priority: Priority) =>
    client.transfers.setPriority({ ids: waiting.map(({ id }) => id), priority }),
  )
  const move = useAction((client, where: 'first' | 'last') => client.transfers.move({ ids: queued, where }))
  const waiting = chosen.filter(
    ({ direction, state }) => direction === 'down' && state !== 'done' && state !== 'failed',
  )
  const running = waiting.filter(({ state }) => state === 'active' || state === 'waiting').map(({ id }) => id)
  const held = chosen
    .filter(({ direction, state }) => direction === 'down' && (state === 'paused' || state === 'failed'))
    .map(({ id }) => id)
  const queued = chosen
    .filter(({ place }) => place !== null)
    .toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0))
    .map(({ id }) => id)
  if (chosen.length === 0) return null
  return (
    <div className={classes.picks} role="group" aria-label={t('transfers:picks.label')} data-testid="transfer-picks">
      <span className="tabular" role="status">
        {t('transfers:picks.count', {
          count: chosen.length,
          size: format.bytes(chosen.reduce((sum, { size }) => sum + size, 0)),
        })}
      </span>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlayerPause size={15} aria-hidden />}
        disabled={running.length === 0}
        onClick={() => pause.mutate(running)}
        data-testid="picks-pause"
      >
        {t('transfers:group.pause', { count: running.length })}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlayerPlay size={15} aria-hidden />}
        disabled={held.length === 0}
        onClick={() => resume.mutate(held)}
        data-testid="picks-resume"
      >
        {t('transfers:group.resume', { count: held.length })}
      </Button>
      <Menu>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFlag size={15} aria-hidden />}
            disabled={waiting.length === 0}
            data-testid="picks-priority"
          >
            {t('transfers:priority.label')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {PRIORITIES.map((one) => (
            <Menu.Item key={one} onClick={() => prioritise.mutate(one)}>
              {t('transfers:toPriority', { priority: t(`transfers:priority.${one}`) })}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconArrowBarToUp size={15} />}
            disabled={queued.length === 0}
            onClick={() => move.mutate('first')}
            data-testid="picks-first"
          >
            {t('transfers:move.first')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowBarToDown size={15} />}
            disabled={queued.length === 0}
            onClick={() => move.mutate('last')}
          >
            {t('transfers:move.last')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={15} aria-hidden />}
        onClick={() => commands.remove([...chosen], false)}
        data-testid="picks-remove"
      >
        {t('transfers:group.remove', { count: chosen.length })}
      </Button>
      <CloseButton size="sm" onClick={onClear} aria-label={t('transfers:picks.clear')} />
    </div>
  )
}
