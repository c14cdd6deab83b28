import { Button, CloseButton } from '@mantine/core'
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import { useConnection } from '../client/provider.tsx'
import { useAction } from '../client/queries.ts'
import { useStatus } from '../client/streams/streams.ts'
import { problemText } from '../locales/problem-text.ts'
import { connectionLostText } from './connection-lost.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './shell.module.css'

/** The lost connection and the node's current problems, above every page. */
export function Banners() {
  const { t, i18n } = useText()
  const connection = useConnection()
  const { state, retry } = connection
  const lost = connectionLostText(connection, t)
  const notices = useStatus().data?.notices ?? []
  const dismiss = useAction((client, id: string) => client.node.dismissNotice({ id }))
  return (
    <>
      {state === 'lost' && (
        <div className={classes.banner} data-tone="bad" role="alert" data-testid="connection-lost">
          <IconPlugConnectedX size={18} aria-hidden style={{ flex: 'none' }} />
          <span className={classes.bannerText}>
            <b>{lost.title}</b> {lost.text}
          </span>
          <Button variant="default" onClick={retry}>
            {t('common:retry')}
          </Button>
        </div>
      )}
      {state !== 'lost' &&
        notices.map((notice) => {
          const { title, hint } = problemText(notice, t, i18n.language)
          return (
            <div key={notice.id} className={classes.banner} role="alert" data-testid="notice">
              <IconAlertTriangle size={18} aria-hidden style={{ flex: 'none' }} />
              <span className={classes.bannerText}>
                <b>{title}</b> {hint}
              </span>
              <CloseButton size="sm" aria-label={t('common:dismiss')} onClick={() => dismiss.mutate(notice.id)} />
            </div>
          )
        })}
    </>
  )
}
