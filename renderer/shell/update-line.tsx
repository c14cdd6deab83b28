import { useState } from 'react'
import { Button, CloseButton } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useAction } from '../client/queries.ts'
import { useAppUpdate } from '../client/streams/streams.ts'
import { updateText } from '../components/update-text.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './shell.module.css'

/** One quiet line above the page when a newer version can be downloaded or waits to be installed. */
export function UpdateLine() {
  const { t } = useText()
  const update = useAppUpdate().data
  const [dismissed, setDismissed] = useState('')
  const download = useAction((client) => client.desktop.downloadUpdate())
  if (!update || (update.state !== 'available' && update.state !== 'ready')) return null
  const key = `${update.state} ${update.version}`
  if (key === dismissed) return null
  return (
    <div className={classes.banner} data-tone="quiet" role="status" data-testid="update-line">
      <IconDownload size={18} aria-hidden style={{ flex: 'none' }} />
      <span className={classes.bannerText}>{updateText(update, t)}</span>
      {update.state === 'available' && (
        <Button variant="default" size="xs" onClick={() => download.mutate(undefined)}>
          {t('settings:update.download')}
        </Button>
      )}
      <CloseButton size="sm" aria-label={t('common:dismiss')} onClick={() => setDismissed(key)} />
    </div>
  )
}
