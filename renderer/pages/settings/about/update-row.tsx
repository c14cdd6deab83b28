import { Button } from '@mantine/core'
import { useAction } from '../../../client/queries.ts'
import { useAppUpdate } from '../../../client/streams/streams.ts'
import { updateText } from '../../../components/update-text.ts'
import { useText } from '../../../hooks/use-text.ts'
import { SettingRow } from '../setting-row.tsx'

/** Whether there is a newer version, and the button for what can be done about it. */
export function UpdateRow() {
  const { t } = useText()
  const update = useAppUpdate().data
  const check = useAction((client) => client.desktop.checkForUpdates())
  const download = useAction((client) => client.desktop.downloadUpdate())
  if (!update) return null
  const { state } = update
  return (
    <SettingRow label={t('settings:update.title')} text={updateText(update, t)}>
      {state === 'available' ? (
        <Button variant="default" onClick={() => download.mutate(undefined)} data-testid="update-download">
          {t('settings:update.download')}
        </Button>
      ) : (
        (state === 'idle' || state === 'failed') && (
          <Button variant="default" onClick={() => check.mutate(undefined)} data-testid="update-check">
            {t(state === 'failed' ? 'common:retry' : 'settings:update.check')}
          </Button>
        )
      )}
    </SettingRow>
  )
}
