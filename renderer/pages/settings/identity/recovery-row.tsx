import { useState } from 'react'
import { Button } from '@mantine/core'
import { useLogRecovery } from '../../../client/streams/streams.ts'
import { useText } from '../../../hooks/use-text.ts'
import { SettingRow } from '../setting-row.tsx'
import { ConfirmLogDialog } from './confirm-log-dialog.tsx'

/** The recovery of the own rating log, while it lasts. */
export function RecoveryRow() {
  const { t } = useText()
  const recovery = useLogRecovery().data
  const [opened, setOpened] = useState(false)
  if (!recovery?.held) return null
  const { reason, found, holders, needed, waiting } = recovery
  const known = Math.max(found, recovery.known)
  const text = [
    t(reason === 'grown' ? 'communities:identity.recoveryGrown' : 'communities:identity.recoveryRestored'),
    t('communities:identity.recoveryFound', { found, known, holders, needed }),
    waiting > 0 ? t('communities:identity.recoveryWaiting', { count: waiting }) : '',
  ]
  return (
    <>
      <SettingRow label={t('communities:identity.recovery')} text={text.filter(Boolean).join(' ')}>
        <Button variant="default" onClick={() => setOpened(true)} data-testid="identity-recovery">
          {t('communities:identity.confirmLog')}
        </Button>
      </SettingRow>
      <ConfirmLogDialog opened={opened} missing={known - found} onClose={() => setOpened(false)} />
    </>
  )
}
