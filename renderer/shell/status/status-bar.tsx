import { ActionIcon, Button, Progress, Tooltip } from '@mantine/core'
import { IconGauge } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { NodeStatus } from '../../../main/contract/node.ts'
import { useAction } from '../../client/queries.ts'
import { useStatus } from '../../client/streams/streams.ts'
import { useConnection } from '../../client/provider.tsx'
import { aloneTitle, useAlone, useConnect } from '../../components/feedback/alone-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { Speeds } from './speeds.tsx'
import classes from './status-bar.module.css'

function Tasks({ tasks }: { tasks: NodeStatus['tasks'] }) {
  const { t } = useText()
  const format = useFormat()
  const first = tasks[0]
  if (!first) return <span className={classes.task} />
  const share = first.total > 0 ? first.done / first.total : null
  const name = t(`common:task.${first.kind}`, { label: first.label })
  const text = share === null ? name : `${name} ${format.percent(share)}`
  const all = tasks.map((task) => t(`common:task.${task.kind}`, { label: task.label })).join('\n')
  return (
    <span className={classes.task}>
      <Tooltip label={all} style={{ whiteSpace: 'pre-line' }}>
        <span className="truncate">
          {text}
          {tasks.length > 1 && ` ${t('common:task.more', { count: tasks.length - 1 })}`}
        </span>
      </Tooltip>
      <Progress
        value={share === null ? 100 : share * 100}
        animated={share === null}
        size={6}
        w={80}
        style={{ flex: 'none' }}
        aria-label={name}
      />
    </span>
  )
}

/** Switches the alternative speed limits. */
function AlternativeLimits({ on }: { on: boolean }) {
  const { t } = useText()
  const turn = useAction((client, wanted: boolean) => client.node.configure({ alternativeLimitsOn: wanted }), {
    invalidates: ['settings'],
  })
  const label = t('common:alternativeLimits')
  return (
    <Tooltip label={t(on ? 'common:alternativeLimitsOn' : 'common:alternativeLimitsOff')}>
      <ActionIcon
        size={20}
        variant={on ? 'light' : 'subtle'}
        aria-label={label}
        aria-pressed={on}
        onClick={() => turn.mutate(!on)}
        data-testid="alternative-limits"
      >
        <IconGauge size={14} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

/** Node state, number of peers, speeds and current work. */
export function StatusBar() {
  const { t } = useText()
  const status = useStatus().data
  const { state: connection } = useConnection()
  const alone = useAlone()
  const connect = useConnect()
  const state = connection === 'lost' ? 'offline' : (status?.state ?? 'connecting')
  const reason =
    connection === 'lost'
      ? t('common:disconnected.lostShort')
      : status && status.reason !== ''
        ? t(`common:offline.${status.reason}`)
        : ''
  return (
    <footer className={classes.foot}>
      <span className={classes.state} role="status" data-testid="node-state" data-state={state}>
        <span className={classes.lamp} data-state={state} aria-hidden="true" />
        <span className="truncate" title={reason}>
          {t(`common:state.${state}`)}
          {reason && `: ${reason}`}
        </span>
      </span>
      {status && connection !== 'lost' && (
        <>
          {alone?.off && (
            <Button
              size="compact-xs"
              variant="default"
              loading={connect.isPending}
              onClick={() => connect.mutate()}
              data-testid="status-connect"
            >
              {t('common:alone.connect')}
            </Button>
          )}
          <span data-testid="peer-count">
            {alone && !alone.off ? (
              <Link href="/communities" className={classes.alone} title={t('common:alone.text')}>
                {aloneTitle(alone.communities, t)}
              </Link>
            ) : (
              t('common:peers', { count: status.peers })
            )}
          </span>
          <Tasks tasks={status.tasks} />
          <span className={classes.speeds}>
            <AlternativeLimits on={status.alternativeLimitsOn} />
            <Speeds status={status} />
          </span>
        </>
      )}
    </footer>
  )
}
