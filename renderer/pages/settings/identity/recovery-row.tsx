import { useState } from 'react'
import { Button } from '@mantine/core'
import { useLogRecovery } from '../../../client/streams/streams.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { SettingRow } from '../setting-row.tsx'
import { RestartLogDialog } from './restart-log-dialog.tsx'

/** The recovery of the own rating log while it lasts, and when the user continued in a new one. */
export function RecoveryRow() {
  const { t } = useText()
  const format = useFormat()
  const recovery = useLogRecovery().data
  const [opened, setOpened] = useState(false)
  const latest = recovery && Math.max(0, ...recovery.restarts)
  if (!recovery || (!recovery.held && !latest)) return null
  const { held, reason, found, holders, needed, waiting, mayRestart } = recovery
  const known = Math.max(found, recovery.known)
  const recovering = [
    t(reason === 'grown' ? 'communities:identity.recoveryGrown' : 'communities:identity.recoveryRestored'),
    t('communities:identity.recoveryFound', { found, known, holders, needed }),
    waiting > 0 ? t('communities:identity.recoveryWaiting', { count: waiting }) : '',
  ]
  const restarted = latest ? t('communities:identity.logRestarted', { date: format.dateTime(latest) }) : ''
  return (
    <>
      <SettingRow
        label={t('communities:identity.recovery')}
        text={[...(held ? recovering : []), restarted].filter(Boolean).join(' ')}
      >
        {held && (
          <Button variant="default" onClick={() => setOpened(true)} data-testid="identity-recovery">
            {t('communities:identity.restartLog')}
          </Button>
        )}
      </SettingRow>
      <RestartLogDialog
        opened={opened}
        missing={known - found}
        mayRestart={mayRestart}
        onClose={() => setOpened(false)}
      />
    </>
  )
}
