import { useState } from 'react'
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import {
  IconDots,
  IconExternalLink,
  IconFolderOpen,
  IconPlayerPause,
  IconPlayerPlay,
  IconStar,
  IconTrash,
  IconUser,
} from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { useAction, useCapabilities } from '../../client/queries.ts'
import { useText } from '../../hooks/use-text.ts'
import { CorrectModal } from '../peers/correct-modal.tsx'
import classes from './transfers.module.css'

interface TransferActionsProps {
  transfer: Transfer
  tabIndex: number
  onRemove: (transfer: Transfer) => void
}

/** What can be done with a transfer now. */
export function TransferActions({ transfer, tabIndex, onRemove }: TransferActionsProps) {
  const { t } = useText()
  const [, navigate] = useLocation()
  const can = useCapabilities()
  const [rating, setRating] = useState(false)
  const pause = useAction((client, id: string) => client.transfers.pause({ id }))
  const resume = useAction((client, id: string) => client.transfers.resume({ id }))
  const open = useAction((client, id: string) => client.desktop.openFile({ transferId: id }))
  const reveal = useAction((client, id: string) => client.desktop.revealFile({ transferId: id }))
  const { id, name, state, direction } = transfer
  const down = direction === 'down'
  const canPause = down && (state === 'active' || state === 'waiting')
  const canResume = down && (state === 'paused' || state === 'failed')
  const whole = down && state === 'done'
  const button = (label: string, icon: React.ReactNode, act: () => void, busy: boolean, testId: string) => (
    <Tooltip label={label}>
      <ActionIcon tabIndex={tabIndex} aria-label={`${label}: ${name}`} onClick={act} loading={busy} data-testid={testId}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
  return (
    <span className={classes.actions}>
      {canPause &&
        button(t('transfers:pause'), <IconPlayerPause size={16} />, () => pause.mutate(id), pause.isPending, 'transfer-pause')}
      {canResume &&
        button(
          state === 'failed' ? t('transfers:tryAgain') : t('transfers:resume'),
          <IconPlayerPlay size={16} />,
          () => resume.mutate(id),
          resume.isPending,
          'transfer-resume',
        )}
      {whole &&
        can.openFile &&
        button(t('transfers:open'), <IconExternalLink size={16} />, () => open.mutate(id), open.isPending, 'transfer-open')}
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
          <Menu.Item leftSection={<IconUser size={15} />} onClick={() => navigate(`/peers/${transfer.peer.publicKey}`)}>
            {t('transfers:showPeer')}
          </Menu.Item>
          {(state === 'done' || state === 'failed') && (
            <Menu.Item leftSection={<IconStar size={15} />} onClick={() => setRating(true)} data-testid="transfer-rate">
              {t('trust:correct.menu')}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            color="var(--hy-bad-text)"
            onClick={() => onRemove(transfer)}
            data-testid="transfer-remove"
          >
            {t('transfers:remove')}
          </Menu.Item>
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
