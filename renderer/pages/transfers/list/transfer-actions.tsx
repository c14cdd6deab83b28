import { useState } from 'react'
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconChevronsDown,
  IconChevronsUp,
  IconDots,
  IconEqual,
  IconExternalLink,
  IconEye,
  IconFileX,
  IconFolderOpen,
  IconPlayerPause,
  IconPlayerPlay,
  IconStar,
  IconTrash,
  IconUser,
} from '@tabler/icons-react'
import { useLocation } from 'wouter'
import { PRIORITIES, type Priority, type Transfer } from '../../../../main/contract/transfers.ts'
import { useAction, useCapabilities } from '../../../client/queries.ts'
import { ExportItems } from '../../../components/export-items.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { CorrectModal } from '../../../components/ratings/correct-modal.tsx'
import { isBlockedByExclusion, ReadmitAction } from '../excluded-action.tsx'
import classes from '../transfers.module.css'

const PRIORITY_ICONS: Record<Priority, React.ReactNode> = {
  high: <IconChevronsUp size={15} />,
  normal: <IconEqual size={15} />,
  low: <IconChevronsDown size={15} />,
}

/** Commands that the list provides to its rows. */
export interface TransferCommands {
  remove: (transfers: Transfer[], withFile: boolean) => void
  preview: (transfer: Transfer) => void
}

interface TransferActionsProps {
  transfer: Transfer
  tabIndex: number
  commands: TransferCommands
}

/** Buttons and menu for one transfer. */
export function TransferActions({ transfer, tabIndex, commands }: TransferActionsProps) {
  const { t } = useText()
  const { id, name, state, direction } = transfer
  const [, navigate] = useLocation()
  const can = useCapabilities()
  const [rating, setRating] = useState(false)
  const pause = useAction((client, id: string) => client.transfers.pause({ id }))
  const resume = useAction((client, id: string) => client.transfers.resume({ id }))
  const prioritise = useAction((client, priority: Priority) => client.transfers.setPriority({ id, priority }))
  const move = useAction((client, where: 'first' | 'last') => client.transfers.move({ ids: [id], where }))
  const open = useAction((client, id: string) => client.desktop.openFile({ transferId: id }))
  const reveal = useAction((client, id: string) => client.desktop.revealFile({ transferId: id }))
  const down = direction === 'down'
  const canPause = down && (state === 'active' || state === 'waiting')
  const shutOut = isBlockedByExclusion(transfer)
  const canResume = down && !shutOut && (state === 'paused' || state === 'failed')
  const ended = state === 'done' || state === 'failed'
  const whole = down && state === 'done'
  const button = (label: string, icon: React.ReactNode, act: () => void, busy: boolean, testId: string) => (
    <Tooltip label={label}>
      <ActionIcon
        tabIndex={tabIndex}
        aria-label={`${label}: ${name}`}
        onClick={act}
        loading={busy}
        data-testid={testId}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  )
  return (
    <span className={classes.actions}>
      {canPause &&
        button(
          t('transfers:pause'),
          <IconPlayerPause size={16} />,
          () => pause.mutate(id),
          pause.isPending,
          'transfer-pause',
        )}
      {canResume &&
        button(
          state === 'failed' ? t('transfers:tryAgain') : t('transfers:resume'),
          <IconPlayerPlay size={16} />,
          () => resume.mutate(id),
          resume.isPending,
          'transfer-resume',
        )}
      {shutOut && <ReadmitAction transfer={transfer} icon tabIndex={tabIndex} />}
      {whole &&
        can.openFile &&
        button(
          t('transfers:open'),
          <IconExternalLink size={16} />,
          () => open.mutate(id),
          open.isPending,
          'transfer-open',
        )}
      <Menu>
        <Menu.Target>
          <ActionIcon tabIndex={tabIndex} aria-label={t('transfers:moreFor', { name })} data-testid="transfer-menu">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {whole && can.revealFile && (
            <Menu.Item leftSection={<IconFolderOpen size={15} />} onClick={() => reveal.mutate(id)}>
              {t('transfers:reveal')}
            </Menu.Item>
          )}
          {down && state !== 'failed' && (
            <Menu.Item
              leftSection={<IconEye size={15} />}
              onClick={() => commands.preview(transfer)}
              data-testid="transfer-preview"
            >
              {t('common:preview.title')}
            </Menu.Item>
          )}
          {down &&
            !ended &&
            PRIORITIES.filter((one) => one !== transfer.priority).map((one) => (
              <Menu.Item key={one} leftSection={PRIORITY_ICONS[one]} onClick={() => prioritise.mutate(one)}>
                {t('transfers:toPriority', { priority: t(`transfers:priority.${one}`) })}
              </Menu.Item>
            ))}
          {transfer.place !== null && (
            <>
              <Menu.Item
                leftSection={<IconArrowBarToUp size={15} />}
                onClick={() => move.mutate('first')}
                data-testid="transfer-first"
              >
                {t('transfers:move.first')}
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowBarToDown size={15} />} onClick={() => move.mutate('last')}>
                {t('transfers:move.last')}
              </Menu.Item>
            </>
          )}
          <Menu.Divider />
          <ExportItems subject={{ transferId: id }} link={transfer} complete={whole || direction === 'up'} />
          <Menu.Divider />
          <Menu.Item leftSection={<IconUser size={15} />} onClick={() => navigate(`/peers/${transfer.peer.publicKey}`)}>
            {t('transfers:showPeer')}
          </Menu.Item>
          {ended && (
            <Menu.Item leftSection={<IconStar size={15} />} onClick={() => setRating(true)} data-testid="transfer-rate">
              {t('trust:correct.menu')}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            color="var(--hy-bad-text)"
            onClick={() => commands.remove([transfer], false)}
            data-testid="transfer-remove"
          >
            {t('transfers:remove')}
          </Menu.Item>
          {whole && (
            <Menu.Item
              leftSection={<IconFileX size={15} />}
              color="var(--hy-bad-text)"
              onClick={() => commands.remove([transfer], true)}
              data-testid="transfer-delete"
            >
              {t('transfers:removeWithFile')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <CorrectModal
        title={t('trust:correct.transferTitle', { name })}
        of={{ transferId: id }}
        opened={rating}
        onClose={() => setRating(false)}
      />
    </span>
  )
}
