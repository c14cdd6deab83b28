import { Progress } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconChevronsUp,
  IconChevronsDown,
  IconFolder,
} from '@tabler/icons-react'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { useAction, useCapabilities } from '../../../client/queries.ts'
import { FileName } from '../../../components/files/file-name.tsx'
import { PeerName } from '../../../components/peer-name.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { sentences } from '../../../locales/sentences.ts'
import { stateText } from '../transfer-state.ts'
import type { GroupLine } from './lines.ts'
import classes from '../transfers.module.css'

export const BAR_COLOR: Record<Transfer['state'], string> = {
  waiting: 'var(--hy-new)',
  active: 'var(--hy-accent)',
  verifying: 'var(--hy-new)',
  paused: 'var(--hy-new)',
  done: 'var(--hy-accent)',
  failed: 'var(--hy-bad)',
}

function DirectionIcon({ direction }: Pick<Transfer, 'direction'>) {
  const { t } = useText()
  const Icon = direction === 'down' ? IconArrowDown : IconArrowUp
  const label = t(`transfers:direction.${direction}`)
  return (
    <span title={label} style={{ display: 'inline-flex', flex: 'none' }}>
      <Icon size={17} stroke={1.7} color="var(--hy-quiet)" role="img" aria-label={label} />
    </span>
  )
}

/** Name and state of one transfer; `inner` under a headline, where the folder is part of the name. */
export function ItemName({ item, inner }: { item: Transfer; inner: boolean }) {
  const { t, i18n } = useText()
  const format = useFormat()
  const state = stateText(item, t, i18n.language, format)
  const priority = item.priority === 'normal' || item.state === 'done' ? null : item.priority
  const drag = useAction((client, transferId: string) => client.desktop.dragFile({ transferId }))
  const leaves = useCapabilities().dragFile && item.direction === 'down' && item.state === 'done'
  return (
    <span
      className={classes.file}
      data-inner={inner || undefined}
      draggable={leaves || undefined}
      onDragStart={(event) => {
        if (!leaves) return
        // the system drags the file itself instead
        event.preventDefault()
        drag.mutate(item.id)
      }}
    >
      <DirectionIcon direction={item.direction} />
      <span className={classes.lines}>
        <span className={classes.title}>
          {priority && (
            <span title={t(`transfers:priority.${priority}`)} style={{ display: 'inline-flex', flex: 'none' }}>
              {priority === 'high' ? (
                <IconChevronsUp
                  size={14}
                  color="var(--hy-accent)"
                  role="img"
                  aria-label={t('transfers:priority.high')}
                />
              ) : (
                <IconChevronsDown
                  size={14}
                  color="var(--hy-quiet)"
                  role="img"
                  aria-label={t('transfers:priority.low')}
                />
              )}
            </span>
          )}
          <FileName name={inner && item.folder ? `${item.folder}/${item.name}` : item.name} />
        </span>
        <span
          className={classes.state}
          data-tone={state.tone}
          data-testid="transfer-state"
          data-state={item.state}
          title={sentences(state.text, state.hint)}
        >
          {sentences(state.text, state.hint)}
        </span>
      </span>
    </span>
  )
}

/** The headline of a group of transfers: folder or peer, with the control that folds it. */
export function GroupName({ line, onToggle, tabIndex }: { line: GroupLine; onToggle: () => void; tabIndex: number }) {
  const { t } = useText()
  const Chevron = line.open ? IconChevronDown : IconChevronRight
  const name = line.name || t('common:unnamed')
  return (
    <span className={classes.file}>
      <button
        type="button"
        className={classes.fold}
        onClick={onToggle}
        aria-expanded={line.open}
        tabIndex={tabIndex}
        aria-label={t(line.open ? 'transfers:group.close' : 'transfers:group.open', { name })}
      >
        <Chevron size={16} aria-hidden />
      </button>
      {line.peer ? (
        <PeerName peer={line.peer} link tabIndex={tabIndex} />
      ) : (
        <span className={classes.title}>
          <IconFolder size={17} stroke={1.7} color="var(--hy-quiet)" aria-hidden style={{ flex: 'none' }} />
          <FileName name={name} />
        </span>
      )}
    </span>
  )
}

/** A progress bar with bytes and percent below it. */
export function Bar({
  share,
  color,
  label,
  moved,
  size,
  animated = false,
}: {
  share: number
  color: string
  label: string
  moved: number
  size: number
  animated?: boolean
}) {
  const { t } = useText()
  const format = useFormat()
  return (
    <span className={classes.progress}>
      <Progress value={share * 100} size={6} aria-label={label} animated={animated} color={color} />
      <span className={classes.numbers}>
        <span>{t('transfers:ofSize', { moved: format.bytes(moved), size: format.bytes(size) })}</span>
        <span>{format.percent(share)}</span>
      </span>
    </span>
  )
}
