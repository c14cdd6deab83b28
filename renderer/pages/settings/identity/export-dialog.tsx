import { useState } from 'react'
import { Button, Group, PasswordInput } from '@mantine/core'
import { useAction } from '../../../client/queries.ts'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { ProblemBox } from '../../../components/feedback/problem-box.tsx'
import { saveText } from '../../../client/save-file.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './identity.module.css'

const SHORTEST = 8

/** Exports the identity to a file encrypted with a passphrase. */
export function ExportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useText()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const close = (): void => {
    save.reset()
    setPassphrase('')
    setAgain('')
    onClose()
  }
  const save = useAction((client, input: string) => client.identity.export({ passphrase: input }), {
    quiet: true,
    done: t('communities:identity.saved'),
    then: ({ fileName, text }) => {
      saveText(fileName, text, 'application/json')
      close()
    },
  })
  const differs = again !== '' && again !== passphrase
  const ready = passphrase.length >= SHORTEST && again === passphrase
  return (
    <Dialog opened={opened} onClose={close} title={t('communities:identity.export')}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) save.mutate(passphrase)
        }}
      >
        <PasswordInput
          label={t('communities:identity.passphrase')}
          description={t('communities:identity.passphraseText')}
          value={passphrase}
          autoComplete="new-password"
          data-autofocus
          data-testid="export-passphrase"
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('communities:identity.passphraseAgain')}
          value={again}
          autoComplete="new-password"
          error={differs ? t('communities:identity.passphraseDiffers') : undefined}
          data-testid="export-again"
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        <ProblemBox error={save.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={save.isPending} data-testid="export-submit">
            {t('communities:identity.saveFile')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
