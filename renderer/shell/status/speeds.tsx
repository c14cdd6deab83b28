import { Popover, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { NodeStatus, Settings } from '../../../main/contract/node.ts'
import { useAction, useSettings } from '../../client/queries.ts'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { RateField } from '../../components/rate-field.tsx'
import classes from './status-bar.module.css'

const DIRECTIONS = ['down', 'up'] as const

function Limits({ limits, onClose }: { limits: Settings['transferLimits']; onClose: () => void }) {
  const { t } = useText()
  const configure = useAction((client, change: Partial<Settings>) => client.node.configure(change), {
    invalidates: ['settings'],
    done: t('settings:saved'),
  })
  return (
    <div className={classes.limits} data-testid="speed-limits">
      {DIRECTIONS.map((direction) => (
        <label key={direction} className={classes.limit}>
          {t(`settings:limits.${direction}`)}
          <RateField
            label={t(`settings:limits.${direction}`)}
            value={limits[direction]}
            onSave={(rate) => configure.mutate({ transferLimits: { ...limits, [direction]: rate } })}
            testId={`status-limit-${direction}`}
          />
        </label>
      ))}
      <Link href="/settings" onClick={onClose}>
        {t('common:limits.all')}
      </Link>
    </div>
  )
}

/** The speeds of all transfers together; a click opens their limits. */
export function Speeds({ status }: { status: NodeStatus }) {
  const { t } = useText()
  const format = useFormat()
  const settings = useSettings().data
  const [opened, { toggle, close }] = useDisclosure()
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && close()}
      position="top-end"
      shadow="md"
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <button type="button" className={classes.rates} aria-expanded={opened} onClick={toggle} data-testid="speeds">
          <span className={classes.speed} title={t('common:downloadRate')}>
            <IconArrowDown size={13} aria-hidden />
            <VisuallyHidden>{t('common:downloadRate')}</VisuallyHidden>
            <span>{format.rate(status.downloadRate)}</span>
          </span>
          <span className={classes.speed} title={t('common:uploadRate')}>
            <IconArrowUp size={13} aria-hidden />
            <VisuallyHidden>{t('common:uploadRate')}</VisuallyHidden>
            <span>{format.rate(status.uploadRate)}</span>
          </span>
          <VisuallyHidden>{t('common:limits.open')}</VisuallyHidden>
        </button>
      </Popover.Target>
      <Popover.Dropdown>{settings && <Limits limits={settings.transferLimits} onClose={close} />}</Popover.Dropdown>
    </Popover>
  )
}
