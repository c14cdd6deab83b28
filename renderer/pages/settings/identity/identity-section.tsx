import { useState } from 'react'
import { Button } from '@mantine/core'
import type { NodeInfo } from '../../../../main/contract/node.ts'
import { RestoreDialog } from '../../../components/identity/restore-dialog.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { SettingRow } from '../setting-row.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { NewNameDialog } from './new-name-dialog.tsx'
import { PhraseDialog } from './phrase-dialog.tsx'
import { RecoveryRow } from './recovery-row.tsx'
import settings from '../settings.module.css'

const ACTIONS = ['phrase', 'export', 'restore', 'newName'] as const
type Action = (typeof ACTIONS)[number]

/** Back up, restore and replace the identity. */
export function IdentitySection({ info }: { info: NodeInfo }) {
  const { t } = useText()
  const [open, setOpen] = useState<Action | null>(null)
  const close = (): void => setOpen(null)
  const button = { phrase: 'show', export: 'exportButton', restore: 'restoreButton', newName: 'newNameButton' } as const
  const text = { phrase: 'phraseText', export: 'exportText', restore: 'restoreText', newName: 'newNameText' } as const
  return (
    <>
      <h2 className={settings.title}>{t('communities:identity.title')}</h2>
      <section className={settings.section}>
        <RecoveryRow />
        {ACTIONS.map((action) => (
          <SettingRow
            key={action}
            label={t(`communities:identity.${action}`)}
            text={t(`communities:identity.${text[action]}`)}
          >
            <Button
              variant="default"
              color={action === 'newName' ? 'red' : undefined}
              aria-label={`${t(`communities:identity.${action}`)}: ${t(`communities:identity.${button[action]}`)}`}
              onClick={() => setOpen(action)}
              data-testid={`identity-${action}`}
            >
              {t(`communities:identity.${button[action]}`)}
            </Button>
          </SettingRow>
        ))}
      </section>
      <PhraseDialog opened={open === 'phrase'} onClose={close} />
      <ExportDialog opened={open === 'export'} onClose={close} />
      <RestoreDialog opened={open === 'restore'} onClose={close} />
      <NewNameDialog opened={open === 'newName'} present={info.identity.name} onClose={close} />
    </>
  )
}
